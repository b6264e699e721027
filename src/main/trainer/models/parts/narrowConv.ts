/**
 * Transposed convolutions to few channels (a picture's own) on native TensorFlow on the processor, where the
 * library's are made for sixteen channels at a time: several times as fast, and the same sums.
 *
 * With kernels of 4 × 4 and stride 2 a value at row i reaches the rows 2i − 1 … 2i + 2, so the rows 2g − 1 and 2g
 * of the result are sums over the rows g − 1 and g of the input alone. Hence they are a convolution of 2 × 2 and
 * stride 1 over the input with a border of one, to four times as many channels, one for each place of a square of
 * 2 × 2; laid out as such squares, and without the outermost rows and columns, that is the result
 * (Shi et al. 2016, arXiv:1609.07009, "Is the deconvolution layer the same as a convolutional layer?").
 * That convolution has few channels, too: so one matrix product gives what each value contributes to the four
 * squares that it reaches, and the four shares are added up where they belong.
 */
import { type NativeBackend, type OpAttribute, type Tensor, type Tensor4D, tf } from "../../tensorflow";

const op = "Conv2DBackpropInput";
/** From more channels on the library's own op is as fast. */
const mostChannels = 4;

/** As TensorFlow.js hands them to the op. */
interface Attributes {
  readonly strides: number | readonly [number, number];
  readonly pad: unknown;
  readonly dataFormat?: string;
  /** `[batch, height, width, channels]` of the result. */
  readonly inputShape: readonly [number, number, number, number];
}

function fits(dy: Tensor4D, filter: Tensor4D, { strides, pad, dataFormat = "NHWC", inputShape }: Attributes): boolean {
  const [, height, width] = dy.shape;
  const [kernelHeight, kernelWidth, channels] = filter.shape;
  const [down, right] = typeof strides === "number" ? [strides, strides] : strides;
  return (
    kernelHeight === 4 &&
    kernelWidth === 4 &&
    down === 2 &&
    right === 2 &&
    pad === "same" &&
    dataFormat === "NHWC" &&
    channels <= mostChannels &&
    inputShape[1] === 2 * height &&
    inputShape[2] === 2 * width
  );
}

/**
 * @param dy `[batch, h, w, inputs]`
 * @param filter `[4, 4, channels, inputs]`
 * @returns `[batch, 2h, 2w, channels]`
 */
function spread(backend: NativeBackend, dy: Tensor4D, filter: Tensor4D): Tensor {
  const { binding } = backend;
  const type = (name: string, value: number): OpAttribute => ({ name, type: binding.TF_ATTR_TYPE, value });
  const text = (name: string, value: string): OpAttribute => ({ name, type: binding.TF_ATTR_STRING, value });
  const numbers = (name: string, value: number | number[]): OpAttribute => ({ name, type: binding.TF_ATTR_INT, value });
  const float = type("T", binding.TF_FLOAT);
  const made: Tensor[] = [];
  const kept = <T extends Tensor>(tensor: T): T => {
    made.push(tensor);
    return tensor;
  };
  const indices = (values: readonly number[]) => kept(tf.tensor1d([...values], "int32"));
  const run = (name: string, attributes: readonly OpAttribute[], ...inputs: Tensor[]) =>
    kept(backend.executeSingleOutput(name, attributes, inputs));
  const reshape = (x: Tensor, shape: readonly number[]) =>
    run("Reshape", [float, type("Tshape", binding.TF_INT32)], x, indices(shape));

  const [batch, height, width] = dy.shape;
  const [, , channels, inputs] = filter.shape;
  const places = 4 * channels;
  // Rows of the kernel as [which of the two rows of squares it reaches, which row of a square]; columns likewise.
  const parted = reshape(filter, [2, 2, 2, 2, channels, inputs]);
  const ordered = run("Transpose", [float, type("Tperm", binding.TF_INT32)], parted, indices([5, 0, 2, 1, 3, 4]));
  const kernel = reshape(ordered, [inputs, 4 * places]);
  const flat = reshape(dy, [batch * height * width, inputs]);
  const transposed = (name: string) => ({ name, type: binding.TF_ATTR_BOOL, value: false });
  const products = run("MatMul", [float, transposed("transpose_a"), transposed("transpose_b")], flat, kernel);
  const parts = backend.executeMultipleOutputs(
    "Split",
    [float, numbers("num_split", 4)],
    [kept(tf.scalar(3, "int32")), reshape(products, [batch, height, width, 4 * places])],
    4,
  );
  const shares = parts.map((part, at) => {
    const [row, column] = [at >> 1, at & 1];
    const paddings = kept(tf.tensor2d([0, 0, row, 1 - row, column, 1 - column, 0, 0], [4, 2], "int32"));
    return run("Pad", [float, type("Tpaddings", binding.TF_INT32)], kept(part), paddings);
  });
  const squares = run("AddN", [float, numbers("N", 4)], ...shares); // [batch, h + 1, w + 1, 4·channels]
  const laid = run("DepthToSpace", [float, numbers("block_size", 2), text("data_format", "NHWC")], squares);
  const y = backend.executeSingleOutput(
    "Slice",
    [float, type("Index", binding.TF_INT32)],
    [laid, indices([0, 1, 1, 0]), indices([-1, 2 * height, 2 * width, -1])],
  );
  tf.dispose(made);
  return y;
}

let registered = false;

/** Takes them from now on, wherever TensorFlow.js asks for such an op; where native TensorFlow is not loaded, nothing happens. */
export function preferNarrowConv(): void {
  const usual = tf.getKernel(op, "tensorflow");
  if (registered || !usual) return;
  registered = true;
  tf.unregisterKernel(op, "tensorflow");
  tf.registerKernel({
    ...usual,
    kernelFunc: (call) => {
      const native = call.backend as unknown as NativeBackend;
      const { dy, filter } = call.inputs as unknown as { dy: Tensor4D; filter: Tensor4D };
      const attributes = call.attrs as unknown as Attributes;
      return !native.binding.isUsingGpuDevice() && fits(dy, filter, attributes)
        ? spread(native, dy, filter)
        : usual.kernelFunc(call);
    },
  });
}
