/** Two of the MNIST recipes with both networks told the digit, so that a digit can be asked for. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";
import { dcganMnist } from "./dcgan-mnist";
import { ganMnist } from "./gan-mnist";

const mirza: Localized = {
  en: "Mirza & Osindero 2014, section 3.2 (labels for both networks)",
  ko: "Mirza & Osindero 2014, 3.2절 (두 네트워크에 레이블)",
};

const told = (id: string, { recipe, sources }: RecipeCard): Pick<RecipeCard, "id" | "recipe" | "sources"> => ({
  id,
  recipe: { ...recipe, id, model: { ...recipe.model, conditional: true } },
  sources: { ...sources, "model.conditional": mirza },
});

export const cganMnist: RecipeCard = {
  ...told("cgan-mnist", ganMnist),
  title: { en: "Conditional GAN on MNIST", ko: "MNIST 조건부 GAN" },
  summary: {
    en: "gan-mnist with both networks told the digit: each column of the gallery is a digit, and you can ask for one. No digit is left out, since D knows which one it should see.",
    ko: "두 네트워크에 숫자를 알려 주는 gan-mnist. 갤러리의 열마다 한 숫자가 나타나고, 원하는 숫자를 고를 수 있습니다. 어떤 숫자를 봐야 하는지 D가 알기 때문에 빠지는 숫자가 없습니다.",
  },
  reference: "Mirza & Osindero 2014, section 3.2",
};

export const cdcganMnist: RecipeCard = {
  ...told("cdcgan-mnist", dcganMnist),
  title: { en: "Conditional DCGAN on MNIST", ko: "MNIST 조건부 DCGAN" },
  summary: {
    en: "dcgan-mnist with both networks told the digit, to D as one feature map a digit: sharper digits on demand, at several times the work a step.",
    ko: "두 네트워크에 숫자를 알려 주는 dcgan-mnist. D는 숫자마다 특징맵 하나로 받습니다. 더 또렷한 숫자를 골라 만들지만 한 스텝의 계산은 몇 배 많습니다.",
  },
  reference: "Mirza & Osindero 2014, section 3.2; Radford et al. 2016",
};
