/** What a session refuses, and what it tells of a run that cannot go on. */
import { SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";
import type { Divergence } from "./run";

export const noRun = (): SaddleError =>
  new SaddleError("conflict", say("No run is open.", "열린 실행이 없습니다."), {
    hint: say("Start or resume a run first.", "먼저 실행을 시작하거나 이어서 하세요."),
  });

export const going = (): SaddleError =>
  new SaddleError("conflict", say("The run is going.", "학습하고 있습니다."), {
    hint: say("Pause it first.", "먼저 일시정지하세요."),
  });

export const behind = (until: number, step: number): SaddleError =>
  new SaddleError(
    "conflict",
    say(
      `Step ${until} is behind this run, which is at ${step}.`,
      `스텝 ${until}은(는) 이미 지났습니다. 이 실행은 스텝 ${step}에 있습니다.`,
    ),
  );

export const diverged = ({ step, tensor }: Divergence): SaddleError =>
  new SaddleError(
    "diverged",
    say(
      `At step ${step}, ${tensor} became NaN or infinite.`,
      `스텝 ${step}에서 ${tensor} 값이 NaN이나 무한대가 되었습니다.`,
    ),
    {
      hint: say(
        "Go back to the last good checkpoint and lower the learning rates.",
        "마지막 정상 체크포인트로 돌아가 학습률 learning rate를 낮추세요.",
      ),
    },
  );

export const divergedBefore = (): SaddleError =>
  new SaddleError(
    "diverged",
    say("This run holds numbers that are NaN or infinite.", "이 실행에는 NaN이나 무한대인 값이 있습니다."),
    { hint: say("Go back to the last good checkpoint.", "마지막 정상 체크포인트로 돌아가세요.") },
  );

/** @param step that the run was at; undefined where none is open */
export const backendFailed = (reason: string, step: number | undefined, cause: unknown): SaddleError =>
  new SaddleError(
    "backend-failed",
    step === undefined
      ? say(`The backend failed: ${reason}.`, `백엔드에 문제가 생겼습니다: ${reason}.`)
      : say(
          `The backend failed at step ${step}: ${reason}.`,
          `스텝 ${step}에서 백엔드에 문제가 생겼습니다: ${reason}.`,
        ),
    { cause },
  );
