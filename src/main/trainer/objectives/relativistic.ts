/**
 * The relativistic pairing loss: Jolicoeur-Martineau 2019, "The relativistic discriminator"
 * (arXiv:1807.00734), section 4.2, as Huang et al. 2024 use it in R3GAN ("The GAN is dead; long live the
 * GAN!", arXiv:2501.05441, equation 2): D compares each generated picture with a real one.
 */
import { z } from "zod";
import type { ObjectivePlugin } from "../plugin";
import { type Scalar, type Tensor, tf } from "../tensorflow";
import { lossesChart, nats, scores } from "./charts";
import { meanOutputs } from "./readings";

const params = z.strictObject({});

/** Mean of −log σ(a − b): how surprising it is that b wins over a. */
const surprise = (a: Tensor, b: Tensor): Scalar => tf.softplus(b.sub(a)).mean();

export const relativistic = {
  id: "relativistic",
  title: { en: "Relativistic pairing (R3GAN)", ko: "상대론적 짝짓기 Relativistic (R3GAN)" },
  reference: "Jolicoeur-Martineau 2019, section 4.2; Huang et al. 2024, equation 2",
  params,
  charts: [
    lossesChart(
      [{ value: Math.log(2), label: "log 2" }],
      {
        en: "Cross-entropies of “the real picture of a pair is the real one”. Dotted: where both end when the pictures cannot be told apart.",
        ko: "짝 가운데 진짜를 진짜로 알아보는지에 대한 교차 엔트로피입니다. 점선은 진짜와 생성 이미지를 구별할 수 없을 때의 값입니다.",
      },
      nats,
    ),
    {
      id: "opinions",
      title: { en: "Pairs told apart", ko: "짝의 구별 Pairs" },
      series: [
        { metric: "d.pairs", title: { en: "σ(D(x) − D(G(z)))", ko: "σ(D(x) − D(G(z)))" }, role: "discriminator" },
      ],
      guides: [{ value: 0.5, label: "½" }],
      range: [0, 1],
      note: {
        en: "D's mean probability that of a real and a generated picture the real one is real. Near ½: D can no longer tell them apart.",
        ko: "진짜와 생성 이미지의 짝에서 진짜 쪽을 진짜로 보는 D의 평균 확률입니다. ½에 가까우면 D가 더는 구별하지 못합니다.",
      },
    },
    {
      ...scores([], {
        en: "D's mean output, a number of any size: only the distance between both lines counts, not where they lie.",
        ko: "D 출력의 평균으로, 확률이 아닙니다. 두 선의 위치가 아니라 간격만 뜻이 있습니다.",
      }),
      id: "outputs",
    },
  ],
  paired: true,
  discriminator: (real, fake) => surprise(real, fake),
  generator(fake, _, real) {
    if (!real) throw new Error("G's relativistic loss compares with D's output on data.");
    return surprise(fake, real);
  },
  readings: (real, fake) => ({ ...meanOutputs(real, fake), "d.pairs": tf.sigmoid(real.sub(fake)).mean() }),
} as const satisfies ObjectivePlugin<typeof params>;
