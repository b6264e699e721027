/** Checkpoints that a command can name. */
import { SaddleError } from "../../shared/contract/errors";
import type { RunSummary } from "../../shared/domain/run";
import { say } from "../../shared/domain/text";
import type { Lab } from "../lab/lab";

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
