/** How a trainer's process ended, from its exit code and signal. */
import { SaddleError } from "../../shared/contract/errors";
import { say } from "../../shared/domain/text";

/** An exit as a sentence: what is known, and a guess only where the signal allows one. */
export function describeExit(code: number | null, signal: string | null): SaddleError {
  const killed = signal === "SIGKILL" || (signal === null && (code === 9 || code === 137));
  const exit = `${code}${killed ? " (SIGKILL)" : ""}`;
  const how =
    signal !== null
      ? say(`signal ${signal}`, `신호 ${signal}`)
      : code === null
        ? say("no exit code", "종료 코드 없음")
        : say(`exit code ${exit}`, `종료 코드 ${exit}`);
  return new SaddleError(
    "trainer-died",
    say(`The trainer ended unexpectedly with ${how.en}.`, `학습기가 예기치 않게 끝났습니다: ${how.ko}.`),
    {
      hint: killed
        ? say(
            "Something killed it; often that is the system, out of memory. Use smaller layers or a smaller batch, or close other programs, then go on from the last checkpoint.",
            "학습기가 강제로 종료되었습니다. 메모리가 부족할 때 시스템이 흔히 그렇게 합니다. 층이나 배치를 줄이거나 다른 프로그램을 닫은 뒤 마지막 체크포인트부터 계속하세요.",
          )
        : say(
            "Go on from the last checkpoint; if it happens again, look at the System page and at logs/trainer.log.",
            "마지막 체크포인트부터 계속하세요. 또 일어나면 시스템 페이지와 logs/trainer.log를 확인하세요.",
          ),
    },
  );
}

/**
 * What tells that native code broke, and not that somebody ended the process: the signal, its number where
 * Electron gives only that, or one of Windows' exceptions.
 */
const crashSignals: ReadonlyMap<string, number> = new Map([
  ["SIGILL", 4],
  ["SIGABRT", 6],
  ["SIGBUS", process.platform === "darwin" ? 10 : 7],
  ["SIGFPE", 8],
  ["SIGSEGV", 11],
]);
const leastWindowsException = 0xc0000000;

/** Whether a process ended in such a way by a fault of native code. */
export function isCrash(code: number | null, signal: string | null): boolean {
  if (signal !== null) return crashSignals.has(signal);
  if (code === null) return false;
  return code >= leastWindowsException || [...crashSignals.values()].some((one) => code === one || code === 128 + one);
}
