/** What a step takes from a tape: gradients by name, and figures that outlive it. */
import { type NamedVariables, type Scalar, type Tensor, tf } from "../../tensorflow";

/** Gradients of a scalar by variable name. */
export function gradientsOf(loss: () => Scalar, variables: NamedVariables): Record<string, Tensor> {
  const { grads } = tf.variableGrads(loss, Object.values(variables));
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, grads[variable.name]!]));
}

/** Keeps tensors alive past the tape that made them; whoever receives them disposes of them. */
export function kept<T extends Record<string, Tensor>>(tensors: T): T {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}
