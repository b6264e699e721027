/**
 * The engine runs functions over a fixed set of variables. A function sees tensors only: what is
 * fed, and noise of the step. So an engine may run it op by op (`eager.ts`) or record it once and
 * run the recording; models cannot tell.
 */
import type { NamedVariables, Tensor } from "../tensorflow";
import type { Noise } from "./random";

/** Numbers that JavaScript hands to one call. */
export interface Feed {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Call {
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Noise of the call is a function of these two. */
  readonly seed: number;
  readonly step: number;
}

/**
 * A function over the variables. It may assign variables, and must not read a tensor's values or
 * make random numbers other than through `noise`.
 */
export type EngineFunction = (feeds: Readonly<Record<string, Tensor>>, noise: Noise) => Record<string, Tensor>;

export interface Program {
  /**
   * Runs one function. Outputs come back as values, row after row; on some backends that takes a while,
   * and nothing else may be run until then.
   */
  run(name: string, call: Call): Promise<Record<string, Float32Array>>;
  /** Frees what the engine made; the variables stay. */
  dispose(): void;
}

export interface Engine {
  readonly id: string;
  compile(functions: Readonly<Record<string, EngineFunction>>, variables: NamedVariables): Program;
}

/** A scalar to feed. */
export const scalarFeed = (value: number): Feed => ({ shape: [], data: Float32Array.of(value) });
