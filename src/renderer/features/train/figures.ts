/** The charts of the Train page: what they draw and which levels theory names. */
import type { Recipe } from "../../../shared/domain/recipe";
import type { FigureSpec, ReferenceLine } from "../../charts/figure";
import { equilibriumOf, valueAtSaddle } from "./equilibrium";

/** Texts of the charts by key. */
type Translate = (key: string) => string;

function lossLevels(recipe: Recipe): ReferenceLine[] {
  const equilibrium = equilibriumOf(recipe);
  if (equilibrium === null) return [];
  const { discriminatorLoss, generatorLoss } = equilibrium;
  // One line where both have the same level, so that no label lies on another.
  if (discriminatorLoss.value === generatorLoss.value) {
    return [{ value: generatorLoss.value, label: generatorLoss.label, owner: "data" }];
  }
  return [
    { value: discriminatorLoss.value, label: `D ${discriminatorLoss.label}`, owner: "discriminator" },
    { value: generatorLoss.value, label: `G ${generatorLoss.label}`, owner: "generator" },
  ];
}

export interface TrainFigures {
  readonly losses: FigureSpec;
  readonly opinions: FigureSpec;
  readonly value: FigureSpec;
}

export function trainFigures(recipe: Recipe, t: Translate): TrainFigures {
  return {
    losses: {
      id: "losses",
      title: t("losses.title"),
      unit: t("unit.nats"),
      series: [
        { metric: "d.loss", label: t("losses.discriminator"), owner: "discriminator" },
        { metric: "g.loss", label: t("losses.generator"), owner: "generator" },
      ],
      references: lossLevels(recipe),
    },
    opinions: {
      id: "opinions",
      title: t("opinions.title"),
      unit: "",
      range: [0, 1],
      series: [
        { metric: "d.real", label: "D(x)", owner: "discriminator" },
        { metric: "d.fake", label: "D(G(z))", owner: "generator" },
      ],
      references: [{ value: 0.5, label: "½", owner: "data" }],
    },
    value: {
      id: "value",
      title: t("value.title"),
      unit: t("unit.nats"),
      series: [{ metric: "value", label: "V(D, G)", owner: "value" }],
      references: [{ ...valueAtSaddle, owner: "data" }],
    },
  };
}
