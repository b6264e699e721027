/** What several regularisers share: their settings, and the chart of their terms. */
import { z } from "zod";
import type { Chart } from "../../../shared/domain/chart";
import { field } from "../../../shared/domain/plugin";
import type { Localized } from "../../../shared/domain/text";

/** How much a term counts beside the objective. */
export const weight = (initial: number, title: Localized, help: Localized) =>
  field(z.number().min(0).max(1e6).default(initial), { title, help, live: true });

/**
 * The term of one regulariser in D's loss; those of several stand in one chart.
 * @param role whose pictures D's slope is taken at; D's own between them
 */
export const penaltyChart = (
  id: string,
  title: Localized,
  role: Chart["series"][number]["role"] = "discriminator",
): Chart => ({
  id: "penalties",
  title: { en: "Penalties in D's loss", ko: "D 손실의 벌점 Penalties" },
  series: [{ metric: `penalty.${id}`, title, role }],
  guides: [],
  note: {
    en: "What regularisers add to D's loss, weights included. Far above the losses, they rule the game; near 0, they do nothing.",
    ko: "정칙화가 D 손실에 더하는 값(가중치 포함)입니다. 손실보다 훨씬 크면 게임을 좌우하고, 0에 가까우면 하는 일이 없습니다.",
  },
});
