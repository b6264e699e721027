/** Pieces that a network is put together from. */
import type { Noise } from "../../engine/random";
import type { NamedVariables, Tensor } from "../../tensorflow";

/** Whether a pass belongs to training; layers that depend on their batch or are random differ outside of it. */
export type Mode = "training" | "evaluation";

/** What random pieces draw from in a pass of training. */
export interface Draws {
  readonly noise: Noise;
  /** Begins the names of the streams of this pass. */
  readonly stream: string;
}

/** A piece of a network. */
export interface Block {
  /** What gradients move, by name. */
  readonly variables: NamedVariables;
  /** What passes of training move and gradients do not, by name. */
  readonly buffers: NamedVariables;
  /** @param draws of a pass of training; pieces that draw nothing need none */
  pass(x: Tensor, mode: Mode, draws?: Draws): Tensor;
}

/** A piece that learns nothing. */
export const fixed = (pass: (x: Tensor) => Tensor): Block => ({ variables: {}, buffers: {}, pass });

/** A piece that is not there. */
export const nothing: Block = fixed((x) => x);

/** Pieces one after another. */
export function chain(blocks: readonly Block[]): Block {
  return {
    variables: Object.assign({}, ...blocks.map(({ variables }) => variables)),
    buffers: Object.assign({}, ...blocks.map(({ buffers }) => buffers)),
    pass: (input, mode, draws) => blocks.reduce((x, block) => block.pass(x, mode, draws), input),
  };
}
