/** What does not fit data that are points of a line or plane. */
import type { RecipeIssue } from "../../../../shared/domain/recipe";
import { say } from "../../../../shared/domain/text";

/** For a model of convolutions, which only pictures have use for. */
export const needsPictures: RecipeIssue = {
  path: "model.id",
  message: say(
    "Convolutions take pictures, but the data are points.",
    "합성곱 convolution은 이미지를 받는데 데이터는 점입니다.",
  ),
  hint: say("Choose the dense GAN, or data of pictures.", "완전연결 GAN을 고르거나 이미지 데이터를 고르세요."),
};

/** For a model whose output is squeezed into a range, as pixels are. */
export const needsLinearOutput: RecipeIssue = {
  path: "model.generator.output",
  message: say(
    "Points may lie anywhere, but this output keeps within a range.",
    "점은 어디에나 있을 수 있는데 이 출력은 정해진 범위를 벗어나지 못합니다.",
  ),
  hint: say("Choose the linear output.", "출력을 선형 linear으로 바꾸세요."),
};
