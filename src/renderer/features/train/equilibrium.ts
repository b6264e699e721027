/**
 * Where the game ends in theory: with p_g = p_data the best D says ½ everywhere (Goodfellow et al.
 * 2014, proposition 1 and theorem 1). Values of the losses there, in nats.
 */
import type { Recipe } from "../../../shared/domain/recipe";

export interface SaddleValue {
  readonly value: number;
  readonly label: string;
}

export interface Equilibrium {
  readonly discriminatorLoss: SaddleValue;
  readonly generatorLoss: SaddleValue;
}

/** The value of V(D, G) at the saddle. */
export const valueAtSaddle: SaddleValue = { value: -Math.log(4), label: "−log 4" };

/** The saddle's losses under the recipe's objective; null for an objective that has others. */
export function equilibriumOf(recipe: Recipe): Equilibrium | null {
  const { objective } = recipe;
  if (objective === undefined) return null;
  // −log ½ − log ½, or half of it where the objective halves the sum.
  const discriminatorLoss =
    objective.halve === true ? { value: Math.log(2), label: "log 2" } : { value: Math.log(4), label: "log 4" };
  if (objective.id === "non-saturating") {
    return { discriminatorLoss, generatorLoss: { value: Math.log(2), label: "log 2" } };
  }
  if (objective.id === "saturating") {
    return { discriminatorLoss, generatorLoss: { value: -Math.log(2), label: "−log 2" } };
  }
  return null;
}
