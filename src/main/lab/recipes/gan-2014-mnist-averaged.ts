/**
 * The published settings of 2014 with an averaged G. The average takes no part in training: only what pictures are made
 * with differs from `gan-2014-mnist`.
 */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { gan2014Mnist } from "./gan-2014-mnist";
import { saddle, yazici } from "./sources";

export const gan2014MnistAveraged: RecipeCard = {
  ...gan2014Mnist,
  id: "gan-2014-mnist-averaged",
  title: { en: "GAN of 2014 with an averaged G", ko: "G를 평균한 2014년 GAN" },
  summary: {
    en: "gan-2014-mnist as published, and one change: pictures are made with a moving average of G's weights over the last epochs. Test images become many nats likelier.",
    ko: "논문 설정 그대로인 gan-2014-mnist에서 하나만 바꿉니다. 최근 몇 에폭에 걸친 G 가중치의 이동 평균으로 이미지를 만들며, 시험 이미지의 로그 가능도가 크게 오릅니다.",
  },
  reference: "Goodfellow et al. 2014, section 5; Yazıcı et al. 2019, section 3.1",
  recipe: {
    ...gan2014Mnist.recipe,
    id: "gan-2014-mnist-averaged",
    regularizers: [{ id: "weight-average", decay: 0.9995, samples: "average" }],
  },
  sources: {
    ...gan2014Mnist.sources,
    "regularizers.0": yazici("section 3.1 (an average of G's weights)", "3.1절 (G 가중치의 평균)"),
    "regularizers.0.decay": saddle("a half-life of nearly three epochs", "반감기가 3 에폭에 조금 못 미치는 값"),
  },
};
