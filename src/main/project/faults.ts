/** Faults of files as errors that name the file and say what can be done. */
import { SaddleError } from "../../shared/contract/errors";
import { codeOf, systemReason } from "../../shared/contract/systemFaults";
import { type Localized, say, together } from "../../shared/domain/text";

/** A file from outside that is refused. @param reason a clause without a full stop */
export const badFile = (path: string, { en, ko }: Localized, hint?: Localized): SaddleError =>
  new SaddleError("bad-file", say(`${path} cannot be opened: ${en}.`, `${path} 파일을 열 수 없습니다: ${ko}.`), {
    hint:
      hint ??
      say(
        "The file is damaged or was not made by Saddle; open another copy of it.",
        "손상되었거나 Saddle에서 만들지 않은 파일입니다. 다른 사본을 여세요.",
      ),
  });

export const chooseProject = say("Choose a .saddle file.", ".saddle 파일을 고르세요.");

/** A file that is larger than any honest one of its kind. */
export const tooLarge = (path: string, bytes: number): SaddleError =>
  badFile(path, say(`it has ${bytes} bytes`, `크기가 ${bytes}바이트나 됩니다`));

export const wrongSize = (path: string, bytes: number, expected: number): SaddleError =>
  badFile(
    path,
    say(`it has ${bytes} bytes instead of ${expected}`, `크기가 ${expected}바이트여야 하는데 ${bytes}바이트입니다`),
  );

/** @param cause what the system threw when the file was opened or read */
export function readFault(path: string, cause: unknown): SaddleError {
  if (cause instanceof SaddleError) return cause;
  switch (codeOf(cause)) {
    case "ENOENT":
    case "ENOTDIR":
      return new SaddleError("not-found", say(`${path} does not exist.`, `${path} 파일이 없습니다.`), {
        hint: say("Check the name and the folder.", "이름과 폴더를 확인하세요."),
        cause,
      });
    case "EISDIR":
      return badFile(path, systemReason(cause), chooseProject);
    case "EACCES":
    case "EPERM":
      return badFile(path, systemReason(cause), say("Check the file's permissions.", "파일의 권한을 확인하세요."));
    case "EIO":
    case "EMFILE":
    case "ENFILE":
    case "EBUSY":
      return badFile(path, systemReason(cause), say("Try again in a moment.", "잠시 뒤에 다시 시도하세요."));
    default:
      return badFile(path, systemReason(cause));
  }
}

/**
 * @param cause what the system threw while the file was written
 * @param comfort what is not lost, as a sentence
 */
export function writeFault(path: string, cause: unknown, comfort?: Localized): SaddleError {
  if (cause instanceof SaddleError) return cause;
  const code = codeOf(cause);
  const reason =
    code === "ENOENT" || code === "ENOTDIR"
      ? say("its folder does not exist", "폴더가 존재하지 않습니다")
      : systemReason(cause);
  return new SaddleError(
    "disk",
    say(`${path} could not be written: ${reason.en}.`, `${path} 파일을 쓰지 못했습니다: ${reason.ko}.`),
    { hint: together(writeHint(code), comfort), cause },
  );
}

function writeHint(code: string | null): Localized {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return say(
        "Make room on the disk or choose another one, then try again.",
        "디스크 공간을 확보하거나 다른 디스크를 골라 다시 시도하세요.",
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return say("Choose another folder, or check the permissions.", "다른 폴더를 고르거나 권한을 확인하세요.");
    case "ENOENT":
    case "ENOTDIR":
      return say("Choose another folder.", "다른 폴더를 고르세요.");
    case "EISDIR":
    case "ENAMETOOLONG":
      return say("Choose another name.", "다른 이름을 고르세요.");
    default:
      return say("Choose another place, then try again.", "다른 위치를 골라 다시 시도하세요.");
  }
}
