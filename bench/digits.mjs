/** How many of dcgan-mnist's digits a classifier of real digits recognises, after some minutes of training. */
import { minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
import { record } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";

/** Share of digits that the recipe is held to. */
const goal = 0.85;
const wish = { samples: 10_000, confidence: 0.9 };

const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  const dcgan = recipe("dcgan-mnist");
  // Nothing is recorded on the way, so that all of the time is training.
  await trainer.openRun(dcgan, { record: false });
  const { step, seconds } = await trainer.playWithin(dcgan.training.steps, minutesFor("digits") * 60);
  for (let fraction = 0; fraction < 1; ) {
    ({ fraction } = await trainer.request("run.learnClasses", { milliseconds: 10_000 }));
  }
  const figures = await trainer.request("run.recognition", { ...wish, seed: dcgan.seed });
  const { recognised, samples, confidence, counts, heldOut } = figures;
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  console.log(`dcgan-mnist, ${backendTitle}: ${step} steps in ${seconds.toFixed(0)} s`);
  console.log(
    `  ${percent(recognised)} of ${samples} digits are recognised, with a probability of ${confidence} or more`,
  );
  console.log(
    `  ${percent(heldOut.recognised)} of the ${heldOut.images} test images are, of which the classifier tells ${percent(heldOut.accuracy)} right`,
  );
  console.log(`  digits: ${counts.join(" ")}`);
  record("digits", {
    ...{ machine: machine(), backend: backendTitle, recipe: "dcgan-mnist", seed: dcgan.seed, seconds, goal, figures },
  });
} finally {
  trainer.end();
}
