/** Figure 1 of the 2014 paper, alive: densities on a line, D between them, and the arrows from z to x. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, dense, glorot, orthogonal, plainDense, plainGame } from "./settings";
import { adamSources, algorithm1, glorotSource, goodfellow, saddle } from "./sources";

const faster = { ...adam, learningRate: 1e-3 };

export const gan1d: RecipeCard = {
  id: "gan-1d",
  title: { en: "GAN on a line (Fig. 1)", ko: "직선 위의 GAN (그림 1)" },
  summary: {
    en: "The paper's Figure 1, live: p_g moves onto p_data while D follows p_data / (p_data + p_g) down to ½.",
    ko: "논문의 그림 1을 실제로 학습합니다. p_g가 p_data로 옮겨 가고 D는 p_data / (p_data + p_g)를 따라 ½에 이릅니다.",
  },
  reference: "Goodfellow et al. 2014, figure 1",
  recipe: {
    id: "gan-1d",
    dataset: { id: "mixture-1d", components: [{ weight: 1, mean: 2, deviation: 0.7 }], examples: 50_000, seed: 1 },
    model: {
      id: "gan",
      latentSize: 1,
      prior: "uniform",
      generator: {
        layers: [dense(32, "tanh"), dense(32, "tanh")],
        output: "linear",
        biasFromData: false,
        initial: orthogonal,
      },
      discriminator: {
        layers: [dense(32, "tanh"), dense(32, "tanh")],
        keepInput: 1,
        keepHidden: 1,
        ...plainDense,
        initial: glorot,
      },
      order: "alternating",
      discriminatorSteps: 3,
      ...plainGame,
    },
    objective: { id: "non-saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: { ...faster, learningRate: 2e-3 }, generator: faster },
    training: { batchSize: 256, steps: 5_000, sampleEvery: 25, checkpointEvery: 1_000 },
    seed: 1,
  },
  sources: {
    dataset: goodfellow("figure 1 (a Gaussian)", "그림 1 (가우스 분포)"),
    "model.latentSize": goodfellow("figure 1 (z on a line)", "그림 1 (직선 위의 z)"),
    "model.prior": goodfellow("figure 1 (z drawn evenly)", "그림 1 (균등하게 뽑은 z)"),
    "model.generator.layers": saddle(
      "small and smooth, so that the arrows are",
      "화살표가 매끄럽도록 작고 매끄러운 층",
    ),
    "model.generator.initial": saddle("orthogonal, so that p_g begins wide", "p_g가 넓게 시작하도록 직교"),
    "model.discriminator.layers": saddle("smooth, so that D can follow D*", "D가 D*를 따라갈 수 있도록 매끄러운 층"),
    "model.discriminator.initial": glorotSource,
    ...algorithm1,
    "model.discriminatorSteps": saddle("3, so that D stays near D*", "D가 D* 가까이 있도록 3"),
    ...adamSources(["discriminator", "generator"]),
    "optimizers.discriminator.learningRate": saddle(
      "faster than G, so that D stays near D*",
      "D가 D* 가까이 있도록 G보다 빠르게",
    ),
    "optimizers.generator.learningRate": saddle("slow enough to watch", "지켜볼 수 있을 만큼 느리게"),
    training: saddle("a length after which the densities lie on each other", "두 밀도가 겹치기에 충분한 길이"),
  },
};
