/**
 * The figure of Goodfellow et al. 2014, table 1: log-likelihood of MNIST's test images under a Parzen window of
 * generated ones (225 ± 2 nats), over the epochs, for their released settings and for those with an averaged G.
 */
import { minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
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
  for (const [id, { goal, goalEpoch }] of Object.entries(goals)) {
    const recipe = known.get(id);
    if (!recipe) continue;
    const { stepsPerEpoch } = await trainer.openRun(recipe, { record: false });
    const budget = minutesFor("parzen") * 60;
    let trained = 0;
    const points = [];
    for (const epoch of epochs) {
      const { step, reached, seconds } = await trainer.playWithin(epoch * stepsPerEpoch, budget - trained);
      trained += seconds;
      const figures = await trainer.request("run.parzen", { ...wish, seed: recipe.seed });
      points.push({ epoch: step / stepsPerEpoch, seconds: trained, ...figures });
      const { logLikelihood, error, sigma } = figures;
      console.log(
        `${id}, epoch ${figure(step / stepsPerEpoch)}: ${logLikelihood.toFixed(1)} ± ${error.toFixed(1)} nats (σ ${sigma.toFixed(3)}), ${figure(trained)} s of training`,
      );
      if (!reached || trained >= budget) break;
    }
    const rows = points.map(({ epoch, logLikelihood, error, sigma, seconds }) => [
      figure(epoch),
      `${logLikelihood.toFixed(2)} ± ${error.toFixed(2)}`,
      sigma.toFixed(3),
      seconds.toFixed(0),
    ]);
    for (const line of table([["epoch", "test images, nats", "σ", "seconds of training"], ...rows])) console.log(line);
    record("parzen", {
      ...{ machine: machine(), backend: backendTitle, recipe: id, seed: recipe.seed, goal, goalEpoch, points },
    });
  }
} finally {
  trainer.end();
}
