/** The class that a person asks a conditional model for. */
import { SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";

/**
 * Number of a class by its name or number.
 * @param classes that the model is told; null where it is told none
 * @throws SaddleError `bad-input` where there is none of that name or number, or the model is told none
 */
export function classNumber(classes: readonly string[] | null, asked: string): number {
  if (!classes) {
    throw new SaddleError(
      "bad-input",
      say(
        "This model is not told classes, so none can be asked for.",
        "이 모델은 클래스를 받지 않으므로 고를 수 없습니다.",
      ),
      { hint: say("Start a run with model.conditional on.", "model.conditional을 켜고 새 실행을 시작하세요.") },
    );
  }
  const named = classes.indexOf(asked);
  if (named >= 0) return named;
  const number = /^\d{1,3}$/.test(asked) ? Number(asked) : classes.length;
  if (number < classes.length) return number;
  const known = classes.slice(0, 20).join(", ");
  throw new SaddleError(
    "bad-input",
    say(`There is no class ${JSON.stringify(asked)}.`, `클래스 ${JSON.stringify(asked)}이(가) 없습니다.`),
    { hint: say(`Classes: ${known}.`, `클래스 목록: ${known}.`) },
  );
}
