/** The loss of R3GAN on small dense networks: relativistic pairing with R1 and R2, and an averaged G. */
import type { RecipeCard } from "../../../shared/domain/recipe";
import { adam, mnist, pairedGame, smallGan } from "./settings";
import { adamSources, goodfellow, huang, pairedGameSources, saddle, smallMnist } from "./sources";

const gamma = saddle(
  "1, for dense networks; the paper sets it anew for each data set",
  "완전연결 신경망에 맞춘 1. 논문은 데이터마다 따로 정함",
);

export const r3ganMnist: RecipeCard = {
  id: "r3gan-mnist",
  title: { en: "R3GAN's loss on MNIST", ko: "R3GAN 손실을 쓴 MNIST GAN" },
  summary: {
    en: "D compares each generated picture with a real one, and is kept flat at both. Samples come from an average of G's weights.",
    ko: "D가 생성 이미지마다 진짜 이미지와 견주고, 양쪽에서 기울기를 작게 유지합니다. 샘플은 G 가중치의 평균에서 나옵니다.",
  },
  reference: "Huang et al. 2024, section 2",
  recipe: {
    id: "r3gan-mnist",
    dataset: mnist,
    model: smallGan({ keepHidden: 1, discriminatorSteps: 1 }),
    ...pairedGame(1, 0.999),
    optimizers: { discriminator: adam, generator: adam },
    training: { batchSize: 64, steps: 20_000, sampleEvery: 100, checkpointEvery: 2_000 },
    seed: 1,
  },
  sources: {
    ...smallMnist,
    ...adamSources(["discriminator", "generator"]),
    "model.discriminator.layers": saddle("as in gan-mnist, without dropout", "gan-mnist와 같고 드롭아웃 없음"),
    "model.order": goodfellow("Algorithm 1", "알고리즘 1"),
    "model.discriminatorSteps": goodfellow("Algorithm 1 (k = 1)", "알고리즘 1 (k = 1)"),
    ...pairedGameSources(gamma),
    "regularizers.2": huang("released code (an averaged G)", "공개 코드 (평균한 G)"),
  },
};
