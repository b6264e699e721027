/**
 * Convolutions and transposed ones, padded so that a stride of s divides sides by s (rounded up) or multiplies
 * them by s: TensorFlow's `SAME`. Those of 4 × 4 and stride 2 halve and double a picture's sides; for even sides
 * that is PyTorch's padding of 1.
 */
import type { Noise } from "../../engine/random";
import { type Tensor4D, tf } from "../../tensorflow";
import type { Block } from "./block";
import { type Linear, linear } from "./linear";
import { preferNarrowConv } from "./narrowConv";

/** A square kernel, and how far it moves at each step. */
export interface Kernel {
  readonly kernel: number;
  readonly stride: number;
}

/** What halves or doubles sides. */
const byTwo: Kernel = { kernel: 4, stride: 2 };
/** Weights of it between one input and one output channel. */
export const kernelWeights = byTwo.kernel ** 2;

const filterGradientOp = "Conv2DBackpropFilter";
/** As TensorFlow.js hands them to the op. */
interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same";
  readonly filterShape: [number, number, number, number];
}

/*
 * TensorFlow.js has no gradient for the gradient of a filter, which second derivatives (penalties on
 * D's gradient) pass through. It is bilinear in x and dy, so each derivative is the convolution with
 * the incoming gradient in the filter's place.
 */
tf.registerGradient({
  kernelName: filterGradientOp,
  inputsToSave: ["x", "dy"],
  gradFunc: (dFilter, saved, attributes) => {
    const { strides, pad } = attributes as unknown as FilterGradientAttributes;
    const [x, dy] = saved as [Tensor4D, Tensor4D];
    const filter = dFilter as Tensor4D;
    return {
      x: () => tf.conv2dTranspose(dy, filter, x.shape, strides, pad),
      dy: () => tf.conv2d(x, filter, strides, pad),
    };
  },
});

/*
 * WebAssembly lacks the kernel. The gradient of a filter is itself a convolution: of x with dy, with
 * examples in the place of channels, and dy spread by the stride.
 * Inputs: x [batch, h, w, in], dy [batch, h/stride, w/stride, out]. Output: [kernel, kernel, in, out].
 */
tf.registerKernel({
  kernelName: filterGradientOp,
  backendName: "wasm",
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dy } = inputs as unknown as { x: Tensor4D; dy: Tensor4D };
    const { strides, pad, filterShape } = attrs as unknown as FilterGradientAttributes;
    const convolution = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
    const { padInfo, strideHeight, strideWidth } = convolution;
    return tf.tidy(() => {
      const { top, bottom, left, right } = padInfo;
      const images = x
        .pad([
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ])
        .transpose([3, 1, 2, 0]); // [in, h, w, batch]
      const spread = dy.transpose([1, 2, 0, 3]); // [h/stride, w/stride, batch, out]
      const filter = tf.conv2d(images as Tensor4D, spread as Tensor4D, 1, "valid", "NHWC", [strideHeight, strideWidth]);
      // Without padding, the last rows and columns may have met no output.
      return filter
        .slice([0, 0, 0, 0], [filterShape[2], filterShape[0], filterShape[1], filterShape[3]])
        .transpose([1, 2, 0, 3]);
    });
  },
});

/** `[batch, h, w, inputs]` -> `[batch, ⌈h/stride⌉, ⌈w/stride⌉, outputs]`; weights `[kernel, kernel, inputs, outputs]`. */
export function convolution(layer: Linear, { kernel, stride }: Kernel, noise: Noise): Block {
  preferNarrowConv();
  return linear(layer, noise, [kernel, kernel, layer.inputs, layer.outputs], (x, weights) =>
    tf.conv2d(x as Tensor4D, weights as Tensor4D, stride, "same"),
  );
}

/** `[batch, h, w, inputs]` -> `[batch, stride·h, stride·w, outputs]`; weights `[kernel, kernel, outputs, inputs]`. */
export function transposedConvolution(layer: Linear, { kernel, stride }: Kernel, noise: Noise): Block {
  preferNarrowConv();
  return linear(layer, noise, [kernel, kernel, layer.outputs, layer.inputs], (x, weights) => {
    const [batch, height, width] = (x as Tensor4D).shape;
    const shape = [batch, stride * height, stride * width, layer.outputs] as [number, number, number, number];
    return tf.conv2dTranspose(x as Tensor4D, weights as Tensor4D, shape, stride, "same");
  });
}

/** `[batch, 2h, 2w, inputs]` -> `[batch, h, w, outputs]`. */
export const halving = (layer: Linear, noise: Noise): Block => convolution(layer, byTwo, noise);

/** `[batch, h, w, inputs]` -> `[batch, 2h, 2w, outputs]`. */
export const doubling = (layer: Linear, noise: Noise): Block => transposedConvolution(layer, byTwo, noise);
