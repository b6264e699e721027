import { describe, expect, it } from "vitest";
import { trainFigures } from "../../../../src/renderer/features/train/figures";
import type { Chart } from "../../../../src/shared/domain/chart";
import type { Catalog, PluginCard } from "../../../../src/shared/domain/plugin";
import { type Recipe, recipeSchema } from "../../../../src/shared/domain/recipe";

const text = (en: string) => ({ en, ko: `${en} 한국어` });
const english = ({ en }: { en: string }) => en;
const chart = (id: string, metric: string, parts: Partial<Chart> = {}): Chart => ({
  id,
  title: text(id),
  series: [{ metric, title: text(metric), role: "other" }],
  guides: [],
  note: text(`how to read ${id}`),
  ...parts,
});
const card = (kind: PluginCard["kind"], id: string, charts: Chart[], params: object = {}): PluginCard => ({
  kind,
  id,
  title: text(id),
  reference: "",
  params: { type: "object", properties: params },
  charts,
});
const catalog: Catalog = {
  plugins: [
    card("model", "pair", [chart("pace", "pace")]),
    card(
      "objective",
      "game",
      [
        chart("pace", "other"),
        chart("losses", "d.loss", {
          guides: [
            { value: 2, label: "two", when: { halve: false } },
            { value: 1, label: "one", role: "generator", when: { halve: true } },
            { value: 0, label: "zero", regardless: true },
          ],
          range: [0, 3],
        }),
      ],
      { halve: { type: "boolean", default: false } },
    ),
    { ...card("regularizer", "pull", [chart("pull", "penalty.pull")]), movesEquilibrium: true },
  ],
  training: {},
};
const recipe = (objective: Recipe["objective"]): Recipe =>
  recipeSchema.parse({
    id: "test",
    dataset: { id: "d" },
    model: { id: "pair" },
    ...(objective ? { objective } : {}),
    optimizers: {},
    training: {},
    seed: 1,
  });
const figures = (objective: Recipe["objective"]) => trainFigures(catalog, recipe(objective), english);

describe("the charts of the Train page", () => {
  it("are those of the model, then those of its objective; charts of one id are one", () => {
    expect(figures({ id: "game" }).map(({ spec }) => [spec.id, spec.series.map(({ metric }) => metric)])).toEqual([
      ["pace", ["pace", "other"]],
      ["losses", ["d.loss"]],
    ]);
    expect(figures(undefined).map(({ spec }) => spec.id)).toEqual(["pace"]);
  });

  it("draw a level only with the settings with which it holds, defaults included", () => {
    const levels = (objective: Recipe["objective"]) =>
      figures(objective)[1]!.spec.references.map(({ label, owner }) => [label, owner]);
    expect(levels({ id: "game" })).toEqual([
      ["two", "data"],
      ["zero", "data"],
    ]);
    expect(levels({ id: "game", halve: true })).toEqual([
      ["one", "generator"],
      ["zero", "data"],
    ]);
  });

  it("draw with a regulariser that moves where the game ends only levels that hold regardless, and its own chart", () => {
    const pulled = trainFigures(catalog, { ...recipe({ id: "game" }), regularizers: [{ id: "pull" }] }, english);
    expect(pulled.map(({ spec }) => spec.id)).toEqual(["pace", "losses", "pull"]);
    expect(pulled[1]!.spec.references.map(({ label }) => label)).toEqual(["zero"]);
  });

  it("come with the sentence on how to read them, and are none for plug-ins that nobody knows", () => {
    expect(figures({ id: "game" })[1]!.note).toEqual(text("how to read losses"));
    expect(trainFigures({ ...catalog, plugins: [] }, recipe({ id: "game" }), english)).toEqual([]);
  });
});
