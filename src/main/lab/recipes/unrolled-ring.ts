/** The recipe gan-ring, seed and all, with G playing against D as it will be five updates later. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { ganRing } from "./gan-ring";
import { unrolledDemo } from "./sources";

export const unrolledRing: RecipeCard = {
  id: "unrolled-ring",
  title: { en: "Unrolled GAN on a ring", ko: "고리 위의 펼친 GAN Unrolled" },
  summary: {
    en: "gan-ring with one change: G sees how D would answer in five further updates, and so spreads over all eight modes instead of jumping between them. About a quarter of the step rate.",
    ko: "gan-ring에서 한 가지만 바꿨습니다. D가 앞으로 다섯 번 갱신하며 어떻게 대응할지 G가 내다보므로, 모드 사이를 옮겨 다니지 않고 여덟 개에 고루 퍼집니다. 스텝 속도는 4분의 1쯤입니다.",
  },
  reference: "Metz et al. 2017 (Unrolled GANs), sections 2.2 and 3.1",
  recipe: {
    ...ganRing.recipe,
    id: "unrolled-ring",
    model: { ...ganRing.recipe.model, unrolledSteps: 5, unrolling: "through" },
  },
  sources: {
    ...ganRing.sources,
    "model.unrolledSteps": unrolledDemo("K = 5, by D's own Adam", "K = 5, D의 Adam으로"),
    "model.unrolling": unrolledDemo("differentiated", "미분함"),
  },
};
