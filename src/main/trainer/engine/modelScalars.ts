/** What the model's own live numbers (the weight of a term, say) are fed at a step. */
import type { Chosen, ModelPlugin } from "../plugin";
import type { Scalar } from "../tensorflow";
import type { Feed, FeedSpec, FunctionContext } from "./engine";

const prefix = "model.";

const scalarsOf = ({ plugin, params }: Chosen<ModelPlugin>): [string, number][] =>
  Object.entries(plugin.scalars?.(params) ?? {});

/**
 * Scalars of the next step, as feeds.
 * @param model with parameters as they are now: live ones may have changed
 */
export const modelFeeds = (model: Chosen<ModelPlugin>): Record<string, Feed> =>
  Object.fromEntries(scalarsOf(model).map(([name, value]) => [prefix + name, Float32Array.of(value)]));

export const modelSpecs = (model: Chosen<ModelPlugin>): Record<string, FeedSpec> =>
  Object.fromEntries(scalarsOf(model).map(([name]) => [prefix + name, { kind: "numbers", shape: [] }]));

/** The scalars by the model's own names for them. */
export const modelScalars = (
  model: Chosen<ModelPlugin>,
  { feeds }: Pick<FunctionContext, "feeds">,
): Record<string, Scalar> =>
  Object.fromEntries(scalarsOf(model).map(([name]) => [name, feeds[prefix + name] as Scalar]));
