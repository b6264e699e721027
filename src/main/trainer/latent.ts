/** Points of the latent space, and paths between two of them. */
import { SaddleError } from "../../shared/contract/errors";
import type { InterpolationMode, LatentPoint } from "../../shared/domain/latent";
import { galleryCells } from "../../shared/domain/plugin";
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

/** z `[count, latentSize]` of any seed, independent of the run's own numbers. */
export const seededLatents = (model: Model, seed: number, count: number): Tensor =>
  drawn(model, noiseAt(seed, 0), "sample", count);

/** Values of one point that is drawn, `[latentSize]`. */
export async function latentOf(
  model: Model,
  runSeed: number,
  point: Exclude<LatentPoint, { from: "example" }>,
): Promise<Float32Array> {
  return takeValues(
    tf.tidy(() => {
      const all = point.from === "preview" ? previewLatents(model, runSeed) : seededLatents(model, point.seed, 1);
      const row = point.from === "preview" ? point.index : 0;
      return all.slice([row, 0], [1, model.latentSize]);
    }),
  );
}

/**
 * A point between two. Spherical (Shoemake 1985; White 2016 for GANs): along the great arc, with
 * lengths blended, so that every point on the way is as likely under a Gaussian as its ends.
 * @param t 0 gives `a`, 1 gives `b`
 */
export function interpolate(a: Float32Array, b: Float32Array, t: number, mode: InterpolationMode): Float32Array {
  const linear = () => a.map((value, i) => (1 - t) * value + t * b[i]!);
  if (mode === "linear") return linear();
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squareA += a[i]! ** 2;
    squareB += b[i]! ** 2;
  }
  const cosine = Math.min(1, Math.max(-1, dot / Math.sqrt(squareA * squareB)));
  const angle = Math.acos(cosine);
  const sine = Math.sin(angle);
  // Parallel or opposite ends have no single great arc between them.
  if (!(sine > 1e-4)) return linear();
  const fromA = Math.sin((1 - t) * angle) / sine;
  const fromB = Math.sin(t * angle) / sine;
  return a.map((value, i) => fromA * value + fromB * b[i]!);
}
