/**
 * Stochastic gradient descent with momentum, and the schedules of the 2014 release: the learning
 * rate is divided after every update down to a floor, the momentum rises linearly with the epochs.
 * The update is theirs too: v ← μ·v − lr·g, w ← w + v.
 */
import { z } from "zod";
import { field } from "../../../shared/domain/plugin";
import type { OptimizerPlugin } from "../plugin";
import { learningRate } from "./fields";
import { rateFactor, scheduleFields } from "./schedule";

const params = z.strictObject({
  learningRate: learningRate.default(0.1),
  decayFactor: field(z.number().min(1).max(2).default(1), {
    title: { en: "Decay factor", ko: "감쇠 계수 Decay factor" },
    help: {
      en: "The learning rate is divided by this after every update",
      ko: "갱신할 때마다 학습률을 이 값으로 나눕니다",
    },
  }),
  minimumLearningRate: field(z.number().min(0).max(10).default(0), {
    title: { en: "Smallest learning rate", ko: "최소 학습률 Smallest rate" },
    help: { en: "The decay stops here", ko: "감쇠가 멈추는 값" },
  }),
  momentumStart: field(z.number().min(0).max(0.9999).default(0), {
    title: { en: "Momentum, first", ko: "처음 모멘텀 Momentum" },
  }),
  momentumEnd: field(z.number().min(0).max(0.9999).default(0), {
    title: { en: "Momentum, last", ko: "마지막 모멘텀 Momentum" },
  }),
  momentumFromEpoch: field(z.int().min(0).max(1_000_000).default(0), {
    title: { en: "Momentum rises from", ko: "모멘텀 증가 시작" },
    help: {
      en: "The last epoch that has the first momentum; counted from 1",
      ko: "처음 모멘텀을 쓰는 마지막 에폭 (1부터)",
    },
    unit: "epochs",
    advanced: true,
  }),
  momentumToEpoch: field(z.int().min(0).max(1_000_000).default(0), {
    title: { en: "Momentum rises until", ko: "모멘텀 증가 끝" },
    help: {
      en: "The first epoch that has the last momentum; counted from 1",
      ko: "마지막 모멘텀을 쓰는 첫 에폭 (1부터)",
    },
    unit: "epochs",
    advanced: true,
  }),
  ...scheduleFields,
});

export const sgd = {
  id: "sgd",
  title: { en: "SGD with momentum", ko: "모멘텀 SGD" },
  reference: "Goodfellow et al. 2014, released settings (mnist.yaml)",
  params,
  slots: ["velocity"],
  scalars: (settings, { updates, epoch }) => {
    const { momentumStart, momentumEnd, momentumFromEpoch, momentumToEpoch } = settings;
    // The release counts epochs from 1: its first epoch is the one before any whole pass.
    const current = epoch + 1;
    const risen =
      momentumToEpoch > momentumFromEpoch
        ? Math.min(1, Math.max(0, (current - momentumFromEpoch) / (momentumToEpoch - momentumFromEpoch)))
        : Number(current >= momentumToEpoch);
    return {
      // A rate edited below the floor is meant: the floor bounds the decay, not the person.
      rate:
        rateFactor(settings, updates) *
        Math.max(
          settings.learningRate / settings.decayFactor ** updates,
          Math.min(settings.minimumLearningRate, settings.learningRate),
        ),
      momentum: momentumStart + risen * (momentumEnd - momentumStart),
    };
  },
  update: (value, gradient, { velocity }, { rate, momentum }) => {
    const next = velocity!.mul(momentum!).sub(gradient.mul(rate!));
    return { value: value.add(next), slots: { velocity: next } };
  },
  fused: (gradient, { rate, momentum }) => ({
    op: "ResourceApplyKerasMomentum",
    inputs: ["value", { slot: "velocity" }, rate!, gradient, momentum!],
  }),
} as const satisfies OptimizerPlugin<typeof params>;
