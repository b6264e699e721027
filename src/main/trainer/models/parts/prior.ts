/** Where z comes from. Both priors have unit variance. */
import { z } from "zod";
import { field } from "../../../../shared/domain/plugin";
import type { Noise } from "../../engine/random";
import type { Tensor } from "../../tensorflow";

export const priorSchema = field(z.enum(["gaussian", "uniform"]).default("gaussian"), {
  title: { en: "Prior of z", ko: "z의 사전분포 Prior" },
  help: { en: "Both have unit variance; uniform is U(−√3, √3)", ko: "둘 다 분산이 1입니다. 균등은 U(−√3, √3)" },
  choices: { gaussian: { en: "Gaussian", ko: "가우스 Gaussian" }, uniform: { en: "Uniform", ko: "균등 Uniform" } },
});

export function drawPrior(prior: "gaussian" | "uniform", noise: Noise, stream: string, shape: number[]): Tensor {
  return prior === "gaussian" ? noise.normal(stream, shape) : noise.uniform(stream, shape, -Math.sqrt(3), Math.sqrt(3));
}
