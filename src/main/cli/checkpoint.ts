/** Checkpoints that a command can name, and what it measures there. */
import { resolve } from "node:path";
import { SaddleError } from "../../shared/contract/errors";
import type { BackendId } from "../../shared/contract/trainer";
import type { RunSummary } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import type { AtCheckpoint } from "../lab/atCheckpoint";
import type { Lab } from "../lab/lab";
import { withLab } from "./open";
import { exitCodes, type Output, type RunCommand } from "./output";

/**
 * The run that commands work on, which has a checkpoint at the step that was asked for, if any.
 * @throws SaddleError `bad-input` naming the steps that have one
 */
export function activeRunWith(lab: Lab, step: number | undefined): RunSummary | undefined {
  const state = lab.project();
  const active = state?.runs.find(({ id }) => id === state.activeRun);
  const recorded = active?.checkpoints.map((checkpoint) => checkpoint.step) ?? [];
  if (step !== undefined && !recorded.includes(step)) {
    const steps = recorded.join(", ");
    throw new SaddleError(
      "bad-input",
      say(`There is no checkpoint at step ${step}.`, `스텝 ${step}에는 체크포인트가 없습니다.`),
      { hint: say(`There are some at: ${steps || "no step"}.`, `있는 스텝: ${steps || "없음"}.`) },
    );
  }
  return active;
}

/** What is measured at a checkpoint, and how its figures are told. */
interface Measured<Figures extends object> {
  /**
   * @param active the run that is measured
   * @param at which of its checkpoints, as the lab takes it
   * @param output for progress
   */
  measure(lab: Lab, active: RunSummary | undefined, at: AtCheckpoint, output: Output): Promise<Figures>;
  inWords(figures: Figures): string;
}

/** Opens a project, which is not changed, and answers with figures of one of its checkpoints. */
export const measureAt = <Figures extends object>(
  run: RunCommand,
  project: string,
  options: { readonly step?: number; readonly backend?: BackendId },
  { measure, inWords }: Measured<Figures>,
) =>
  run((output) =>
    withLab(output, options, async (lab) => {
      await lab.open(resolve(project));
      const { step } = options;
      const figures = await measure(lab, activeRunWith(lab, step), step === undefined ? {} : { step }, output);
      output.answer({ event: "done", ...figures }, inWords(figures));
      return exitCodes.done;
    }),
  );
