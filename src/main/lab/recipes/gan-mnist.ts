/** A small GAN that draws recognisable digits within minutes on two cores. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import {
  adam,
  adamSources,
  algorithm1,
  glorotSource,
  goodfellow,
  mnistSource,
  notUnrolled,
  radford,
  saddle,
} from "./settings";

const leaky = (units: number) => ({ units, activation: "leaky-relu", slope: 0.2, pieces: 5 });
const glorot = { kind: "glorot", scale: 0.05 };
export const ganMnist: RecipeCard = {
  id: "gan-mnist",
  title: { en: "GAN on MNIST", ko: "MNIST GAN" },
  summary: {
    en: "A small dense GAN with Adam: recognisable digits within minutes on two cores. The place to start.",
    ko: "Adam으로 학습하는 작은 완전연결 GAN. 코어 두 개로 몇 분이면 알아볼 수 있는 숫자를 그립니다. 여기서 시작하세요.",
  },
  reference: "Goodfellow et al. 2014, Algorithm 1; optimizer of Radford et al. 2016",
  recipe: {
    id: "gan-mnist",
    dataset: { id: "mnist", source: "built-in", examples: 60_000, range: "[-1,1]" },
    model: {
      id: "gan",
      latentSize: 100,
      prior: "gaussian",
      generator: {
        layers: [leaky(256), leaky(512)],
        output: "tanh",
        biasFromData: false,
        initial: glorot,
      },
      discriminator: { layers: [leaky(512), leaky(256)], keepInput: 1, keepHidden: 0.7, initial: glorot },
      order: "alternating",
      discriminatorSteps: 1,
      ...notUnrolled,
    },
    objective: { id: "non-saturating", halve: false },
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    dataset: mnistSource,
    "dataset.range": radford("section 4 (pixels in [−1, 1])", "4절 (픽셀은 [−1, 1])"),
    "model.latentSize": goodfellow("released code (100 dimensions)", "공개 코드 (100차원)"),
    "model.prior": saddle("a Gaussian, as most later work has it", "이후 대부분의 연구처럼 가우스 분포"),
    "model.generator.layers": saddle(
      "sizes for two cores; LeakyReLU in both networks",
      "코어 두 개에 맞춘 크기, 두 신경망 모두 LeakyReLU",
    ),
    "model.generator.output": radford("section 3 (tanh)", "3절 (tanh)"),
    "model.generator.initial": glorotSource,
    "model.discriminator.layers": {
      en: "Radford et al. 2016 (LeakyReLU 0.2 in D); sizes for two cores",
      ko: "Radford 외 2016 (D에 LeakyReLU 0.2), 크기는 코어 두 개에 맞춤",
    },
    "model.discriminator.keepHidden": saddle(
      "dropout in D, so that it does not win outright and G does not collapse",
      "D가 일방적으로 이겨 G가 붕괴하지 않도록 하는 드롭아웃",
    ),
    "model.discriminator.initial": glorotSource,
    ...algorithm1,
    ...adamSources(["discriminator", "generator"]),
    training: saddle("a length after which digits are clear", "숫자가 또렷해지는 학습 길이"),
  },
};
