/**
 * The hinge loss: Lim & Ye 2017, "Geometric GAN" (arXiv:1705.02894), section 3.1, and Miyato et al.
 * 2018, "Spectral normalization for generative adversarial networks", equations 16 and 17.
 */
import { z } from "zod";
import type { ObjectivePlugin } from "../plugin";
import { type Scalar, tf } from "../tensorflow";
import { lossesChart, scores } from "./charts";
import { meanOutputs } from "./readings";

const params = z.strictObject({});

export const hinge = {
  id: "hinge",
  title: { en: "Hinge", ko: "힌지 Hinge" },
  reference: "Lim & Ye 2017, section 3.1; Miyato et al. 2018, equations 16 and 17",
  params,
  charts: [
    lossesChart([{ value: 2, label: "D 2", role: "discriminator" }], {
      en: "D's loss is 2 for any D within the margins when the pictures cannot be told apart, and 0 when it tells all apart. G's loss is minus D's mean output: alone it says little.",
      ko: "구별할 수 없을 때 여백 안의 D 손실은 2이고, 모두 구별하면 0입니다. G 손실은 D 출력 평균에 음수 부호를 붙인 값으로, 그것만으로는 별 의미가 없습니다.",
    }),
    scores(
      [
        { value: 1, label: "1", role: "discriminator" },
        { value: -1, label: "−1", role: "generator" },
      ],
      {
        en: "D's mean output, a number of any size. Data above 1 and generated pictures below −1 lie beyond the margins and teach D nothing more.",
        ko: "D 출력의 평균으로, 확률이 아닙니다. 데이터가 1 위, 생성 이미지가 −1 아래면 여백 밖이어서 D는 거기서 더 배우지 않습니다.",
      },
    ),
  ],
  discriminator: (real, fake): Scalar =>
    tf
      .relu(real.neg().add(1))
      .mean()
      .add(tf.relu(fake.add(1)).mean()),
  generator: (fake): Scalar => fake.neg().mean(),
  readings: meanOutputs,
} as const satisfies ObjectivePlugin<typeof params>;
