/** What the recipe's regularisers are fed at a step. */
import type { Chosen, Moment, RegularizerPlugin } from "../plugin";
import type { Scalar } from "../tensorflow";
import type { Feed, FeedSpec, FunctionContext } from "./engine";

type Chosens = readonly Chosen<RegularizerPlugin>[];

const feedName = (index: number, name: string): string => `regularizer.${index}.${name}`;

/**
 * Scalars of the next step, as feeds.
 * @param regularizers with parameters as they are now: live ones may have changed
 */
export const regularizerFeeds = (regularizers: Chosens, moment: Moment): Record<string, Feed> =>
  Object.fromEntries(
    regularizers.flatMap(({ plugin, params }, index) =>
      Object.entries(plugin.scalars?.(params, moment) ?? {}).map(([name, value]) => [
        feedName(index, name),
        Float32Array.of(value),
      ]),
    ),
  );

export const regularizerSpecs = (regularizers: Chosens): Record<string, FeedSpec> =>
  Object.fromEntries(
    Object.keys(regularizerFeeds(regularizers, { updates: 0, epoch: 0 })).map((name) => [
      name,
      { kind: "numbers", shape: [] },
    ]),
  );

/** The scalars of each regulariser by its own names for them. */
export const regularizerScalars = (
  regularizers: Chosens,
  { feeds }: Pick<FunctionContext, "feeds">,
): Record<string, Scalar>[] =>
  regularizers.map(({ plugin, params }, index) =>
    Object.fromEntries(
      Object.keys(plugin.scalars?.(params, { updates: 0, epoch: 0 }) ?? {}).map((name) => [
        name,
        feeds[feedName(index, name)] as Scalar,
      ]),
    ),
  );
