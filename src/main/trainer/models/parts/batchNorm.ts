/**
 * Batch normalisation: Ioffe & Szegedy 2015, Algorithms 1 and 2 (arXiv:1502.03167), with the moving
 * averages as PyTorch keeps them.
 *
 * On native TensorFlow a pass of training is its fused op, which also moves the averages; elsewhere
 * it is composed of TensorFlow.js's ops. Both can be differentiated any number of times.
 */
import { type NativeBackend, nativeBackend, type OpAttribute, type Tensor, tf, type Variable } from "../../tensorflow";
import type { Block } from "./block";

/** Added to the variance. */
const epsilon = 1e-5;
/** Share of the newest batch in the moving averages. */
const momentum = 0.1;

const forwardOp = "FusedBatchNormV3";
const backwardOp = "FusedBatchNormGradV3";

/**
 * @param x `[rows, channels]`
 * @returns x with mean 0 and variance 1 in each channel; mean, (biased) variance and 1/deviation `[channels]`
 */
function standardise(x: Tensor) {
  const mean = x.mean(0);
  const centred = x.sub(mean);
  const variance = centred.square().mean(0);
  const inverse = variance.add(epsilon).rsqrt();
  return { standard: centred.mul(inverse), mean, variance, inverse };
}

/** Every attribute of both ops: a graph made of them must not depend on what a default is. */
const attributes = ({ binding }: NativeBackend): OpAttribute[] => [
  { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  { name: "U", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  { name: "epsilon", type: binding.TF_ATTR_FLOAT, value: epsilon },
  { name: "data_format", type: binding.TF_ATTR_STRING, value: "NHWC" },
  { name: "is_training", type: binding.TF_ATTR_BOOL, value: true },
];

/*
 * Registered as kernels rather than run through tf.customGrad, which takes one output only and
 * would give a silent zero as second derivative.
 *
 * Inputs: x [batch, h, w, channels]; scale, offset, and the moving mean and variance [channels].
 * Outputs: y, the moved mean and variance (the latter from the unbiased variance of the batch), and
 * three that the gradient op wants back.
 */
tf.registerKernel({
  kernelName: forwardOp,
  backendName: "tensorflow",
  kernelFunc: ({ inputs, backend }) => {
    const native = backend as unknown as NativeBackend;
    const { x, scale, offset, mean, variance } = inputs as Record<string, Tensor>;
    const factor = { name: "exponential_avg_factor", type: native.binding.TF_ATTR_FLOAT, value: momentum };
    return native.executeMultipleOutputs(
      forwardOp,
      [...attributes(native), factor],
      [x!, scale!, offset!, mean!, variance!],
      6,
    );
  },
});
tf.registerGradient({
  kernelName: forwardOp,
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, false, false, true, true, true],
  gradFunc: (dys, saved) => {
    const [x, scale, ...reserved] = saved;
    // What the forward op reserved follows from x, so it is an attribute: as an input it would want a gradient.
    const [dx, dScale, dOffset] = run(backwardOp, { dy: (dys as Tensor[])[0]!, x: x!, scale: scale! }, { reserved });
    return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! };
  },
});
/* Inputs: dy and x [batch, h, w, channels], scale [channels]. Outputs: gradients for x, scale and offset. */
tf.registerKernel({
  kernelName: backwardOp,
  backendName: "tensorflow",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const native = backend as unknown as NativeBackend;
    const { dy, x, scale } = inputs as Record<string, Tensor>;
    const { reserved } = attrs as unknown as { reserved: readonly Tensor[] };
    // The last two outputs are empty in training.
    return native.executeMultipleOutputs(backwardOp, attributes(native), [dy!, x!, scale!, ...reserved], 5).slice(0, 3);
  },
});
/*
 * With u, v and w for the incoming gradients of dx, dScale and dOffset, r for x standardised, s for
 * 1/deviation, and means over rows:
 *   L = n · (scale · s · (mean(u·dy) − mean(u)·mean(dy) − mean(u·r)·mean(dy·r)) + v·mean(dy·r) + w·mean(dy)).
 */
