/** How many of dcgan-mnist's digits a classifier of real digits is sure of, after some minutes of training. */
import { minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
import { record } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";

/** Share of digits that the recipe is held to. */
const goal = 0.85;

const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  const dcgan = recipe("dcgan-mnist");
  const { training } = dcgan;
  // Nothing is recorded on the way, so that all of the time is training.
  const quiet = { ...training, sampleEvery: training.steps, checkpointEvery: 0 };
  const { reference } = await trainer.openRun({ ...dcgan, training: quiet });
  const { step, seconds } = await trainer.playWithin(training.steps - 1, minutesFor("digits") * 60);
  const counted = trainer.event((message) => message.event === "samples" && message.step === step + 1);
  // A single step is always recorded.
  await trainer.request("run.stepOnce", { update: "both" });
  const { coverage } = await counted;
  const share = 1 - coverage.unsure / coverage.total;
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  console.log(`dcgan-mnist, ${backendTitle}: ${step + 1} steps in ${seconds.toFixed(0)} s`);
  console.log(
    `  ${percent(share)} of ${coverage.total} digits are classified with a probability of ${reference.confidence} or more`,
  );
  console.log(`  by a classifier that is right on ${percent(reference.accuracy)} of the test images`);
  console.log(`  classes: ${coverage.counts.join(" ")}; KL ${coverage.kl.toFixed(3)} nats`);
  record("digits", {
    ...{ machine: machine(), backend: backendTitle, recipe: "dcgan-mnist", seed: dcgan.seed, step: step + 1, seconds },
    ...{ share, coverage, accuracy: reference.accuracy, confidence: reference.confidence, goal },
  });
} finally {
  trainer.end();
}
