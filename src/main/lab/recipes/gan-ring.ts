/** Eight modes of which a generator drops most: the baseline that unrolling is held against. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, dense, orthogonal, plainDense, plainGame } from "./settings";
import { goodfellow, saddle, unrolledDemo } from "./sources";

export const ganRing: RecipeCard = {
  id: "gan-ring",
  title: { en: "GAN on a ring", ko: "고리 위의 GAN" },
  summary: {
    en: "Eight Gaussians on a circle, and a generator that jumps from one to the next: mode collapse as it happens, in the plane.",
    ko: "원 위에 놓인 가우스 분포 여덟 개와, 그 사이를 옮겨 다니는 생성자. 모드 붕괴 mode collapse가 일어나는 과정을 평면에서 봅니다.",
  },
  reference: "Metz et al. 2017 (Unrolled GANs), section 3.1",
  recipe: {
    id: "gan-ring",
    dataset: { id: "ring", modes: 8, radius: 2, deviation: 0.02, examples: 50_000, seed: 1 },
    model: {
      id: "gan",
      latentSize: 256,
      prior: "gaussian",
      generator: {
        layers: [dense(128, "relu"), dense(128, "relu")],
        output: "linear",
        biasFromData: false,
        initial: orthogonal,
      },
      discriminator: {
        layers: [dense(128, "relu"), dense(128, "relu")],
        keepInput: 1,
        keepHidden: 1,
        ...plainDense,
        initial: orthogonal,
      },
      order: "simultaneous",
      discriminatorSteps: 1,
      ...plainGame,
    },
    objective: { id: "saturating", halve: false },
    regularizers: [],
    optimizers: { discriminator: { ...adam, learningRate: 1e-4 }, generator: { ...adam, learningRate: 1e-3 } },
    training: { batchSize: 512, steps: 8_000, sampleEvery: 50, checkpointEvery: 1_000 },
    seed: 2,
  },
  sources: {
    seed: saddle(
      "one of those that drop modes to the end; with others most are found",
      "끝까지 모드를 놓치는 시드. 다른 시드에서는 대부분 찾습니다",
    ),
    dataset: unrolledDemo(
      "eight Gaussians, here at eight different angles",
      "가우스 분포 여덟 개, 여기서는 서로 다른 여덟 각도",
    ),
    "dataset.radius": saddle("2, where the collapse shows (1 as released)", "붕괴가 드러나는 2 (공개 코드는 1)"),
    "dataset.deviation": unrolledDemo("a hundredth of the radius", "반지름의 백분의 일"),
    "model.latentSize": unrolledDemo("256 dimensions", "256차원"),
    "model.prior": unrolledDemo("Gaussian", "가우스 분포"),
    "model.generator.layers": saddle(
      "ReLU, with which the collapse shows (tanh as released)",
      "붕괴가 드러나는 ReLU (공개 코드는 tanh)",
    ),
    "model.generator.output": unrolledDemo("linear", "선형"),
    "model.generator.initial": unrolledDemo("orthogonal, gain 1.4", "직교, 이득 1.4"),
    "model.discriminator.layers": saddle(
      "ReLU, with which the collapse shows (tanh as released)",
      "붕괴가 드러나는 ReLU (공개 코드는 tanh)",
    ),
    "model.discriminator.initial": unrolledDemo("orthogonal, gain 1.4", "직교, 이득 1.4"),
    "model.order": unrolledDemo("both at once", "동시"),
    objective: goodfellow("section 3 (the minimax game itself)", "3절 (최소최대 게임 그대로)"),
    "optimizers.discriminator": unrolledDemo("Adam, 1e-4, β1 0.5", "Adam, 1e-4, β1 0.5"),
    "optimizers.generator": unrolledDemo("Adam, 1e-3, β1 0.5", "Adam, 1e-3, β1 0.5"),
    "training.batchSize": unrolledDemo("512", "512"),
    training: saddle("a length in which modes are dropped and found again", "모드를 놓치고 다시 찾기에 충분한 길이"),
  },
};
