/** `saddle elbo PROJECT`: the evidence lower bound of test images at a checkpoint. */
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import type { BoundFigures } from "../../shared/domain/run";
import { measureAt } from "./checkpoint";
import { atStep, backendOption, count, draws } from "./options";
import type { RunCommand } from "./output";

interface ElboOptions {
  images: number;
  draws: number;
  step?: number;
  backend?: BackendId;
}

function inWords(figures: BoundFigures): string {
  const { step, examples, samples, elbo, error, reconstruction, kl, importance, latentSize, activeUnits } = figures;
  const of = (value: number) => value.toFixed(2);
  return [
    `Step ${step}, ${examples} test images, ${samples} ${samples === 1 ? "draw" : "draws"} of z each, nats an image:`,
    `  ELBO            ${of(elbo)} ± ${of(error)}`,
    `  reconstruction  ${of(reconstruction)}  (−log p(x | z))`,
    `  KL              ${of(kl)}  (${activeUnits} of ${latentSize} units above 0.01)`,
    ...(importance === null
      ? []
      : [`  importance      ${of(importance)}  (${samples} draws weighted: a tighter bound)`]),
  ].join("\n");
}

export function addElbo(program: Command, run: RunCommand): void {
  program
    .command("elbo")
    .description("measure a variational autoencoder's bound of log p(x) on test images")
    .argument("<project>", "a .saddle file; it is not changed")
    .option("--images <n>", "the first so many test images", count, 10_000)
    .option("--draws <n>", "draws of z for each image; with more than one also the importance-weighted bound", draws, 1)
    .option("--step <n>", "of which checkpoint (the latest)", atStep)
    .addOption(backendOption())
    .action((project: string, options: ElboOptions) =>
      measureAt(run, project, options, {
        measure: (lab, _, at) => lab.bound({ examples: options.images, samples: options.draws, ...at }),
        inWords,
      }),
    );
}
