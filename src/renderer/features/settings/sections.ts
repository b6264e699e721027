/** The parts of a recipe as sections of the form, from the plug-in catalogue. */

import { valueAt, withValue } from "../../../shared/domain/path";
import type { Catalog, PluginCard, PluginKind } from "../../../shared/domain/plugin";
import type { PluginSettings, Recipe } from "../../../shared/domain/recipe";
import { type Field, filledValues, hasLive, initialValues, isJson, readFields } from "./schema";

export interface Section {
  /** Where its settings stand in the recipe: `model`, `optimizers.generator`, `training`. */
  path: string;
  id: "dataset" | "model" | "objective" | "regularizer" | "optimizer" | "training";
  /** The network that an optimizer is for. */
  network: string | null;
  /** The plug-in that is chosen and those that could be; null for the training section. */
  plugin: { chosen: PluginCard | null; id: string; choices: readonly PluginCard[] } | null;
  fields: readonly Field[];
}

const cardsOf = (catalog: Catalog, kind: PluginKind): PluginCard[] =>
  catalog.plugins.filter((plugin) => plugin.kind === kind);

function pluginSection(
  catalog: Catalog,
  kind: Exclude<Section["id"], "training">,
  path: string,
  settings: PluginSettings,
  network: string | null = null,
): Section {
  const choices = cardsOf(catalog, kind);
  const chosen = choices.find((card) => card.id === settings.id) ?? null;
  const fields = readFields(chosen?.params).filter((field) => field.name !== "id");
  return { path, id: kind, network, plugin: { chosen, id: settings.id, choices }, fields };
}

export function sectionsOf(catalog: Catalog, recipe: Recipe): Section[] {
  const model = cardsOf(catalog, "model").find((card) => card.id === recipe.model.id);
  const networks = model?.networks ?? Object.keys(recipe.optimizers);
  return [
    pluginSection(catalog, "dataset", "dataset", recipe.dataset),
    pluginSection(catalog, "model", "model", recipe.model),
    ...(recipe.objective === undefined ? [] : [pluginSection(catalog, "objective", "objective", recipe.objective)]),
    ...recipe.regularizers.map((settings, index) =>
      pluginSection(catalog, "regularizer", `regularizers.${index}`, settings),
    ),
    ...networks.flatMap((network) => {
      const settings = recipe.optimizers[network];
      return settings === undefined
        ? []
        : [pluginSection(catalog, "optimizer", `optimizers.${network}`, settings, network)];
    }),
    { path: "training", id: "training", network: null, plugin: null, fields: readFields(catalog.training) },
  ];
}

/** The recipe with every default filled in that it leaves to a plug-in. */
export const filledRecipe = (catalog: Catalog, recipe: Recipe): Recipe =>
  sectionsOf(catalog, recipe).reduce((filled, section) => {
    const settings = valueAt(filled, section.path);
    return isJson(settings) ? withValue(filled, section.path, filledValues(section.fields, settings)) : filled;
  }, recipe);

/** Whether a field of its own stands at the end of a path below some fields. */
function reaches(fields: readonly Field[], keys: readonly string[]): boolean {
  const [name, ...rest] = keys;
  return fields.some((field) => {
    if (field.name !== name) return false;
    let { shape } = field;
    let below = rest;
    if (shape.kind === "optional") shape = shape.inner.shape;
    if (below.length === 0) return shape.kind !== "object";
    // A drawing shows what is wrong with it as a whole, not with one of its marks.
    if (field.text.editor !== undefined) return false;
    if (shape.kind === "list") {
      // The item's own place in the list is no name.
      below = below.slice(1);
      shape = shape.item.shape;
      if (below.length === 0) return shape.kind !== "object";
    }
    if (shape.kind === "object") return reaches(shape.fields, below);
    if (shape.kind !== "variant") return false;
    const { key, variants } = shape;
    return (below.length === 1 && below[0] === key) || variants.some((variant) => reaches(variant.fields, below));
  });
}

/** Whether the form has a field that shows what is wrong at a path. */
export const hasPlace = (sections: readonly Section[], path: string): boolean =>
  path === "seed" ||
  sections.some(
    ({ path: place, plugin, fields }) =>
      (plugin !== null && path === `${place}.id`) ||
      (path.startsWith(`${place}.`) && reaches(fields, path.slice(place.length + 1).split("."))),
  );

/** Sections with only the fields that may change while a run is paused. */
export function liveSections(sections: readonly Section[]): Section[] {
  return sections
    .map((section) => ({ ...section, fields: section.fields.filter(hasLive) }))
    .filter((section) => section.fields.length > 0);
}

/** A section without the fields that {@link liveSections} keeps. */
export const withoutLive = (section: Section): Section => ({
  ...section,
  fields: section.fields.filter((field) => !hasLive(field)),
});

/** A plug-in as it comes, with all of its defaults. */
export const freshSettings = (card: PluginCard): PluginSettings => ({
  ...initialValues(readFields(card.params).filter((field) => field.name !== "id")),
  id: card.id,
});

/** The recipe with another plug-in at a path; another model brings its own networks and may need no objective. */
export function withPlugin(catalog: Catalog, recipe: Recipe, path: string, card: PluginCard): Recipe {
  const settings = freshSettings(card);
  if (path === "dataset" || path === "objective") return { ...recipe, [path]: settings };
  if (path.startsWith("regularizers.")) return withValue(recipe, path, settings);
  if (path !== "model") {
    return { ...recipe, optimizers: { ...recipe.optimizers, [path.replace(/^optimizers\./, "")]: settings } };
  }
  const [optimizer] = cardsOf(catalog, "optimizer");
  const [objective] = cardsOf(catalog, "objective");
  const networks = card.networks ?? Object.keys(recipe.optimizers);
  const optimizers = Object.fromEntries(
    networks.flatMap((network) => {
      const kept = recipe.optimizers[network] ?? (optimizer === undefined ? undefined : freshSettings(optimizer));
      return kept === undefined ? [] : [[network, kept]];
    }),
  );
  const { objective: before, regularizers, ...rest } = recipe;
  const kept = before ?? (objective === undefined ? undefined : freshSettings(objective));
  return {
    ...rest,
    model: settings,
    regularizers: card.takesObjective === true ? regularizers : [],
    optimizers,
    ...(card.takesObjective === true && kept !== undefined ? { objective: kept } : {}),
  };
}

/** The regularisers that the recipe does not have yet, where its model takes any. */
export function regularizersToAdd(catalog: Catalog, recipe: Recipe): PluginCard[] {
  const model = cardsOf(catalog, "model").find((card) => card.id === recipe.model.id);
  if (model?.takesObjective !== true) return [];
  return cardsOf(catalog, "regularizer").filter((card) => recipe.regularizers.every(({ id }) => id !== card.id));
}

export const withRegularizer = (recipe: Recipe, card: PluginCard): Recipe => ({
  ...recipe,
  regularizers: [...recipe.regularizers, freshSettings(card)],
});

/** @param path of its section: `regularizers.0` */
export const withoutRegularizer = (recipe: Recipe, path: string): Recipe => ({
  ...recipe,
  regularizers: recipe.regularizers.filter((_, index) => path !== `regularizers.${index}`),
});
