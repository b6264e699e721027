/** Points of the latent space, and paths between two of them. */
import { SaddleError } from "../../shared/contract/errors";
import type { InterpolationMode, LatentPoint } from "../../shared/domain/latent";
import { galleryCells, galleryColumns } from "../../shared/domain/plugin";
import { say } from "../../shared/domain/text";
import { type Noise, noiseAt } from "./engine/random";
import { takeValues } from "./engine/values";
import type { Model } from "./plugin";
import { type Tensor, tf } from "./tensorflow";

/** `[count, latentSize]` @throws SaddleError `unsupported` where nothing says which z are likely */
function drawn(model: Model, noise: Noise, stream: string, count: number): Tensor {
  if (model.prior) return model.prior(noise, stream, count);
  throw new SaddleError(
    "unsupported",
    say(
      "This model has no prior, so no z can be drawn for it.",
      "이 모델에는 사전분포 prior가 없어 z를 뽑을 수 없습니다.",
    ),
    { hint: say("Use the codes of examples.", "예제의 코드를 쓰세요.") },
  );
}

/** The fixed z of a run `[galleryCells, latentSize]`, which every sample atlas shows. */
export const previewLatents = (model: Model, seed: number): Tensor =>
  drawn(model, noiseAt(seed, 0), "preview", galleryCells);

/** The stream of z of any seed. */
export const sampleStream = "sample";

/**
 * z `[count, latentSize]` of any seed, independent of the run's own numbers.
 * @param from how many of them are passed over; their numbers are a multiple of 4
 */
export const seededLatents = (model: Model, seed: number, count: number, from = 0): Tensor =>
  drawn(model, noiseAt(seed, 0).after(from * model.latentSize), sampleStream, count);

/** Most classes that a sweep has columns for. */
const mostSwept = 16;

/** How the preview grid is laid out. */
export interface PreviewLayout {
  readonly columns: number;
  readonly rows: number;
  /** Whether each column is a class, the first columns' classes of the data, and each row one z. */
  readonly sweep: boolean;
}

/** {@link galleryCells} different z; where the model is told classes, one z a row and one class a column. */
export function previewLayout({ classes = 0 }: Pick<Model, "classes">): PreviewLayout {
  if (classes === 0) return { columns: galleryColumns, rows: galleryCells / galleryColumns, sweep: false };
  const columns = Math.min(classes, mostSwept);
  return { columns, rows: Math.floor(galleryCells / columns), sweep: true };
}

/**
 * What the generator takes, row after row: z, and beside it how much of each class, `latentSize + classes` each.
 * @param z `[count, latentSize]`
 * @param label class of each; not asked where the model is told none
 */
export function withLabels(
  { latentSize, classes = 0 }: Model,
  z: Float32Array,
  label: (row: number) => number,
): Float32Array {
  if (classes === 0) return z;
  const width = latentSize + classes;
  const count = z.length / latentSize;
  const rows = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    rows.set(z.subarray(row * latentSize, (row + 1) * latentSize), row * width);
    rows[row * width + latentSize + label(row)] = 1;
  }
  return rows;
}

/** Values that the generator takes of one image. */
export const inputSize = ({ latentSize, classes = 0 }: Pick<Model, "latentSize" | "classes">): number =>
  latentSize + classes;

/** The preview grid as the generator takes it, row after row. */
export async function previewInputs(model: Model, seed: number): Promise<Float32Array> {
  const z = await takeValues(tf.tidy(() => previewLatents(model, seed)));
  const { columns, rows, sweep } = previewLayout(model);
  if (!sweep) return z;
  const { latentSize } = model;
  const swept = new Float32Array(columns * rows * latentSize);
  for (let cell = 0; cell < columns * rows; cell++) {
    const row = Math.floor(cell / columns);
    swept.set(z.subarray(row * latentSize, (row + 1) * latentSize), cell * latentSize);
  }
  return withLabels(model, swept, (cell) => cell % columns);
}

/**
 * One point that is drawn as the generator takes it, `[latentSize + classes]`; a class that the model does not
 * know is its first.
 */
export async function latentOf(
  model: Model,
  runSeed: number,
  point: Exclude<LatentPoint, { from: "example" }>,
): Promise<Float32Array> {
  const { columns, sweep } = previewLayout(model);
  const z = await takeValues(
    tf.tidy(() => {
      const all = point.from === "preview" ? previewLatents(model, runSeed) : seededLatents(model, point.seed, 1);
      const cell = point.from === "preview" ? point.index : 0;
      return all.slice([sweep ? Math.floor(cell / columns) : cell, 0], [1, model.latentSize]);
    }),
  );
  const own = point.from === "preview" ? point.index % columns : 0;
  const label = point.label ?? own;
  return withLabels(model, z, () => (label < (model.classes ?? 0) ? label : 0));
}

/**
 * A point between two. Spherical (Shoemake 1985; White 2016 for GANs): along the great arc, with
 * lengths blended, so that every point on the way is as likely under a Gaussian as its ends. What
 * stands beside z, the weights of the classes, is blended in a straight line.
 * @param t 0 gives `a`, 1 gives `b`
 * @param size of z
 */
export function interpolate(
  a: Float32Array,
  b: Float32Array,
  t: number,
  mode: InterpolationMode,
  size = a.length,
): Float32Array {
  const path = a.map((value, i) => (1 - t) * value + t * b[i]!);
  if (mode === "linear") return path;
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < size; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! ** 2;
    squareB += b[i]! ** 2;
  }
  const cosine = Math.min(1, Math.max(-1, dot / Math.sqrt(squareA * squareB)));
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  // Parallel or opposite ends have no single great arc between them.
  if (!(sine > 1e-4)) return path;
  const fromA = Math.sin((1 - t) * angle) / sine;
  const fromB = Math.sin(t * angle) / sine;
  for (let i = 0; i < size; i++) path[i] = fromA * a[i]! + fromB * b[i]!;
  return path;
}
