/** Slopes of D between data and generated pictures. */
import type { JudgedBatches } from "../plugin";
import type { Tensor } from "../tensorflow";

/** At points of the straight lines from each generated picture to its real neighbour in the batch, uniformly. */
export function slopesBetween({ real, fake, slopes, noise, stream, pack }: JudgedBatches, id: string): Tensor {
  const count = real.shape[0]!;
  // A pack is one point of D's.
  const each = noise.uniform(`${stream}/${id}/share`, [count / pack, 1]);
  const share = pack === 1 ? each : each.tile([1, pack]).reshape([count, 1]);
  return slopes(fake.add(real.sub(fake).mul(share)), `${stream}/${id}`);
}
