/**
 * Gradients of ReLU and LeakyReLU as one op each on native TensorFlow, from their output rather than
 * their input: an input that nothing else needs lets a graph join the activation to the layer before
 * it. TensorFlow.js composes them of up to six ops over whole layers. Elsewhere they stay composed.
 *
 * Both activations keep the sign, so the slope at an input is the slope at its output.
 */
import { type NativeBackend, nativeBackend, type Tensor, tf } from "../../tensorflow";

type Attributes = Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2];

/**
 * @param op takes gradients and features, `[…]` each, and returns `[…]`
 * @param composed the same of TensorFlow.js's ops: 1 or the slope below 0, by output
 */
function rectifier(activation: string, op: string, composed: (y: Tensor, alpha: number) => Tensor): void {
  // Linear in dy, so its own gradient is itself. The features are an attribute: their gradient is 0 almost everywhere.
  const slope = (dy: Tensor, y: Tensor, alpha: number): Tensor =>
    nativeBackend()
      ? tf.engine().runKernel(op, { dy }, { y, alpha } as unknown as Attributes)
      : dy.mul(composed(y, alpha));
  tf.registerKernel({
    kernelName: op,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as unknown as NativeBackend;
      const { binding } = native;
      const { y, alpha } = attrs as unknown as { y: Tensor; alpha: number };
      const attributes = [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
      if (op === "LeakyReluGrad") attributes.push({ name: "alpha", type: binding.TF_ATTR_FLOAT, value: alpha });
      return native.executeSingleOutput(op, attributes, [inputs.dy as Tensor, y]);
    },
  });
  tf.registerGradient({
    kernelName: op,
    inputsToSave: [],
    gradFunc: (dy, _, attrs) => {
      const { y, alpha } = attrs as unknown as { y: Tensor; alpha: number };
      return { dy: () => slope(dy as Tensor, y, alpha) };
    },
  });
  tf.registerGradient({
    kernelName: activation,
    inputsToSave: [],
    outputsToSave: [true],
    gradFunc: (dy, [y], attrs) => {
      const { alpha = 0 } = (attrs ?? {}) as unknown as { alpha?: number };
      return { x: () => slope(dy as Tensor, y!, alpha) };
    },
  });
}

rectifier("Relu", "ReluGrad", (y) => y.step());
rectifier("LeakyRelu", "LeakyReluGrad", (y, alpha) => y.step(alpha));
