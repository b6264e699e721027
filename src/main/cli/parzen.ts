/** `saddle parzen PROJECT`: log-likelihood of test images under a Parzen window of generated ones, at a checkpoint. */
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import type { ParzenFigures } from "../../shared/domain/run";
import { measureAt } from "./checkpoint";
import { atStep, backendOption, count, seed } from "./options";
import type { RunCommand } from "./output";

interface ParzenOptions {
  samples: number;
  validation: number;
  images: number;
  seed?: number;
  step?: number;
  backend?: BackendId;
}

const sources: Record<ParzenFigures["validationSource"], string> = {
  "left-out": "training images that the run leaves out",
  test: "the last test images, which are not measured",
};

export function inWords(figures: ParzenFigures): string {
  const { step, samples, logLikelihood, error, sigma, validation, validationImages, validationSource } = figures;
  const of = (value: number) => value.toFixed(2);
  return [
    `Step ${step}, ${samples} generated images, ${figures.testImages} test images, nats an image:`,
    `  log-likelihood  ${of(logLikelihood)} ± ${of(error)}`,
    `  validation      ${of(validation)}  (chose σ = ${sigma.toFixed(3)}; ${validationImages} of ${sources[validationSource]})`,
    "This figure is known to mislead (Theis et al. 2016): a generator that repeats training images scores high, and",
    "good images can score low. Look at samples beside it.",
  ].join("\n");
}

export function addParzen(program: Command, run: RunCommand): void {
  program
    .command("parzen")
    .description("measure test images' log-likelihood under a Parzen window of generated ones, as papers of 2014 do")
    .argument("<project>", "a .saddle file; it is not changed")
    .option("--samples <n>", "generated images, a kernel on each", count, 10_000)
    .option("--validation <n>", "images that choose the kernels' deviation", count, 1_000)
    .option("--images <n>", "the first so many test images", count, 10_000)
    .option("--seed <n>", "decides z (the run's own seed)", seed)
    .option("--step <n>", "of which checkpoint (the latest)", atStep)
    .addOption(backendOption())
    .action((project: string, options: ParzenOptions) =>
      measureAt(run, project, options, {
        measure: (lab, active, at) =>
          lab.parzen({
            seed: options.seed ?? active?.recipe.seed ?? 0,
            samples: options.samples,
            validation: options.validation,
            test: options.images,
            ...at,
          }),
        inWords,
      }),
    );
}
