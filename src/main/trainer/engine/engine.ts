/**
 * The engine runs functions over a fixed set of variables. A function sees tensors only: what is
 * fed, batches of examples, and noise of the call. So an engine may run it op by op (`eager.ts`) or
 * record it once and run the recording (`graph/`); models cannot tell.
 */
import { sizeOf } from "../../../shared/domain/shape";
import type { NamedVariables, Scalar, Tensor, Variable } from "../tensorflow";
import type { Noise } from "./random";

/** What a function is fed: numbers of a fixed shape, or that many examples of the data or their labels. */
export type FeedSpec =
  | { readonly kind: "numbers"; readonly shape: readonly number[] }
  | { readonly kind: "examples" | "labels"; readonly count: number };

/** Numbers that JavaScript hands to one call, or the indices of the examples it reads, or whose labels. */
export type Feed = Float32Array | Uint32Array;

export interface Call {
  /** By name, each as its {@link FeedSpec} says. */
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Noise of the call is a function of the seed and this. */
  readonly step: number;
  /** The definition's if not given; only for functions that are {@link EngineFunction.seeded}. */
  readonly seed?: number;
  /** Blocks of every stream that are passed over, see {@link Noise.after}. */
  readonly block?: number;
}

/** One optimizer update of one variable: the new values as tensors, or the native op that makes them. */
export interface VariableUpdate {
  readonly variable: Variable;
  /** By the optimizer's name for them. */
  readonly slots: Readonly<Record<string, Variable>>;
  /** The update as a pure function of tensors. */
  compute(): { value: Tensor; slots: Record<string, Tensor> };
  /** The same as one TensorFlow op on the variables themselves, where there is one. */
  fused?(): FusedUpdate;
}

/** A TensorFlow training op (`ResourceApply…`). Its type attribute `T` is that of the variable. */
export interface FusedUpdate {
  readonly op: string;
  /** In the op's order. */
  readonly inputs: readonly ("value" | { readonly slot: string } | Tensor | Scalar)[];
}

/** What a function works with. */
export interface FunctionContext {
  /**
   * `[…shape]` for numbers; `[count, height·width·channels]` in the data's range for examples;
   * `[count, classes]` for labels, 1 at the class of each and 0 elsewhere.
   */
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly noise: Noise;
  update(update: VariableUpdate): void;
}

/**
 * A function over the variables. It may assign variables, and must not read a tensor's values or
 * make random numbers other than through `noise`.
 */
export interface EngineFunction {
  readonly feeds: Readonly<Record<string, FeedSpec>>;
  /** Whether each call names the seed of its noise. */
  readonly seeded?: true;
  /** Whether {@link Program.runSeries} will be asked for it; then its outputs are scalars. */
  readonly series?: true;
  run(context: FunctionContext): Record<string, Tensor>;
}

/** Values of examples, row after row: bytes, which are scaled to the data's range, or floats, which are taken as they are. */
export type ExampleValues =
  | { readonly kind: "bytes"; readonly data: Uint8Array }
  | { readonly kind: "floats"; readonly data: Float32Array }
  | { readonly kind: "file"; readonly rows: RowReader };

/** Bytes of examples that are too many for memory: they stay on the disk and are read by their indices. */
export interface RowReader {
  /** Of all rows. */
  readonly byteLength: number;
  /** `[indices, width]`, one row after another. @throws SaddleError `bad-file` where the file fails */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
  /** Begins to read what the next {@link read} will ask for, beside whatever runs meanwhile. */
  prefetch(indices: ArrayLike<number>): void;
  /** Rows from `begin` up to `end`, `[end − begin, width]`, for looking at the data. */
  slice(begin: number, end: number): Uint8Array;
}

/** Consecutive rows as they are held, `[end − begin, width]`. */
export function rowsOf(values: ExampleValues, width: number, begin: number, end: number): Uint8Array | Float32Array {
  return values.kind === "file" ? values.rows.slice(begin, end) : values.data.subarray(begin * width, end * width);
}

/** The data that batches are made of. */
export interface Examples {
  readonly count: number;
  /** Values of one example. */
  readonly width: number;
  /** `[count, width]` */
  readonly values: ExampleValues;
  /** What byte 0 and byte 255 become. */
  readonly range: readonly [number, number];
  /** `[count]`, each below `classes`; null or absent where no function reads labels. */
  readonly labels?: { readonly values: Uint8Array; readonly classes: number } | null;
}

export interface Definition {
  readonly functions: Readonly<Record<string, EngineFunction>>;
  /** Everything that the functions read or assign; their values now are where the program begins. */
  readonly variables: NamedVariables;
  readonly examples: Examples;
  /** Of all noise; unsigned 32-bit. */
  readonly seed: number;
}

/** Values of variables by name, row after row. */
export type StateValues = Record<string, Float32Array>;

/** The functions, ready to run, and the variables' values, which it holds from `compile` on. */
export interface Program {
  /** Runs one function. Outputs come back as values, row after row. */
  run(name: string, call: Call): Promise<Record<string, Float32Array>>;
  /** How many calls of a function are best asked for in a row; 1 where that brings nothing. */
  series(name: string): number;
  /** The same as one call after another, to the bit; {@link series} of them take less time. */
  runSeries(name: string, calls: readonly Call[]): Promise<Record<string, Float32Array>[]>;
  /** The variables' values, to the bit. */
  read(): Promise<StateValues>;
  /** Replaces values; what is not named stays. */
  write(values: Readonly<StateValues>): Promise<void>;
  /** Frees what the engine made; the variables of the definition stay. */
  dispose(): void;
}

export interface Engine {
  readonly id: string;
  compile(definition: Definition): Program;
}

/**
 * Byte to value in three float32 operations, the same in JavaScript and in a graph, so that every
 * engine trains on the same bits: byte · (1/255) · (high − low) + low. Byte 255 gives `high` exactly.
 */
export function byteScale([low, high]: readonly [number, number]): { unit: number; span: number; low: number } {
  return { unit: Math.fround(1 / 255), span: Math.fround(high - low), low: Math.fround(low) };
}

/** @throws Error where a feed is missing or has another length than its specification */
export function checkFeeds(name: string, specs: EngineFunction["feeds"], feeds: Call["feeds"]): void {
  for (const [feed, spec] of Object.entries(specs)) {
    const length = spec.kind === "numbers" ? sizeOf(spec.shape) : spec.count;
    if (feeds[feed]?.length !== length) {
      throw new Error(`${name} takes ${length} values as ${feed}, and was fed ${feeds[feed]?.length ?? "none"}.`);
    }
  }
}
