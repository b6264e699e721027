/** `saddle recognition PROJECT`: how many generated images a classifier of the data's classes recognises. */
import type { Command } from "commander";
import type { BackendId } from "../../shared/contract/trainer";
import type { RecognitionFigures } from "../../shared/domain/run";
import { measureAt } from "./checkpoint";
import { atStep, backendOption, count, probability, seed } from "./options";
import type { RunCommand } from "./output";

interface RecognitionOptions {
  samples: number;
  confidence: number;
  seed?: number;
  step?: number;
  backend?: BackendId;
}

export function inWords({
  step,
  samples,
  confidence,
  recognised,
  classes,
  counts,
  heldOut,
}: RecognitionFigures): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    `Step ${step}, ${samples} generated images, by a classifier that is right on ${percent(heldOut.accuracy)} of ${heldOut.images} held-out ones:`,
    `  generated  ${percent(recognised)} recognised, with a probability of ${confidence} or more`,
    `  held out   ${percent(heldOut.recognised)}`,
    `  classes    ${classes.map((name, index) => `${name}: ${counts[index]}`).join(", ")}`,
  ].join("\n");
}

export function addRecognition(program: Command, run: RunCommand): void {
  program
    .command("recognition")
    .description("measure how many generated images a classifier of the data's classes recognises")
    .argument("<project>", "a .saddle file; it is not changed")
    .option("--samples <n>", "generated images", count, 1_000)
    .option("--confidence <p>", "probability of the likeliest class from which on it is recognised", probability, 0.9)
    .option("--seed <n>", "decides z (the run's own seed)", seed)
    .option("--step <n>", "of which checkpoint (the latest)", atStep)
    .addOption(backendOption())
    .action((project: string, options: RecognitionOptions) =>
      measureAt(run, project, options, {
        measure: (lab, active, at, output) =>
          lab.recognition(
            {
              seed: options.seed ?? active?.recipe.seed ?? 0,
              samples: options.samples,
              confidence: options.confidence,
              ...at,
            },
            (fraction) => {
              if (fraction < 1) output.progress(`learning the classes: ${Math.round(fraction * 100)} %`);
            },
          ),
        inWords,
      }),
    );
}
