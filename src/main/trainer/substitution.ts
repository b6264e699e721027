/** Lets a network compute with other weights than its variables hold, as if they were its variables. */
import { type Tensor, tf, type Variable } from "./tensorflow";

interface Running {
  runKernel(name: string, inputs: Readonly<Record<string, Tensor>> | readonly Tensor[], attributes?: unknown): unknown;
}

/**
 * Runs `action`, in which every op that would read one of the variables reads the tensor in its place.
 * What comes out can be differentiated for those tensors. Assignments still go to the variables.
 * @param values by variable, each of its variable's shape
 */
export function withValues<T>(values: ReadonlyMap<Variable, Tensor>, action: () => T): T {
  const engine = tf.engine() as unknown as Running;
  const run = engine.runKernel;
  const replaced = (tensor: Tensor): Tensor => values.get(tensor as Variable) ?? tensor;
  engine.runKernel = function (this: Running, name, inputs, attributes) {
    const others = Array.isArray(inputs)
      ? (inputs as readonly Tensor[]).map(replaced)
      : Object.fromEntries(Object.entries(inputs).map(([key, tensor]) => [key, replaced(tensor)]));
    return run.call(this, name, others, attributes);
  };
  try {
    return action();
  } finally {
    engine.runKernel = run;
  }
}
