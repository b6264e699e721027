/**
 * Mends TensorFlow.js's tape for second derivatives, which penalties on gradients and unrolled
 * updates pass through. First derivatives are the same with and without it.
 *
 * - What a gradient function wants of its op's *outputs* (tanh, sigmoid, exp, softmax, pow) is saved
 *   as a copy, and the copy is noted before the op itself. Read backwards, the op's turn is over
 *   when the copy's gradient arrives: the second derivative silently lacks that part, and tanh's is
 *   zero where it should be −2·tanh·(1 − tanh²). Here the op is noted before the copies of its outputs.
 * - Comparisons and integers have no gradient, so a gradient function that compares (max, minimum,
 *   clip) cannot be differentiated again although the answer is zero almost everywhere. Here what has
 *   no float32 output is not noted, which makes it a constant.
 */

interface TapeTensor {
  readonly id: number;
  readonly dtype: string;
}
interface TapeNode {
  readonly inputs: Readonly<Record<string, TapeTensor>>;
  readonly outputs: readonly TapeTensor[];
}
/** TensorFlow.js's engine (4.22), as far as this reaches into it. */
export interface Taping {
  readonly state: { readonly activeTape: TapeNode[]; kernelDepth: number };
  addTapeNode(
    name: string,
    inputs: TapeNode["inputs"],
    outputs: readonly TapeTensor[],
    gradient: unknown,
    saved: readonly { dispose(): void }[],
    attributes: unknown,
  ): void;
}

export function mendTape(engine: Taping): void {
  const add = engine.addTapeNode;
  if (typeof add !== "function") throw new Error("This version of TensorFlow.js keeps its tape elsewhere.");
  engine.addTapeNode = function (this: Taping, name, inputs, outputs, gradient, saved, attributes): void {
    if (outputs.length > 0 && outputs.every(({ dtype }) => dtype !== "float32" && dtype !== "complex64")) {
      // Kept for a gradient that is never taken; with the tape they would go when it does.
      for (const tensor of saved) tensor.dispose();
      return;
    }
    add.call(this, name, inputs, outputs, gradient, saved, attributes);
    const { activeTape: tape } = this.state;
    const made = new Set(outputs.map(({ id }) => id));
    const readsThem = (node: TapeNode) => Object.values(node.inputs).some((input) => made.has(input.id));
    let place = tape.length - 1;
    while (place > 0 && readsThem(tape[place - 1]!)) place--;
    if (place < tape.length - 1) tape.splice(place, 0, tape.pop()!);
  };
}

/** Runs `action` off the tape: what comes out is a constant to every gradient that is being taken. */
export function offTape<T>(engine: Taping, action: () => T): T {
  const { state } = engine;
  state.kernelDepth++;
  try {
    return action();
  } finally {
    state.kernelDepth--;
  }
}
