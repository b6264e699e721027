/** What stops the set-up: one sentence on what is missing, one on what to do. */
export class SetupProblem extends Error {
  /**
   * @param {string} missing one sentence
   * @param {string} remedy one sentence
   * @param {unknown} [cause]
   */
  constructor(missing, remedy, cause) {
    super(missing, { cause });
    this.name = "SetupProblem";
    this.missing = missing;
    this.remedy = remedy;
    /** Trying again costs minutes and ends the same: the machine, not the moment, is the reason. */
    this.lasting = false;
  }
}

/** @param {SetupProblem} problem @returns {SetupProblem} the same, to be remembered for a day */
export function lasting(problem) {
  problem.lasting = true;
  return problem;
}

/**
 * @param {unknown} error
 * @returns {string | undefined} the code of a system error, as "ENOSPC"
 */
export function codeOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * Turns what the system says about a file into something to act on.
 * @param {unknown} error
 * @param {string} where the folder that was written to
 */
export function fileProblem(error, where) {
  if (error instanceof SetupProblem) return error;
  // The folder in which an entry of the cache is being made means nothing to a person; the one around it does.
  const place = where.replace(/[\\/][^\\/]*\.making-[^\\/]*$/, "");
  // Making nested folders on a disk that is mounted for reading only ends in ENOENT.
  const readOnly = codeOf(error) === "ENOENT" && /** @type {NodeJS.ErrnoException} */ (error).syscall === "mkdir";
  switch (readOnly ? "EROFS" : codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return new SetupProblem(
        `The disk that holds ${place} is full.`,
        "Free some space there, or set SADDLE_CACHE to a folder on a disk with room, and run the command again.",
        error,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
      return new SetupProblem(
        `Saddle may not write to ${place}.`,
        "Give yourself permission to write there, or set SADDLE_CACHE to a folder that you may write to.",
        error,
      );
    default:
      return error;
  }
}

/**
 * The sentence for output of npm, pip or a compiler that ran out of disk or network, if it says so.
 * @param {string} output
 * @param {string} where
 */
export function problemInOutput(output, where) {
  if (/ENOSPC|No space left on device|Disk quota exceeded/i.test(output)) {
    return fileProblem(Object.assign(new Error(output), { code: "ENOSPC" }), where);
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeout|ReadTimeout|Failed to establish a new connection|Name or service not known|Temporary failure in name resolution|network (is unreachable|connectivity)/i.test(
      output,
    )
  ) {
    return new SetupProblem(
      "The package registry cannot be reached from here.",
      "Connect to the network (or configure npm's and pip's registry and proxy), and run the command again.",
      new Error(output),
    );
  }
  return undefined;
}
