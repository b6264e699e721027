/** What squeezes G's output into the data's range. */
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { say } from "../../../../shared/domain/text";
import type { Form } from "../../dataset";
import { needsLinearOutput } from "./points";

export const outputs = ["sigmoid", "tanh", "linear"] as const;
export type Output = (typeof outputs)[number];

/** The output whose range is the data's own. */
export const fittingOutput = ({ space, range: [low] }: Pick<Form, "space" | "range">): Output =>
  space === "points" ? "linear" : low < 0 ? "tanh" : "sigmoid";

/** What is wrong with an output for this data, at `model.generator.output`. */
export function checkOutput(output: Output, { space, range: [low] }: Form): RecipeIssue[] {
  if (space === "points") return output === "linear" ? [] : [needsLinearOutput];
  if (output === "sigmoid" && low < 0) {
    return [
      {
        path: "model.generator.output",
        message: say(
          "A sigmoid output lies in [0, 1], but the data's range is [−1, 1].",
          "시그모이드 sigmoid 출력은 [0, 1]에 있는데 데이터의 범위는 [−1, 1]입니다.",
        ),
        hint: say(
          "Choose tanh, or the range [0, 1] for the data.",
          "tanh를 고르거나 데이터의 범위를 [0, 1]로 바꾸세요.",
        ),
      },
    ];
  }
  if (output === "tanh" && low >= 0) {
    return [
      {
        path: "model.generator.output",
        message: say(
          "A tanh output lies in [−1, 1], but the data's range is [0, 1].",
          "tanh 출력은 [−1, 1]에 있는데 데이터의 범위는 [0, 1]입니다.",
        ),
        hint: say(
          "Choose sigmoid, or the range [−1, 1] for the data.",
          "시그모이드 sigmoid를 고르거나 데이터의 범위를 [−1, 1]로 바꾸세요.",
        ),
      },
    ];
  }
  return [];
}
