/** Bytes a second from the trainer to a window that paints what it gets, while each recipe trains at full speed. */
import { join } from "node:path";
import { machine } from "./machine.mjs";
import { figure, record, table } from "./report.mjs";
import { openTrainer, recipes, root } from "./trainer.mjs";

/** Long enough for samples of slow recipes. */
const seconds = 4 * Number(process.env.SADDLE_BENCH_SECONDS ?? 2.5);

const trainer = openTrainer({ script: join(root, "bench", "framedTrainer.mjs") });
try {
  const { backendTitle } = await trainer.greet();
  const found = [];
  for (const [id, recipe] of recipes()) {
    await trainer.openRun(recipe);
    // Early steps are sampled often, and a first step is recorded: neither is what a run looks like.
    await trainer.playUntil(100);
    await trainer.request("bench.frames", {});
    const turn = await trainer.playFor(seconds);
    const tally = await trainer.request("bench.frames", {});
    const rates = Object.fromEntries(
      Object.entries(tally).map(([kind, { frames, bytes }]) => [
        kind,
        { framesPerSecond: frames / turn.seconds, bytesPerSecond: bytes / turn.seconds },
      ]),
    );
    const total = (name) => Object.values(rates).reduce((sum, rate) => sum + rate[name], 0);
    found.push({
      recipe: id,
      stepsPerSecond: turn.count / turn.seconds,
      bytesPerSecond: total("bytesPerSecond"),
      framesPerSecond: total("framesPerSecond"),
      kinds: rates,
    });
    await trainer.request("run.close", {});
  }
  const kind = (kinds, name) => (kinds[name] ? figure(kinds[name].bytesPerSecond / 1e3) : "0");
  const rows = found.map(({ recipe, stepsPerSecond, bytesPerSecond, framesPerSecond, kinds }) => [
    recipe,
    figure(stepsPerSecond),
    figure(framesPerSecond),
    figure(bytesPerSecond / 1e3),
    ...["metrics", "samples", "points", "pace"].map((name) => kind(kinds, name)),
  ]);
  const head = ["recipe", "steps/s", "frames/s", "kB/s", "of metrics", "of samples", "of points", "of pace"];
  for (const line of table([head, ...rows])) console.log(line);
  record("frames", { machine: machine(), backend: backendTitle, seconds, recipes: found });
} finally {
  trainer.end();
}
