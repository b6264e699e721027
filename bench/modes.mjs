/** How many modes of a ring or a grid a generator covers, by seed: whether it drops any depends on where it begins. */
import { chosenOf, minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
import { record, table } from "./report.mjs";
import { openTrainer, recipes } from "./trainer.mjs";

const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
/** Modes are counted at so many steps of a run, evenly. */
const looks = 8;
/** Of one recipe, minutes: a seed that is not done by then does not count, but for the first. */
const budget = minutesFor("modes");

/** Share of the points that lie on modes. */
const percent = ({ unsure, total }) => `${((1 - unsure / total) * 100).toFixed(1)} %`;

const known = recipes();
const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  for (const id of chosenOf(["gan-ring", "unrolled-ring", "gan-grid"])) {
    const recipe = known.get(id);
    const { steps } = recipe.training;
    const begin = performance.now();
    const rows = [];
    const left = () => budget * 60 - (performance.now() - begin) / 1000;
    /** Modes at each look of one seed, until all are made, the run diverges, or the time is over. */
    const train = async (seed) => {
      const training = { ...recipe.training, sampleEvery: steps, checkpointEvery: 0 };
      await trainer.openRun({ ...recipe, seed, training });
      const from = performance.now();
      const counted = [];
      let [diverged, late, step] = [false, false, 0];
      for (let look = 1; look <= looks && !diverged && !late; look++) {
        try {
          const played = await trainer.playWithin(Math.round((look * steps) / looks) - 1, Math.max(1, left()));
          step = played.step + 1;
          late = !played.reached;
          const points = trainer.event((message) => message.event === "points" && message.step === step);
          // A single step is always recorded.
          await trainer.request("run.stepOnce", { update: "both" });
          counted.push((await points).coverage);
        } catch (error) {
          if (!String(error).includes("diverged")) throw error;
          diverged = true;
        }
      }
      const modes = counted.map(({ covered }) => covered);
      const seconds = (performance.now() - from) / 1000;
      return { seed, step, modes, coverage: counted.at(-1), diverged, late, seconds };
    };
    for (const seed of seeds) {
      if (left() <= 0) break;
      const row = await train(seed);
      if (row.late && rows.length > 0) break;
      rows.push(row);
      const end = row.diverged ? ", diverged" : row.late ? `, out of time at step ${row.step}` : "";
      const quality = row.coverage ? `, ${percent(row.coverage)} of high quality` : "";
      console.log(`${id}, seed ${seed}: ${row.modes.join(" ")}${quality}${end}`);
    }
    const head = ["seed", "modes on the way", "high quality", "reverse KL, nats", "seconds"];
    const cells = rows.map(({ seed, step, modes, coverage, diverged, late, seconds }) => [
      String(seed),
      `${modes.join(" ")}${diverged ? " diverged" : late ? ` at step ${step}` : ""}`,
      coverage ? percent(coverage) : "",
      coverage ? coverage.kl.toFixed(3) : "",
      seconds.toFixed(0),
    ]);
    for (const line of table([head, ...cells])) console.log(line);
    record("modes", { machine: machine(), backend: backendTitle, recipe: id, steps, rows });
  }
} finally {
  trainer.end();
}
