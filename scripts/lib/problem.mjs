/** @typedef {import("../../src/shared/domain/text").Localized} Localized one sentence in English and in Korean */

/**
 * What stops the set-up: one sentence on what is missing, one on what to do. The terminal prints the
 * English; the window, which hears why there is no native TensorFlow, shows the language in use.
 */
export class SetupProblem extends Error {
  /**
   * @param {Localized} missing
   * @param {Localized} remedy
   * @param {unknown} [cause]
   */
  constructor(missing, remedy, cause) {
    super(missing.en, { cause });
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

/** @type {Localized} */
export const freeSpace = {
  en: "Free some space there, or set SADDLE_CACHE to a folder on a disk with room, and run the command again.",
  ko: "그곳의 공간을 확보하거나 공간이 있는 디스크의 폴더를 SADDLE_CACHE로 지정한 뒤 명령을 다시 실행하세요.",
};

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
        { en: `The disk that holds ${place} is full.`, ko: `${place}이(가) 있는 디스크가 가득 찼습니다.` },
        freeSpace,
        error,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
      return new SetupProblem(
        { en: `Saddle may not write to ${place}.`, ko: `${place}에 쓸 권한이 없습니다.` },
        {
          en: "Give yourself permission to write there, or set SADDLE_CACHE to a folder that you may write to.",
          ko: "그곳의 쓰기 권한을 얻거나, 쓸 수 있는 폴더를 SADDLE_CACHE로 지정하세요.",
        },
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
      { en: "The package registry cannot be reached from here.", ko: "여기에서는 패키지 저장소에 연결할 수 없습니다." },
      {
        en: "Connect to the network (or configure npm's and pip's registry and proxy), and run the command again.",
        ko: "네트워크에 연결하거나 npm과 pip의 저장소와 프록시를 설정한 뒤 명령을 다시 실행하세요.",
      },
      new Error(output),
    );
  }
  return undefined;
}
