/**
 * What a view of points shows at one step, as a safetensors file of fixed tensors, all float32: the
 * generated points, the discriminator over the region, where it draws the generator's points, and
 * what they are held against. Each record stands for itself, so that any step can be drawn alone.
 */
import { SaddleError } from "../contract/errors";
import { type Localized, same, say } from "../domain/text";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors";

/** Largest file that is read: a record has some 40 kB. */
export const maximumPointsBytes = 1024 * 1024;
const maximumPoints = 10_000;
const maximumSide = 256;
const maximumLatentSize = 100_000;

export interface PointsRecord {
  readonly dimensions: 1 | 2;
  /** `[least, most]` of each dimension: what is shown, and where {@link PointsRecord.logits} are taken. */
  readonly bounds: readonly (readonly [number, number])[];
  /** `[points, dimensions]`, some of the data. */
  readonly data: Float32Array;
  /** `[points, dimensions]` */
  readonly generated: Float32Array;
  /**
   * Logits of D at the middles of a grid's cells, `[side]` on a line and `[side, side]` in the plane,
   * rows from the least second coordinate up; null for a model without a discriminator.
   */
  readonly logits: Float32Array | null;
  /** True density at the same places; null where there is no closed form. */
  readonly density: Float32Array | null;
  /** `[arrows, dimensions]`: for the first of {@link PointsRecord.generated}, the direction in which G's loss falls. */
  readonly descent: Float32Array | null;
  /** A grid of z and where G puts it; null where none was recorded. */
  readonly lattice: Lattice | null;
}

export interface Lattice {
  /** Of the grid. */
  readonly dimensions: 1 | 2;
  /** Dimensions of z: more than those of the grid where it lies on a slice through z's space. */
  readonly latentSize: number;
  /** `[side]`, the values of each coordinate of z, or lengths along each direction of the slice. */
  readonly z: Float32Array;
  /** `[side, dimensions of x]`, or `[side, side, dimensions of x]` with the first coordinate changing fastest. */
  readonly x: Float32Array;
}

/** Whether the grid is of some of z's directions only. */
export const isSlice = ({ dimensions, latentSize }: Lattice): boolean => latentSize > dimensions;

/** Cells of a side of {@link PointsRecord.logits}. */
export const sideOf = ({ dimensions }: Pick<PointsRecord, "dimensions">, values: ArrayLike<number>): number =>
  dimensions === 1 ? values.length : Math.round(Math.sqrt(values.length));

/** Middle of cell `index` of `side` cells between two bounds. */
export const cellAt = ([least, most]: readonly [number, number], side: number, index: number): number =>
  least + ((index + 0.5) / side) * (most - least);

export function encodePoints(record: PointsRecord): Uint8Array {
  const { dimensions, bounds, data, generated, logits, density, descent, lattice } = record;
  const tensors: StoredTensor[] = [];
  const add = (name: string, values: Float32Array | null, shape: readonly number[]): void => {
    if (values) tensors.push({ name, type: "F32", shape, data: values });
  };
  const grid = (values: Float32Array | null): number[] =>
    values ? new Array<number>(dimensions).fill(sideOf(record, values)) : [];
  const rows = (values: Float32Array | null): number[] => [(values?.length ?? 0) / dimensions, dimensions];
  add("bounds", Float32Array.from(bounds.flat()), [dimensions, 2]);
  add("data", data, rows(data));
  add("generated", generated, rows(generated));
  add("logits", logits, grid(logits));
  add("density", density, grid(density));
  add("descent", descent, rows(descent));
  if (lattice) {
    add("lattice.z", lattice.z, [lattice.z.length]);
    if (isSlice(lattice)) add("lattice.latentSize", Float32Array.of(lattice.latentSize), [1]);
    add("lattice.x", lattice.x, [...new Array<number>(lattice.dimensions).fill(lattice.z.length), dimensions]);
  }
  return encodeSafetensors({ tensors, metadata: {} });
}

/**
 * @param file what to call it in an error
 * @throws SaddleError `bad-file` naming the tensor that is missing, unknown or of another shape
 */
