import { describe, expect, it } from "vitest";
import { networks, withSettings } from "../../../bench/networks.mjs";
import { recipes } from "../../../src/main/lab/recipes";
import { resolveRecipe } from "../../../src/main/trainer/resolve";

describe("compared networks", () => {
  it("are recipes whose changed settings exist, and fit together", () => {
    const built = networks.flatMap((network) => {
      const card = recipes.find(({ id }) => id === network.recipe);
      return card ? [resolveRecipe(withSettings(card.recipe, network.settings))] : [];
    });
    expect(built.length).toBeGreaterThanOrEqual(2);
    expect(built.map(({ issues }) => issues)).toEqual(built.map(() => []));
  });

  it("leave the recipe as it is, and refuse a setting that it has not", () => {
    const recipe = { model: { layers: [{ units: 1 }] } };
    expect(withSettings(recipe, { "model.layers.0.units": 2 })).toEqual({ model: { layers: [{ units: 2 }] } });
    expect(recipe.model.layers[0]?.units).toBe(1);
    expect(() => withSettings(recipe, { "model.layer.0.units": 2 })).toThrow("no setting model.layer.0.units");
    expect(() => withSettings(recipe, { "model.toString": 2 })).toThrow("no setting model.toString");
  });
});
