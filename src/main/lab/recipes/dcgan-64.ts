/** The convolutional GAN of Radford et al. at its own size, on a person's pictures. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { dcganMnist } from "./dcgan-mnist";
import { radford, saddle } from "./sources";

export const dcgan64: RecipeCard = {
  ...dcganMnist,
  id: "dcgan-64",
  title: { en: "DCGAN on your own pictures", ko: "내 이미지 DCGAN" },
  summary: {
    en: "The network of the paper's figure 1 for 64 × 64 colour pictures: faces, rooms, renders. Choose a folder of them; a few hundred will do, thousands are better.",
    ko: "논문 그림 1의 네트워크로 64 × 64 컬러 이미지를 만듭니다. 얼굴, 실내 사진, 렌더링 등이 든 폴더를 고르세요. 수백 장이면 되고 수천 장이면 더 좋습니다.",
  },
  recipe: {
    ...dcganMnist.recipe,
    id: "dcgan-64",
    model: { ...dcganMnist.recipe.model, hidden: 0 },
    dataset: {
      id: "images",
      source: "",
      size: 64,
      colour: "colour",
      square: "crop",
      range: "[-1,1]",
      mirror: false,
      flip: false,
      orientation: "stored",
      classes: "",
      examples: 1_000_000,
      content: "",
    },
    training: { batchSize: 128, steps: 10_000, sampleEvery: 50, checkpointEvery: 500 },
  },
  sources: {
    ...dcganMnist.sources,
    dataset: saddle("pictures that you choose", "직접 고른 이미지"),
    "dataset.size": radford("figure 1 (64 × 64)", "그림 1 (64 × 64)"),
    "model.hidden": radford("figure 1 (none)", "그림 1 (없음)"),
    "training.batchSize": radford("section 4 (128)", "4절 (128)"),
    "training.steps": saddle("about ten epochs of 128,000 pictures", "이미지 128,000장으로 약 10 에폭"),
  },
};
