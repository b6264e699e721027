/** Optimizer slots beside the variables of a network, and their update. */
import type { NetworkState, OptimizerPlugin } from "../plugin";
import { type NamedVariables, type Scalar, type Tensor, tf, type Variable } from "../tensorflow";
import type { Feed, FeedSpec, FunctionContext } from "./engine";
import { at } from "./place";

const scalar: FeedSpec = { kind: "numbers", shape: [] };

/** One network with its optimizer. */
export class Optimization {
  /** Slots by `<variable>/<slot>`. */
  readonly slots: NamedVariables;
  private readonly network: string;
  private readonly variables: NamedVariables;
  private readonly plugin: OptimizerPlugin;
  private readonly params: unknown;

  constructor(network: string, variables: NamedVariables, plugin: OptimizerPlugin, params: unknown) {
    this.network = network;
    this.variables = variables;
    this.plugin = plugin;
    this.params = params;
    const slots: Record<string, Variable> = {};
    for (const [name, variable] of Object.entries(variables)) {
      for (const slot of plugin.slots) {
        slots[`${name}/${slot}`] = tf.tidy(() => tf.variable(tf.zeros(variable.shape), false));
      }
    }
    this.slots = slots;
  }

  /** What `updates` updates in one call are fed. */
  specs(updates: number): Record<string, FeedSpec> {
    const names = Object.keys(this.plugin.scalars(this.params, { updates: 0, epoch: 0 }));
    const all = Array.from({ length: updates }, (_, index) => names.map((name) => this.feedName(index, name)));
    return Object.fromEntries(all.flat().map((name) => [name, scalar]));
  }

  /**
   * Scalars of the next `updates` updates, as feeds.
   * @param params as they are now: live ones may have changed
   */
  feeds(params: unknown, moment: { updates: number; epoch: number }, updates: number): Record<string, Feed> {
    const feeds: Record<string, Feed> = {};
    for (let i = 0; i < updates; i++) {
      const scalars = this.plugin.scalars(params, { updates: moment.updates + i, epoch: moment.epoch });
      for (const [name, value] of Object.entries(scalars)) feeds[this.feedName(i, name)] = Float32Array.of(value);
    }
    return feeds;
  }

  /** Moves every variable; the `index`-th update of this network within the step. */
  apply(index: number, gradients: Readonly<Record<string, Tensor>>, context: FunctionContext): void {
    const scalars = this.scalarsOf(index, context.feeds);
    const { plugin, params } = this;
    for (const [name, variable] of Object.entries(this.variables)) {
      const gradient = gradients[name];
      if (!gradient) throw new Error(`No gradient reached ${name}.`);
      const slots = Object.fromEntries(plugin.slots.map((slot) => [slot, this.slots[`${name}/${slot}`]!]));
      at(name, () =>
        context.update({
          variable,
          slots,
          compute: () => plugin.update(variable, gradient, slots, scalars, params),
          ...(plugin.fused ? { fused: () => plugin.fused!(gradient, scalars, params) } : {}),
        }),
      );
    }
  }

  /** The `index`-th update as tensors, see {@link StepInputs.foresee}. */
  foresee(
    index: number,
    state: NetworkState | null,
    gradients: Readonly<Record<string, Tensor>>,
    feeds: FunctionContext["feeds"],
  ): NetworkState {
    const scalars = this.scalarsOf(index, feeds);
    const { plugin, params } = this;
    const values: Record<string, Tensor> = {};
    const slots: Record<string, Readonly<Record<string, Tensor>>> = {};
    for (const [name, variable] of Object.entries(this.variables)) {
      const gradient = gradients[name];
      if (!gradient) throw new Error(`No gradient reached ${name}.`);
      const before =
        state?.slots[name] ?? Object.fromEntries(plugin.slots.map((slot) => [slot, this.slots[`${name}/${slot}`]!]));
      const next = at(name, () => plugin.update(state?.values[name] ?? variable, gradient, before, scalars, params));
      values[name] = next.value;
      slots[name] = next.slots;
    }
    return { values, slots };
  }

  dispose(): void {
    for (const slot of Object.values(this.slots)) slot.dispose();
  }

  private scalarsOf(index: number, feeds: FunctionContext["feeds"]): Record<string, Scalar> {
    const prefix = this.feedName(index, "");
    const scalars: Record<string, Scalar> = {};
    for (const [name, tensor] of Object.entries(feeds)) {
      if (name.startsWith(prefix)) scalars[name.slice(prefix.length)] = tensor as Scalar;
    }
    return scalars;
  }

  private feedName(index: number, name: string): string {
    return `${this.network}.${index}.${name}`;
  }
}
