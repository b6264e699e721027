/** How a learning rate changes while a network is updated: a factor of the rate that a person sets. */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";

const over = field(z.int().min(1).max(100_000_000).default(20_000), {
  title: { en: "Over", ko: "기간 Over" },
  help: { en: "Updates until the end of the schedule", ko: "스케줄이 끝날 때까지의 갱신 횟수" },
  unit: "updates",
});

/** Cosine: Loshchilov & Hutter 2017, "SGDR" (arXiv:1608.03983), equation 5, without restarts, down to 0. */
export const scheduleFields = {
  schedule: field(
    z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("constant") }),
        z.strictObject({ kind: z.literal("linear"), over }),
        z.strictObject({ kind: z.literal("cosine"), over }),
        z.strictObject({
          kind: z.literal("step"),
          every: field(z.int().min(1).max(100_000_000).default(10_000), {
            title: { en: "Every", ko: "간격 Every" },
            help: { en: "Updates between two steps down", ko: "한 단계 낮출 때까지의 갱신 횟수" },
            unit: "updates",
          }),
          factor: field(z.number().gt(0).max(1).default(0.5), {
            title: { en: "Factor", ko: "배율 Factor" },
            help: { en: "What the rate is multiplied by at each step down", ko: "한 단계마다 학습률에 곱하는 값" },
          }),
        }),
      ])
      .default({ kind: "constant" }),
    {
      title: { en: "Rate over time", ko: "학습률 스케줄 Schedule" },
      help: { en: "How the learning rate changes while training goes on", ko: "학습하는 동안 학습률이 바뀌는 방식" },
      choices: {
        constant: { en: "Constant", ko: "일정 Constant" },
        linear: { en: "Linear to zero", ko: "0까지 선형 Linear" },
        cosine: { en: "Cosine to zero", ko: "0까지 코사인 Cosine" },
        step: { en: "In steps", ko: "계단 Step" },
      },
      advanced: true,
    },
  ),
  warmup: field(z.int().min(0).max(10_000_000).default(0), {
    title: { en: "Warm-up", ko: "워밍업 Warm-up" },
    help: { en: "Updates over which the rate first rises from zero", ko: "처음에 학습률이 0에서 올라가는 갱신 횟수" },
    unit: "updates",
    advanced: true,
  }),
};
type Schedule = z.output<z.ZodObject<typeof scheduleFields>>;

function scheduled({ schedule }: Schedule, updates: number): number {
  switch (schedule.kind) {
    case "constant":
      return 1;
    case "linear":
      return Math.max(0, 1 - updates / schedule.over);
    case "cosine":
      return (1 + Math.cos(Math.PI * Math.min(1, updates / schedule.over))) / 2;
    case "step":
      return schedule.factor ** Math.floor(updates / schedule.every);
  }
}

/** @param updates made so far @returns in [0, 1] */
export const rateFactor = (settings: Schedule, updates: number): number =>
  Math.min(1, (updates + 1) / Math.max(1, settings.warmup)) * scheduled(settings, updates);
