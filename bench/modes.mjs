/** How many modes of a ring or a grid a generator covers, by seed: whether it drops any depends on where it begins. */
import { chosenOf, minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
import { record, table } from "./report.mjs";
import { openTrainer, recipes } from "./trainer.mjs";

const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
/** Modes are counted at so many steps of a run, evenly. */
const looks = 8;
/** No further seed is begun after so many minutes of one recipe. */
const budget = minutesFor("modes");

const known = recipes();
const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  for (const id of chosenOf(["gan-ring", "unrolled-ring", "gan-grid"])) {
    const recipe = known.get(id);
    const { steps } = recipe.training;
    const begin = performance.now();
    const rows = [];
    for (const seed of seeds) {
      if (performance.now() - begin > budget * 60_000) break;
      await trainer.openRun({
        ...recipe,
        seed,
        training: { ...recipe.training, sampleEvery: steps, checkpointEvery: 0 },
      });
      const from = performance.now();
      const counted = [];
      let diverged = false;
      for (let look = 1; look <= looks && !diverged; look++) {
        const until = Math.round((look * steps) / looks);
        try {
          await trainer.playUntil(until - 1);
          const points = trainer.event((message) => message.event === "points" && message.step === until);
          // A single step is always recorded.
          await trainer.request("run.stepOnce", { update: "both" });
          counted.push((await points).coverage);
        } catch (error) {
          if (!String(error).includes("diverged")) throw error;
          diverged = true;
        }
      }
      const seconds = (performance.now() - from) / 1000;
      const last = counted.at(-1);
      rows.push({ seed, modes: counted.map(({ covered }) => covered), coverage: last, diverged, seconds });
      console.log(
        `${id}, seed ${seed}: ${counted.map(({ covered }) => covered).join(" ")}${diverged ? ", diverged" : ""}`,
      );
    }
    const head = ["seed", "modes on the way", "high quality", "reverse KL, nats", "seconds"];
    const cells = rows.map(({ seed, modes, coverage, diverged, seconds }) => [
      String(seed),
      `${modes.join(" ")}${diverged ? " diverged" : ""}`,
      coverage ? `${((1 - coverage.unsure / coverage.total) * 100).toFixed(1)} %` : "",
      coverage ? coverage.kl.toFixed(3) : "",
      seconds.toFixed(0),
    ]);
    for (const line of table([head, ...cells])) console.log(line);
    record("modes", { machine: machine(), backend: backendTitle, recipe: id, steps, rows });
  }
} finally {
  trainer.end();
}