tf.registerGradient({
  kernelName: backwardOp,
  inputsToSave: ["dy", "x", "scale"],
  gradFunc: (seeds, saved) => {
    const [, x, scale] = saved as [Tensor, Tensor, Tensor];
    const [u, v, w] = seeds as [Tensor, Tensor, Tensor];
    const rows = (t: Tensor) => t.reshape([-1, scale.size]);
    const dy = rows(saved[0]!);
    const { standard: r, inverse: s } = standardise(rows(x));
    /** t without its mean and without what of it lies along r. */
    const across = (t: Tensor) => t.sub(t.mean(0)).sub(r.mul(t.mul(r).mean(0)));
    const alongDy = dy.mul(r).mean(0);
    const alongU = rows(u).mul(r).mean(0);
    const total = rows(u).mul(across(dy)).sum(0).mul(s); // the derivative for scale
    // The derivative for r, where scale and s are constant.
    const dR = dy.mul(v).sub(rows(u).mul(alongDy).add(dy.mul(alongU)).mul(scale.mul(s)));
    return {
      dy: () => across(rows(u)).mul(scale.mul(s)).add(r.mul(v)).add(w).reshape(x.shape),
      x: () =>
        across(dR)
          .sub(r.mul(total.mul(scale).div(dy.shape[0]!)))
          .mul(s)
          .reshape(x.shape),
      scale: () => total,
    };
  },
});

const run = (op: string, inputs: Record<string, Tensor>, attrs: object = {}): Tensor[] =>
  tf.engine().runKernel(op, inputs, attrs as Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2]) as Tensor[];

/**
 * Normalises each channel over all other axes.
 *
 * In training with the statistics of the batch (the variance with 1/n, n = values of a channel),
 * and every pass moves the averages by a tenth towards them (the variance with 1/(n − 1)), whichever
 * batch it is and whoever's gradients are wanted; in evaluation with the moving averages. Two
 * values of a channel are the fewest that say anything: of a single one nothing but the offset is left.
 *
 * @param name prefix of the variables `<name>/scale` (ones) and `<name>/offset` (zeros) and of the
 *   buffers `<name>/mean` (zeros) and `<name>/variance` (ones), each `[channels]`
 * @returns `[batch, channels]` or `[batch, height, width, channels]` -> the same shape
 */
export function batchNorm(name: string, channels: number): Block {
  const made = (value: number, trainable: boolean): Variable =>
    tf.tidy(() => tf.variable(tf.fill([channels], value), trainable));
  const scale = made(1, true);
  const offset = made(0, true);
  const mean = made(0, false);
  const variance = made(1, false);

  const train = (x: Tensor): Tensor => {
    if (nativeBackend()) {
      const planes = x.rank === 4 ? x : x.reshape([-1, 1, 1, channels]);
      const [y, nextMean, nextVariance] = run(forwardOp, { x: planes, scale, offset, mean, variance });
      mean.assign(nextMean!);
      variance.assign(nextVariance!);
      return y!.reshape(x.shape);
    }
    const rows = x.reshape([-1, channels]);
    const { standard, ...batch } = standardise(rows);
    const count = rows.shape[0]!;
    const unbiased = batch.variance.mul(count / Math.max(1, count - 1));
    mean.assign(mean.mul(1 - momentum).add(batch.mean.mul(momentum)));
    variance.assign(variance.mul(1 - momentum).add(unbiased.mul(momentum)));
    return standard.mul(scale).add(offset).reshape(x.shape);
  };
  const evaluate = (x: Tensor): Tensor =>
    tf.batchNorm(
      x as tf.Tensor4D,
      mean as Variable & tf.Tensor1D,
      variance as Variable & tf.Tensor1D,
      offset as Variable & tf.Tensor1D,
      scale as Variable & tf.Tensor1D,
      epsilon,
    );
  return {
    variables: { [`${name}/scale`]: scale, [`${name}/offset`]: offset },
    buffers: { [`${name}/mean`]: mean, [`${name}/variance`]: variance },
    pass: (x, mode) => tf.tidy(() => (mode === "training" ? train(x) : evaluate(x))),
  };
}
