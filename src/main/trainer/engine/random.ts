/**
 * Randomness as a function: Philox4x32-10 keyed by (seed, stream), counted by (block, step). No
 * generator state exists, so a resumed run needs none, and a stream's numbers do not move when
 * another stream is added.
 *
 * On native TensorFlow the numbers come from its stateless ops with the same key and counter; on
 * other backends from the JavaScript below, which gives the same uniform bits.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
import { nativeBackend, type Tensor, tf } from "../tensorflow";

/** FNV-1a over the UTF-16 units of a name: stable, and different for the few names that a model has. */
export function streamId(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** High and low 32 bits of a·b, both unsigned, in `out`. */
function multiplyWide(a: number, b: number, out: Uint32Array): void {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  out[0] = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000);
  out[1] = Math.imul(a, b);
}

/**
 * One block of Philox4x32 with ten rounds.
 * @param counter four unsigned 32-bit words
 * @param key two unsigned 32-bit words
 * @param out receives four words
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    multiplyWide(0xd2511f53, c0, product0);
    multiplyWide(0xcd9e8d57, c2, product1);
    c0 = (product1[0]! ^ c1 ^ k0) >>> 0;
    c1 = product1[1]!;
    c2 = (product0[0]! ^ c3 ^ k1) >>> 0;
    c3 = product0[1]!;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
const product0 = new Uint32Array(2);
const product1 = new Uint32Array(2);

/** Where in the space of random numbers a draw begins. */
export interface Position {
  /** Unsigned 32-bit. */
  readonly seed: number;
  readonly stream: string;
  /** Non-negative; blocks are counted apart from it, so steps never overlap. */
  readonly step: number;
}

/** `count` random 32-bit words; the same as TensorFlow's op gives for the same position. */
export function randomWords({ seed, stream, step }: Position, count: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  const key = [seed >>> 0, streamId(stream)] as const;
  const high = Math.floor(step / 0x1_0000_0000);
  const block = new Uint32Array(4);
  for (let i = 0; i * 4 < count; i++) {
    philox([i, 0, step >>> 0, high], key, block);
    words.set(block, i * 4);
  }
  return words.subarray(0, count);
}

const bits = new DataView(new ArrayBuffer(4));
/** 23 random bits as a number in [0, 1), the way TensorFlow makes one. */
function toUniform(word: number): number {
  bits.setUint32(0, (word & 0x7fffff) | 0x3f800000);
  return bits.getFloat32(0) - 1;
}

function toNormal(words: Uint32Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(toUniform(words[i]!), 1e-7)));
    const angle = 2 * Math.PI * toUniform(words[i + 1]!);
    values[i] = Math.sin(angle) * radius;
    values[i + 1] = Math.cos(angle) * radius;
  }
  return values;
}

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Random tensors of one step. The same stream and shape give the same numbers however often asked. */
export interface Noise {
  /** Uniform in [low, high). */
  uniform(stream: string, shape: readonly number[], low?: number, high?: number): Tensor;
  /** Standard normal. */
  normal(stream: string, shape: readonly number[]): Tensor;
  /** 1 with probability `keep`, else 0. */
  bernoulli(stream: string, shape: readonly number[], keep: number): Tensor;
}

const philoxAlgorithm = 1;

function nativeDraw(op: string, position: Position, shape: readonly number[]): Tensor | null {
  const backend = nativeBackend();
  if (!backend) return null;
  const { binding } = backend;
  const high = Math.floor(position.step / 0x1_0000_0000);
  // TensorFlow.js has no 64-bit integers: pairs of 32-bit words are reinterpreted inside the addon.
  const asWide = (values: number[], words: number[]): number =>
    tf.tidy(() => {
      const pairs = tf.tensor(Int32Array.from(values), words, "int32");
      const made = binding.executeOp(
        "Bitcast",
        [
          { name: "T", type: binding.TF_ATTR_TYPE, value: int32Type },
          { name: "type", type: binding.TF_ATTR_TYPE, value: uint64Type },
        ],
        backend.getInputTensorIds([pairs]),
        1,
      );
      return made[0]!.id;
    });
  const key = asWide([position.seed | 0, streamId(position.stream) | 0], [1, 2]);
  const counter = asWide([0, 0, position.step | 0, high | 0], [2, 2]);
  return tf.tidy(() => {
    const [shapeId, algorithmId] = backend.getInputTensorIds([
      tf.tensor1d([...shape], "int32"),
      tf.scalar(philoxAlgorithm, "int32"),
    ]);
    const made = binding.executeOp(
      op,
      [
        { name: "dtype", type: binding.TF_ATTR_TYPE, value: floatType },
        { name: "Tshape", type: binding.TF_ATTR_TYPE, value: int32Type },
      ],
      [shapeId!, key, counter, algorithmId!],
      1,
    );
    binding.deleteTensor(key);
    binding.deleteTensor(counter);
    return backend.createOutputTensor(made[0]!);
  });
}
/** `DataType` numbers of TensorFlow's types.proto. */
const floatType = 1;
const int32Type = 3;
const uint64Type = 23;

/** Noise of one (seed, step). */
export function noiseAt(seed: number, step: number): Noise {
  const uniform = (stream: string, shape: readonly number[], low = 0, high = 1): Tensor => {
    const position = { seed, stream, step };
    const unit =
      nativeDraw("StatelessRandomUniformV2", position, shape) ??
      tf.tensor(Float32Array.from(randomWords(position, size(shape)), toUniform), [...shape]);
    return low === 0 && high === 1 ? unit : tf.tidy(() => unit.mul(high - low).add(low));
  };
  return {
    uniform,
    normal: (stream, shape) => {
      const position = { seed, stream, step };
      const count = size(shape);
      return (
        nativeDraw("StatelessRandomNormalV2", position, shape) ??
        tf.tensor(toNormal(randomWords(position, count + (count % 2))).subarray(0, count), [...shape])
      );
    },
    bernoulli: (stream, shape, keep) => tf.tidy(() => tf.cast(tf.less(uniform(stream, shape), keep), "float32")),
  };
}
