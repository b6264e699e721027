/** Faults of files as errors that name the file and say what can be done. */
import { SaddleError } from "../../shared/contract/errors";

/** The code of a fault of the system (`ENOSPC`), or null for any other. */
export const codeOf = (error: unknown): string | null => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === "string" ? code : null;
};

/** A file from outside that is refused. @param reason continues the sentence, without a full stop */
export const badFile = (path: string, reason: string, hint?: string): SaddleError =>
  new SaddleError("bad-file", `${path} cannot be opened: ${reason}.`, {
    hint: hint ?? "The file is damaged or was not made by Saddle; open another copy of it.",
  });

/** @param cause what the system threw when the file was opened or read */
export function readFault(path: string, cause: unknown): SaddleError {
  if (cause instanceof SaddleError) return cause;
  switch (codeOf(cause)) {
    case "ENOENT":
    case "ENOTDIR":
      return new SaddleError("not-found", `${path} does not exist.`, { hint: "Check the name and the folder.", cause });
    case "EISDIR":
      return badFile(path, "it is a folder", "Choose a .saddle file.");
    case "EACCES":
    case "EPERM":
      return badFile(path, "it may not be read by this user", "Check the file's permissions.");
    default:
      return badFile(path, cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause));
  }
}

/**
 * @param cause what the system threw while the file was written
 * @param comfort what is not lost, as a sentence
 */
export function writeFault(path: string, cause: unknown, comfort = ""): SaddleError {
  if (cause instanceof SaddleError) return cause;
  const [reason, hint] = writeReason(codeOf(cause), cause);
  return new SaddleError("disk", `${path} could not be written: ${reason}.`, {
    hint: `${hint} ${comfort}`.trim(),
    cause,
  });
}

function writeReason(code: string | null, cause: unknown): readonly [string, string] {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return ["the disk is full", "Make room on the disk or choose another one, then try again."];
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return ["writing there is not allowed", "Choose another folder, or check the permissions."];
    case "ENOENT":
    case "ENOTDIR":
      return ["its folder does not exist", "Choose another folder."];
    case "EISDIR":
      return ["it is a folder", "Choose another name."];
    default:
      return [cause instanceof Error ? cause.message : String(cause), "Choose another place, then try again."];
  }
}
