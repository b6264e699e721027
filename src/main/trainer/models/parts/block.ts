/** Pieces that a network is put together from. */
import type { NamedVariables, Tensor } from "../../tensorflow";

/** Whether a pass belongs to training; layers that depend on their batch or are random differ outside of it. */
export type Mode = "training" | "evaluation";

/** A piece of a network. */
export interface Block {
  /** What gradients move, by name. */
  readonly variables: NamedVariables;
  /** What passes of training move and gradients do not, by name. */
  readonly buffers: NamedVariables;
  pass(x: Tensor, mode: Mode): Tensor;
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
    pass: (input, mode) => blocks.reduce((x, block) => block.pass(x, mode), input),
  };
}
