/**
 * The figure of Goodfellow et al. 2014, table 1: log-likelihood of MNIST's test images under a Parzen window of
 * generated ones (225 ± 2 nats), over the epochs, for their released settings and for those with an averaged G.
 */
import { chosenOf, minutesFor } from "./bounds.mjs";
import { machine, processorSeconds } from "./machine.mjs";
import { figure, record, table } from "./report.mjs";
import { openTrainer, recipes } from "./trainer.mjs";

/** Epochs after which is measured. */
const epochs = [1, 3, 10, 20, 30, 45, 60, 80, 100, 120, 140, 160, 180, 200, 220, 250];
/** Nats that each recipe is held to, from an epoch on. */
const goals = {
  "gan-2014-mnist": { goal: 160, goalEpoch: 100 },
  "gan-2014-mnist-averaged": { goal: 200, goalEpoch: 160 },
};
const wish = { samples: 10_000, validation: 1_000, test: 10_000 };

const known = recipes();
const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  /** Trains one recipe from its first step, and adds to `points` what it reaches on the way. */
  const train = async (recipe, points) => {
    const { stepsPerEpoch } = await trainer.openRun(recipe, { record: false });
    const budget = minutesFor("parzen") * 60;
    console.log(`${recipe.id}, seed ${recipe.seed}, from its first step; ${stepsPerEpoch} steps are an epoch`);
    let [seconds, processor] = [0, 0];
    for (const epoch of epochs) {
      const before = processorSeconds(trainer.pid);
      const played = await trainer.playWithin(epoch * stepsPerEpoch, budget - seconds);
      seconds += played.seconds;
      processor += (processorSeconds(trainer.pid) ?? Number.NaN) - (before ?? Number.NaN);
      const figures = await trainer.request("run.parzen", { ...wish, seed: recipe.seed });
      const reached = played.step / stepsPerEpoch;
      points.push({ epoch: reached, seconds, processorSeconds: processor || null, ...figures });
      const { logLikelihood, error, sigma } = figures;
      console.log(
        `${recipe.id}, epoch ${figure(reached)}: ${logLikelihood.toFixed(2)} ± ${error.toFixed(2)} nats (σ ${sigma.toFixed(3)}), ${figure(seconds)} s of training`,
      );
      if (!played.reached || seconds >= budget) break;
    }
  };
  for (const id of chosenOf(Object.keys(goals))) {
    const recipe = known.get(id);
    const points = [];
    try {
      await train(recipe, points);
    } finally {
      // A run that fails on the way keeps what it reached until then.
      if (points.length > 0) {
        const head = ["epoch", "test images, nats", "σ", "seconds of training", "of processor time"];
        const rows = points.map(({ epoch, logLikelihood, error, sigma, ...spent }) => [
          figure(epoch),
          `${logLikelihood.toFixed(2)} ± ${error.toFixed(2)}`,
          sigma.toFixed(3),
          spent.seconds.toFixed(0),
          spent.processorSeconds?.toFixed(0) ?? "not told",
        ]);
        for (const line of table([head, ...rows])) console.log(line);
        record("parzen", {
          ...{ machine: machine(), backend: backendTitle, recipe: id, seed: recipe.seed, begin: 0 },
          ...{ ...goals[id], points },
        });
      }
    }
  }
} finally {
  trainer.end();
}
