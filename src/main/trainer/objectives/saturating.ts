/** The minimax game of equation 1: G minimises E[log(1 − D(G(z)))], which dies where D is sure. */
import type { ObjectivePlugin } from "../plugin";
import type { Scalar } from "../tensorflow";
import { crossEntropyLosses, gameValue, probabilities } from "./charts";
import { discriminatorLoss, fakeLoss, gameParams } from "./logits";
import { probabilityReadings } from "./readings";

export const saturating = {
  id: "saturating",
  title: { en: "Minimax (saturating)", ko: "최소최대 Minimax (saturating)" },
  reference: "Goodfellow et al. 2014, equation 1",
  params: gameParams,
  charts: [crossEntropyLosses({ value: -Math.log(2), label: "−log 2" }), probabilities, gameValue],
  probabilistic: true,
  discriminator: discriminatorLoss,
  generator: (fake) => fakeLoss(fake).neg() as Scalar,
  readings: probabilityReadings,
} as const satisfies ObjectivePlugin<typeof gameParams>;
