/** The Parzen window log-likelihood of a run: which pictures choose the kernels, and which are measured. */
import { SaddleError } from "../../shared/contract/errors";
import type { ParzenFigures } from "../../shared/domain/run";
import { sizeOf } from "../../shared/domain/shape";
import { say } from "../../shared/domain/text";
import type { Dataset } from "./dataset";
import { generatedImages } from "./generated";
import { parzen } from "./metrics/parzen";
import type { HeldOutPictures, HeldOutRows } from "./plugin";
import type { OpenRun } from "./run";
import { tf } from "./tensorflow";

/** Numbers that generated pictures may hold together (1 GiB). */
const mostNumbers = 2 ** 28;

const rowsOfBytes = (pixels: Uint8Array, width: number): HeldOutRows => ({
  count: pixels.length / width,
  read: (first, count) => Float32Array.from(pixels.subarray(first * width, (first + count) * width), (v) => v / 255),
});

/**
 * Pictures that are held out of training, and of them those that choose settings: training images of the source that
 * the run leaves out, as the 2014 paper has it (10,000 of 60,000). Where it leaves out none, the last of the test
 * images, which are then not measured.
 * @param validation so many of the test images at most, and never more than half
 * @returns null where there are none
 */
export function heldOutPictures(dataset: Dataset, validation: number): HeldOutPictures | null {
  const { space, test, labelled, count, shape } = dataset;
  if (space !== "images" || !test || test.count < 2) return null;
  const width = sizeOf(shape);
  const left = labelled?.pixels.subarray(count * width);
  if (left && left.length > 0) {
    return {
      validation: rowsOfBytes(left, width),
      validationSource: "left-out",
      test: rowsOfBytes(test.pixels, width),
    };
  }
  const border = (test.count - Math.min(validation, Math.floor(test.count / 2))) * width;
  return {
    validation: rowsOfBytes(test.pixels.subarray(border), width),
    validationSource: "test",
    test: rowsOfBytes(test.pixels.subarray(0, border), width),
  };
}

/**
 * @param seed decides z
 * @param wish how many pictures are generated, choose σ, and are measured; all where there are fewer
 * @throws SaddleError `unsupported` for data of which nothing is held out, `bad-input` for more pictures than memory takes
 */
export async function parzenOf(
  run: OpenRun,
  seed: number,
  wish: { readonly samples: number; readonly validation: number; readonly test: number },
): Promise<ParzenFigures> {
  const { dataset } = run;
  const width = sizeOf(dataset.shape);
  const most = Math.floor(mostNumbers / width);
  if (wish.samples > most) {
    throw new SaddleError(
      "bad-input",
      say(
        `${wish.samples} images of ${width} values each are more than are measured at once.`,
        `값이 ${width}개씩인 이미지 ${wish.samples}장은 한 번에 재기에 너무 많습니다.`,
      ),
      { hint: say(`Generate at most ${most}.`, `${most}장까지 생성하세요.`) },
    );
  }
  const heldOut = heldOutPictures(dataset, wish.validation);
  const generated = heldOut === null ? tf.zeros([1, width]) : await generatedImages(run, wish.samples, seed);
  try {
    const context = { step: run.counters.step, classifier: null, modes: null, heldOut };
    return await parzen.evaluate(generated, context, wish);
  } finally {
    generated.dispose();
  }
}
