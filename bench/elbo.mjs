/** The evidence lower bound that vae-mnist reaches over its whole length, or in some minutes of training, on images that training never sees. */
import { minutesFor } from "./bounds.mjs";
import { machine } from "./machine.mjs";
import { figure, record } from "./report.mjs";
import { openTrainer, recipe } from "./trainer.mjs";

/** All of MNIST's test images, and draws of z for each. */
const wish = { examples: 10_000, samples: 1 };
/** Nats an image that the recipe is held to. */
const goal = -105;

const trainer = openTrainer();
try {
  const { backendTitle } = await trainer.greet();
  const vae = recipe("vae-mnist");
  await trainer.openRun(vae, { record: false });
  const { seconds } = await trainer.playWithin(vae.training.steps, minutesFor("elbo") * 60);
  const bound = await trainer.request("run.bound", wish);
  console.log(`vae-mnist, ${backendTitle}: ${bound.step} steps in ${figure(seconds)} s`);
  console.log(`  ELBO ${bound.elbo.toFixed(2)} ± ${bound.error.toFixed(2)} nats on ${bound.examples} test images`);
  console.log(`  reconstruction ${bound.reconstruction.toFixed(2)}, KL ${bound.kl.toFixed(2)}`);
  record("elbo", {
    machine: machine(),
    backend: backendTitle,
    recipe: "vae-mnist",
    seed: vae.seed,
    seconds,
    steps: vae.training.steps,
    bound,
    goal,
  });
} finally {
  trainer.end();
}
