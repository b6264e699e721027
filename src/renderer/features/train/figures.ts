/** The charts of the Train page: what the recipe's plug-ins ask for, as figures that can be drawn. */
import type { Chart } from "../../../shared/domain/chart";
import type { Catalog, PluginCard, PluginKind } from "../../../shared/domain/plugin";
import type { PluginSettings, Recipe } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";
import type { FigureSpec, Owner } from "../../charts/figure";
import { filledRecipe } from "../settings/sections";

export interface TrainFigure {
  readonly spec: FigureSpec;
  /** How to read it. */
  readonly note: Localized;
}

const ownerOf = (role: Chart["series"][number]["role"]): Owner => (role === "other" ? "value" : role);

/** Settings that a level needs, against those that the plug-in has. */
const holds = ({ when = {} }: Chart["guides"][number], settings: PluginSettings): boolean =>
  Object.entries(when).every(([name, value]) => settings[name] === value);

/**
 * The charts of a plug-in with its settings: only levels that hold with these.
 * @param moved whether a regulariser moves where the game ends
 */
function chartsOf(card: PluginCard | undefined, settings: PluginSettings, moved = false): Chart[] {
  return (card?.charts ?? []).map((chart) => ({
    ...chart,
    guides: chart.guides.filter((guide) => (!moved || guide.regardless === true) && holds(guide, settings)),
  }));
}

/** Charts of one id as one, in the order in which the first of each came. */
function joined(charts: readonly Chart[]): Chart[] {
  const byId = new Map<string, Chart>();
  for (const chart of charts) {
    const before = byId.get(chart.id);
    const both = before && {
      ...before,
      series: [
        ...before.series,
        ...chart.series.filter(({ metric }) => before.series.every((s) => s.metric !== metric)),
      ],
      guides: [...before.guides, ...chart.guides],
    };
    byId.set(chart.id, both ?? chart);
  }
  return [...byId.values()];
}

/** Empty for a model that this build does not know. */
export function trainFigures(
  catalog: Catalog,
  recipe: Recipe,
  localized: (text: Localized) => string,
): readonly TrainFigure[] {
  const filled = filledRecipe(catalog, recipe);
  const cardOf = (kind: PluginKind, { id }: PluginSettings) =>
    catalog.plugins.find((card) => card.kind === kind && card.id === id);
  const regularizers = filled.regularizers.map((settings) => ({ settings, card: cardOf("regularizer", settings) }));
  const moved = regularizers.some(({ card }) => card?.movesEquilibrium === true);
  const charts = [
    ...chartsOf(cardOf("model", filled.model), filled.model),
    ...(filled.objective ? chartsOf(cardOf("objective", filled.objective), filled.objective, moved) : []),
    ...regularizers.flatMap(({ card, settings }) => chartsOf(card, settings)),
  ];
  return joined(charts).map(({ id, title, unit, series, guides, range, note }) => ({
    note,
    spec: {
      id,
      title: localized(title),
      unit: unit ? localized(unit) : "",
      series: series.map(({ metric, title: label, role }) => ({
        metric,
        label: localized(label),
        owner: ownerOf(role),
      })),
      references: guides.map(({ value, label, role = "data" }) => ({ value, label, owner: ownerOf(role) })),
      ...(range ? { range } : {}),
    },
  }));
}