export function decodePoints(bytes: Uint8Array, file: string): PointsRecord {
  const refuse = ({ en, ko }: Localized): never => {
    throw new SaddleError(
      "bad-file",
      say(`${file} is no record of points: ${en}.`, `${file}: 점의 기록이 아닙니다. ${ko}.`),
      {
        hint: say(
          "The file is damaged or was made by another program.",
          "손상되었거나 다른 프로그램에서 만든 파일입니다.",
        ),
      },
    );
  };
  if (bytes.length > maximumPointsBytes) {
    return refuse(say(`it has ${bytes.length} bytes`, `크기가 ${bytes.length}바이트나 됩니다`));
  }
  const tensors = new Map(decodeSafetensors(bytes, same(file)).tensors.map((tensor) => [tensor.name, tensor]));
  /** Takes a tensor out; null where there is none. */
  const take = (name: string, fits: (shape: readonly number[]) => boolean): Float32Array | null => {
    const tensor = tensors.get(name);
    if (!tensor) return null;
    tensors.delete(name);
    if (tensor.type !== "F32" || !fits(tensor.shape)) {
      return refuse(
        say(
          `tensor ${name} is ${tensor.type} of shape [${tensor.shape}]`,
          `텐서 ${name}의 자료형과 형상이 맞지 않습니다: ${tensor.type} [${tensor.shape}]`,
        ),
      );
    }
    return tensor.data as Float32Array;
  };
  const need = (name: string, values: Float32Array | null): Float32Array =>
    values ?? refuse(say(`tensor ${name} is missing`, `텐서 ${name}이(가) 없습니다`));

  const flat = need(
    "bounds",
    take(
      "bounds",
      ([dimensions, two, ...rest]) => (dimensions === 1 || dimensions === 2) && two === 2 && rest.length === 0,
    ),
  );
  const dimensions = (flat.length / 2) as 1 | 2;
  const bounds = Array.from({ length: dimensions }, (_, d) => [flat[2 * d]!, flat[2 * d + 1]!] as const);
  if (!bounds.every(([least, most]) => Number.isFinite(least) && Number.isFinite(most) && least < most)) {
    refuse(say("its bounds enclose nothing", "범위 안에 아무것도 없습니다"));
  }
  const rows = (least: number) => (shape: readonly number[]) =>
    shape.length === 2 && shape[0]! >= least && shape[0]! <= maximumPoints && shape[1] === dimensions;
  const square = (shape: readonly number[]) =>
    shape.length === dimensions &&
    shape[0]! >= 2 &&
    shape[0]! <= maximumSide &&
    shape.every((side) => side === shape[0]);
  const data = need("data", take("data", rows(1)));
  const generated = need("generated", take("generated", rows(1)));
  const logits = take("logits", square);
  const density = take("density", square);
  const descent = take("descent", (shape) => rows(1)(shape) && shape[0]! <= generated.length / dimensions);
  const z = take("lattice.z", (shape) => shape.length === 1 && shape[0]! >= 2 && shape[0]! <= maximumSide);
  const x = take(
    "lattice.x",
    (shape) =>
      (shape.length === 2 || shape.length === 3) &&
      shape.at(-1) === dimensions &&
      shape.slice(0, -1).every((side) => side === z?.length),
  );
  if ((z === null) !== (x === null)) refuse(say("its grid of z is not whole", "z의 격자가 온전하지 않습니다"));
  const grid = z && x ? (x.length === z.length * dimensions ? 1 : 2) : 0;
  const latentSize = take("lattice.latentSize", (shape) => grid > 0 && shape.length === 1 && shape[0] === 1)?.[0];
  if (
    latentSize !== undefined &&
    !(Number.isInteger(latentSize) && latentSize > grid && latentSize <= maximumLatentSize)
  ) {
    refuse(say(`its z has ${latentSize} dimensions`, `z의 차원이 맞지 않습니다: ${latentSize}`));
  }
  const [unknown] = tensors.keys();
  if (unknown !== undefined) {
    const called = JSON.stringify(unknown.slice(0, 60));
    refuse(say(`it holds a tensor ${called}`, `있을 수 없는 텐서가 있습니다: ${called}`));
  }
  const lattice: Lattice | null = z && x && grid ? { dimensions: grid, latentSize: latentSize ?? grid, z, x } : null;
  return { dimensions, bounds, data, generated, logits, density, descent, lattice };
}
