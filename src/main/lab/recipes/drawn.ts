/** Data that a person draws: Figure 1 of the 2014 paper, and a plane of z, on a distribution of one's own. */
import { sampleDabs, sampleHeights } from "../../../shared/domain/drawing";
import type { RecipeCard } from "../../../shared/domain/recipe";
import { gan1d } from "./gan-1d";
import { adam, orthogonal, planeGan } from "./settings";
import { adamSources, algorithm1, gulrajani, saddle } from "./sources";

const faster = { ...adam, learningRate: 5e-4 };

const sizes = saddle("sizes for two cores", "코어 두 개에 맞춘 크기");
const wideStart = saddle("orthogonal, so that the plane of z begins wide", "z 평면이 넓게 시작하도록 직교");
const drawn = saddle("an example to draw over", "고쳐 그릴 예시");
const watchable = saddle("fast enough to watch", "지켜볼 수 있을 만큼 빠르게");

export const drawn1d: RecipeCard = {
  id: "drawn-1d",
  title: { en: "Draw a density yourself", ko: "직접 그린 밀도의 GAN" },
  summary: {
    en: "Draw p_data(x) with the pointer and watch p_g follow it: the paper's Figure 1 on a curve of your own.",
    ko: "p_data(x)를 포인터로 직접 그리고 p_g가 따라가는 모습을 봅니다. 내가 그린 곡선으로 만드는 논문의 그림 1입니다.",
  },
  reference: gan1d.reference,
  recipe: {
    ...gan1d.recipe,
    id: "drawn-1d",
    dataset: { id: "drawn-1d", heights: sampleHeights(), from: -4, to: 4, examples: 50_000, seed: 1 },
  },
  sources: { ...gan1d.sources, dataset: drawn },
};

export const drawn2d: RecipeCard = {
  id: "drawn-2d",
  title: { en: "Paint points yourself", ko: "직접 그린 점의 GAN" },
  summary: {
    en: "Paint a distribution in the plane with a brush; a grid of z is folded onto whatever you painted.",
    ko: "평면의 분포를 붓으로 그립니다. z 격자가 내가 그린 모양 위로 접힙니다.",
  },
  reference: "Goodfellow et al. 2014, Algorithm 1",
  recipe: {
    id: "drawn-2d",
    dataset: { id: "drawn-2d", dabs: sampleDabs(), brush: "soft", examples: 50_000, seed: 1 },
    model: planeGan(orthogonal),
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: faster, generator: faster },
    training: { batchSize: 256, steps: 10_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: drawn,
    "model.generator.layers": sizes,
    "model.generator.initial": wideStart,
    "model.discriminator.layers": sizes,
    "model.discriminator.initial": wideStart,
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
    "model.latentSize": gulrajani("toy experiments (z in the plane)", "2차원 실험 (평면의 z)"),
    "model.prior": gulrajani("toy experiments (Gaussian)", "2차원 실험 (가우스 분포)"),
    "optimizers.discriminator.learningRate": watchable,
    "optimizers.generator.learningRate": watchable,
    training: saddle("a length after which the drawing is filled", "그림이 채워지기에 충분한 길이"),
  },
};
