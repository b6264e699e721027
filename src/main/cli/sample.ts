/** `saddle sample PROJECT`: images or points of a checkpoint, as one PNG or as an array for Python. */
import { extname, resolve } from "node:path";
import type { Command } from "commander";
import { SaddleError } from "../../shared/contract/errors";
import type { BackendId } from "../../shared/contract/trainer";
import type { Atlas } from "../../shared/domain/picture";
import { say } from "../../shared/domain/text";
import { replaceFile } from "../project/durable";
import { encodePng, toAtlas } from "../trainer/pictures";
import { toScatter } from "../trainer/scatter";
import { activeRunWith } from "./checkpoint";
import { withLab } from "./open";
import { atStep, backendOption, count, mostSamples, seed } from "./options";
import { exitCodes, type RunCommand } from "./output";

/** Pictures in one PNG: more would be a file that no viewer opens. */
const mostInGrid = 4096;

interface SampleOptions {
  count: number;
  seed?: number;
  step?: number;
  class?: string;
  out: string;
  backend?: BackendId;
}

/** @throws SaddleError `bad-input` for another ending, or more pictures than a grid takes */
function formatOf({ out, count }: SampleOptions): "png" | "npy" {
  const format = extname(out).slice(1).toLowerCase();
  if (format !== "png" && format !== "npy") {
    throw new SaddleError("bad-input", say(`--out ${out} names no format.`, `--out ${out}의 형식을 알 수 없습니다.`), {
      hint: say("It must end in .png or .npy.", "이름이 .png나 .npy로 끝나야 합니다."),
    });
  }
  if (format === "png" && count > mostInGrid) {
    throw new SaddleError(
      "bad-input",
      say(`--count ${count} is too large for one PNG.`, `--count ${count}은(는) PNG 하나에 담기에 너무 많습니다.`),
      {
        hint: say(
          `The most is ${mostInGrid}; an .npy takes ${mostSamples}.`,
          `최대 ${mostInGrid}장이며, .npy에는 ${mostSamples}장까지 담습니다.`,
        ),
      },
    );
  }
  return format;
}

/** @param shape `[count, height, width, channels]` of images, `[count, dimensions]` of points */
function pictureOf(values: Float32Array, shape: readonly number[], range: readonly [number, number]): Atlas {
  const [count, height, width = 1, channels = 1] = shape as [number, number, number?, number?];
  if (shape.length === 2) return toScatter(values, height, range);
  return toAtlas(values, [height, width, channels], range, Math.ceil(Math.sqrt(count)));
}

export function addSample(program: Command, run: RunCommand): void {
  program
    .command("sample")
    .description("generate images or points from a checkpoint of a project")
    .argument("<project>", "a .saddle file")
    .requiredOption("--count <n>", "how many images or points", count)
    .option("--seed <n>", "decides z (the run's own seed)", seed)
    .option("--step <n>", "of which checkpoint (the latest)", atStep)
    .option("--class <name>", "the class, by name or number, of a conditional model (all of them in turn)")
    .requiredOption(
      "--out <file>",
      "FILE.png for a grid or a scatter plot, FILE.npy for float32 [count, height, width, channels] or [count, dimensions]",
    )
    .addOption(backendOption())
    .action((project: string, options: SampleOptions) =>
      run(async (output) => {
        const format = formatOf(options);
        return withLab(output, options, async (lab) => {
          await lab.open(resolve(project));
          const active = activeRunWith(lab, options.step);
          const drawn = options.seed ?? active?.recipe.seed ?? 0;
          const sampling = {
            count: options.count,
            seed: drawn,
            ...(options.step === undefined ? {} : { step: options.step }),
            ...(options.class === undefined ? {} : { class: options.class }),
          };
          const out = resolve(options.out);
          let made: { step: number; shape: readonly number[] };
          if (format === "npy") {
            made = await lab.sampleTo(out, sampling);
          } else {
            const { values, range, ...rest } = await lab.sample(sampling);
            made = rest;
            await replaceFile(out, encodePng(pictureOf(values, rest.shape, range)));
          }
          const { step, shape } = made;
          const answer = { event: "done", step, seed: drawn, count: options.count, shape, out };
          const what = shape.length === 2 ? "points" : "images";
          output.answer(answer, `${options.count} ${what} of step ${step}, seed ${drawn}: ${out}`);
          return exitCodes.done;
        });
      }),
    );
}
