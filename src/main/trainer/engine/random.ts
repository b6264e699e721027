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
import { sizeOf } from "../../../shared/domain/shape";
import { type NativeBackend, nativeBackend, type Tensor, tf } from "../tensorflow";

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
  /** Blocks of four words that are passed over, unsigned 32-bit; none where absent. */
  readonly block?: number;
}

/** `count` random 32-bit words; the same as TensorFlow's op gives for the same position. */
export function randomWords({ seed, stream, step, block: first = 0 }: Position, count: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  const key = [seed >>> 0, streamId(stream)] as const;
  const high = Math.floor(step / 0x1_0000_0000);
  const block = new Uint32Array(4);
  for (let i = 0; i * 4 < count; i++) {
    philox([first + i, 0, step >>> 0, high], key, block);
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

/** `count` numbers, uniform in [0, 1): the same on every backend, without one. */
export const uniformNumbers = (position: Position, count: number): Float32Array =>
  Float32Array.from(randomWords(position, count), toUniform);

/** `count` standard normal numbers, without a backend. */
export const normalNumbers = (position: Position, count: number): Float32Array =>
  toNormal(randomWords(position, count + (count % 2))).subarray(0, count);

/** Random tensors of one step. The same stream and shape give the same numbers however often asked. */
export interface Noise {
  /** Uniform in [low, high). */
  uniform(stream: string, shape: readonly number[], low?: number, high?: number): Tensor;
  /** Standard normal. */
  normal(stream: string, shape: readonly number[]): Tensor;
  /** 1 with probability `keep`, else 0. */
  bernoulli(stream: string, shape: readonly number[], keep: number): Tensor;
  /**
   * The same noise without the beginning of every stream, so that a long draw can be made in parts.
   * @param numbers that are passed over, a multiple of 4
   */
  after(numbers: number): Noise;
}

/** Numbers that one block of Philox gives. */
const blockSize = 4;

/** Blocks that hold so many numbers. @throws Error where they end within one */
export function blocksOf(numbers: number): number {
  if (numbers % blockSize === 0) return numbers / blockSize;
  throw new Error(`Noise begins at a multiple of ${blockSize} numbers, not at ${numbers}.`);
}

const philoxAlgorithm = 1;
/** `DataType` numbers of TensorFlow's types.proto. */
const floatType = 1;
const int32Type = 3;
const uint64Type = 23;

/** Key and counter of a draw as tensors of 32-bit words, `[1, 2]` and `[2, 2]`. */
interface NativeOrigin {
  key(stream: string): Tensor;
  counter(): Tensor;
}

const words = (values: readonly number[], shape: number[]): Tensor =>
  tf.tensor(Int32Array.from(values), shape, "int32");

function nativeDraw(
  backend: NativeBackend,
  op: string,
  origin: NativeOrigin,
  stream: string,
  shape: readonly number[],
) {
  return tf.tidy(() => {
    const { binding } = backend;
    const executeOp = binding.executeOp.bind(backend.binding);
    const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
    // TensorFlow.js has no 64-bit integers: pairs of 32-bit words are reinterpreted inside the addon.
    const asWide = (pairs: Tensor): number =>
      executeOp("Bitcast", [type("T", int32Type), type("type", uint64Type)], backend.getInputTensorIds([pairs]), 1)[0]!
        .id;
    const key = asWide(origin.key(stream));
    const counter = asWide(origin.counter());
    const [shapeId, algorithmId] = backend.getInputTensorIds([
      tf.tensor1d([...shape], "int32"),
      tf.scalar(philoxAlgorithm, "int32"),
    ]);
    const attributes = [type("dtype", floatType), type("Tshape", int32Type)];
    const made = executeOp(op, attributes, [shapeId!, key, counter, algorithmId!], 1);
    binding.deleteTensor(key);
    binding.deleteTensor(counter);
    return backend.createOutputTensor(made[0]!);
  });
}

const between = (unit: Tensor, low: number, high: number): Tensor =>
  low === 0 && high === 1 ? unit : tf.tidy(() => unit.mul(high - low).add(low));

const keepBelow = (unit: Tensor, keep: number): Tensor => tf.tidy(() => tf.cast(tf.less(unit, keep), "float32"));

function nativeNoise(backend: NativeBackend, origin: NativeOrigin): Noise {
  const uniform = (stream: string, shape: readonly number[]) =>
    nativeDraw(backend, "StatelessRandomUniformV2", origin, stream, shape);
  return {
    uniform: (stream, shape, low = 0, high = 1) => between(uniform(stream, shape), low, high),
    normal: (stream, shape) => nativeDraw(backend, "StatelessRandomNormalV2", origin, stream, shape),
    bernoulli: (stream, shape, keep) => keepBelow(uniform(stream, shape), keep),
    after(numbers) {
      // The words of the block come first, and fewer than 2^31 blocks are ever passed over.
      const skipped = [blocksOf(numbers), 0, 0, 0];
      return nativeNoise(backend, {
        key: origin.key,
        counter: () => origin.counter().add(words(skipped, [2, 2])),
      });
    },
  };
}

/** The counter of a step's block, the first if not given, as the words that {@link NativeOrigin} wants. */
export const counterWords = (step: number, block = 0): readonly number[] => [
  block | 0,
  0,
  step | 0,
  Math.floor(step / 0x1_0000_0000) | 0,
];

/**
 * Noise of a step that comes as a tensor, so that one recording serves every step.
 * @param seed a number, or int32 `[1, 1]` so that it serves every seed as well
 * @param counter int32 `[2, 2]`, see {@link counterWords}
 * @throws Error where native TensorFlow is not the backend in use
 */
export function noiseFrom(seed: number | Tensor, counter: Tensor): Noise {
  const backend = nativeBackend();
  if (!backend) throw new Error("Noise from tensors needs native TensorFlow.");
  return nativeNoise(backend, {
    key: (stream) =>
      typeof seed === "number"
        ? words([seed | 0, streamId(stream) | 0], [1, 2])
        : tf.concat([seed, words([streamId(stream) | 0], [1, 1])], 1),
    counter: () => counter,
  });
}

/**
 * Noise of one (seed, step).
 * @param block see {@link Position}
 */
export function noiseAt(seed: number, step: number, block = 0): Noise {
  const backend = nativeBackend();
  if (backend) {
    return nativeNoise(backend, {
      key: (stream) => words([seed | 0, streamId(stream) | 0], [1, 2]),
      counter: () => words(counterWords(step, block), [2, 2]),
    });
  }
  const uniform = (stream: string, shape: readonly number[]): Tensor =>
    tf.tensor(uniformNumbers({ seed, stream, step, block }, sizeOf(shape)), [...shape]);
  return {
    uniform: (stream, shape, low = 0, high = 1) => between(uniform(stream, shape), low, high),
    normal: (stream, shape) => tf.tensor(normalNumbers({ seed, stream, step, block }, sizeOf(shape)), [...shape]),
    bernoulli: (stream, shape, keep) => keepBelow(uniform(stream, shape), keep),
    after: (numbers) => noiseAt(seed, step, block + blocksOf(numbers)),
  };
}
