/** The game as it is trained in practice: G maximises E[log D(G(z))]. Same fixed point, gradients that live. */
import type { ObjectivePlugin } from "../plugin";
import { crossEntropyLosses, gameValue, probabilities } from "./charts";
import { discriminatorLoss, gameParams, realLoss } from "./logits";
import { probabilityReadings } from "./readings";

export const nonSaturating = {
  id: "non-saturating",
  title: { en: "Non-saturating", ko: "비포화 Non-saturating" },
  reference: "Goodfellow et al. 2014, section 3",
  params: gameParams,
  charts: [crossEntropyLosses({ value: Math.log(2), label: "log 2" }), probabilities, gameValue],
  probabilistic: true,
  discriminator: discriminatorLoss,
  generator: (fake) => realLoss(fake),
  readings: probabilityReadings,
} as const satisfies ObjectivePlugin<typeof gameParams>;
