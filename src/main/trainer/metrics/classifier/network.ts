/**
 * The network that judges images: patches with shared weights, read as matrix products.
 *
 * Overlapping patches go through one dense layer, each 2 × 2 block of the results through a second,
 * and all of it through a hidden layer to the classes; ReLU between. That is a convolutional network
 * (stride 2, then 2 × 2 with stride 2) whose gradients need nothing but matrix products, which every
 * backend has; WebAssembly has no filter gradient of a convolution.
 */
import { type Tensor, type Tensor2D, tf } from "../../tensorflow";
import type { Random } from "./random";

/** Units of the three layers. */
export interface Widths {
  readonly patch: number;
  readonly block: number;
  readonly hidden: number;
}

export interface WeightShape {
  readonly name: string;
  readonly shape: readonly [number, number] | readonly [number];
}

export interface Network {
  readonly classes: number;
  /** Values of one image. */
  readonly inputs: number;
  readonly weights: readonly WeightShape[];
  /** `[count, inputs]` in [0, 1] -> `[count, classes]`. */
  logits(images: Tensor, weights: readonly Tensor[]): Tensor2D;
  /** First weights: He et al. 2015, N(0, 2 / inputs of the layer); biases 0. */
  initialize(random: Random): Float32Array[];
}

/** Patches along one side: about 14 starts, overlapping by half, an even number of them. */
function along(side: number): { stride: number; patch: number; positions: number } {
  const stride = Math.max(2, Math.round(side / 14));
  const patch = 2 * stride + 1;
  const positions = Math.floor((side - patch) / stride) + 1;
  return { stride, patch, positions: positions - (positions % 2) };
}

/** @param shape `[height, width, channels]`, sides of 8 pixels or more */
export function createNetwork(
  [height, width, channels]: readonly [number, number, number],
  classes: number,
  widths: Widths,
): Network {
  const vertical = along(height);
  const horizontal = along(width);
  const blocks = (vertical.positions / 2) * (horizontal.positions / 2);
  const patchSize = vertical.patch * horizontal.patch * channels;
  const sizes: Array<[string, number, number]> = [
    ["patch", patchSize, widths.patch],
    ["block", 4 * widths.patch, widths.block],
    ["hidden", blocks * widths.block, widths.hidden],
    ["output", widths.hidden, classes],
  ];
  const weights = sizes.flatMap(([name, inputs, outputs]): WeightShape[] => [
    { name: `${name}/weights`, shape: [inputs, outputs] },
    { name: `${name}/biases`, shape: [outputs] },
  ]);
  const order = gatherOrder();

  /** Where each value of each patch lies in an image, the four patches of a block after one another. */
  function gatherOrder(): Int32Array {
    const indices = new Int32Array(blocks * 4 * patchSize);
    let next = 0;
    for (let row = 0; row < vertical.positions; row += 2) {
      for (let column = 0; column < horizontal.positions; column += 2) {
        for (const [down, right] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const top = (row + down) * vertical.stride;
          const left = (column + right) * horizontal.stride;
          for (let y = top; y < top + vertical.patch; y++) {
            for (let x = left * channels; x < (left + horizontal.patch) * channels; x++) {
              indices[next++] = y * width * channels + x;
            }
          }
        }
      }
    }
    return indices;
  }

  return {
    classes,
    inputs: height * width * channels,
    weights,
    logits(images, values) {
      const count = images.shape[0]!;
      const dense = (input: Tensor, layer: number): Tensor =>
        tf.add(tf.matMul(input as Tensor2D, values[2 * layer] as Tensor2D), values[2 * layer + 1]!);
      const patches = tf.gather(images, tf.tensor1d(order, "int32"), 1); // [count, blocks · 4 · patchSize]
      const seen = tf.relu(dense(patches.reshape([count * blocks * 4, patchSize]), 0));
      const joined = tf.relu(dense(seen.reshape([count * blocks, 4 * widths.patch]), 1));
      const hidden = tf.relu(dense(joined.reshape([count, blocks * widths.block]), 2)); // [count, widths.hidden]
      return dense(hidden, 3) as Tensor2D;
    },
    initialize(random) {
      return weights.map(({ shape }) => {
        const [inputs, outputs] = shape;
        if (outputs === undefined) return new Float32Array(inputs);
        const deviation = Math.sqrt(2 / inputs);
        return Float32Array.from({ length: inputs * outputs }, () => random.normal() * deviation);
      });
    },
  };
}
