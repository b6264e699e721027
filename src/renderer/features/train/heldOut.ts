/** Figures of held-out examples in a run's history: they stand at few of its steps. */
import type { MetricColumns } from "../../charts/columns";

/** In the order in which they are shown, with what each is called in the texts. */
const names = { "test.elbo": "elbo", "test.reconstruction": "reconstruction", "test.kl": "kl" } as const;

export interface HeldOut {
  readonly step: number;
  readonly figures: readonly { readonly name: (typeof names)[keyof typeof names]; readonly value: number }[];
}

/** The latest ones that are not after `step`; null where there are none. */
export function heldOutAt(columns: MetricColumns, step: number): HeldOut | null {
  const known = Object.entries(names).flatMap(([metric, name]) => {
    const values = columns.values(metric);
    return values === null ? [] : [{ name, values }];
  });
  if (known.length === 0) return null;
  for (let index = columns.indexAt(step); index >= 0; index -= 1) {
    const figures = known.map(({ name, values }) => ({ name, value: values[index]! }));
    if (figures.every(({ value }) => Number.isFinite(value))) return { step: columns.step[index]!, figures };
  }
  return null;
}
