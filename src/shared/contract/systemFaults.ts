/** What the system says when a file cannot be read or written, as people say it. */
import { type Localized, say } from "../domain/text";
import { reasonOf } from "./errors";

/** The code of a fault of the system (`ENOSPC`), or null for any other. */
export const codeOf = (error: unknown): string | null => {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : null;
};

const full = say("the disk is full", "디스크가 가득 찼습니다");
const denied = say("this user lacks the permission", "이 사용자에게 권한이 없습니다");
const missing = say("it does not exist", "존재하지 않습니다");
const manyOpen = say("too many files are open", "열려 있는 파일이 너무 많습니다");
const inUse = say("another program is using it", "다른 프로그램이 사용하고 있습니다");

const reasons: Readonly<Record<string, Localized>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: denied,
  EPERM: denied,
  EROFS: say("the disk can only be read", "읽기 전용 디스크입니다"),
  ENOENT: missing,
  ENOTDIR: missing,
  EISDIR: say("it is a folder", "폴더입니다"),
  EIO: say("the disk reports a fault", "디스크에서 오류가 났습니다"),
  EMFILE: manyOpen,
  ENFILE: manyOpen,
  EBUSY: inUse,
  ETXTBSY: inUse,
  EFBIG: say("it is larger than the disk allows", "디스크가 허용하는 크기를 넘습니다"),
  ENAMETOOLONG: say("its name is too long", "이름이 너무 깁니다"),
  ELOOP: say("its links lead in a circle", "링크가 서로를 가리킵니다"),
};

/** A clause without a full stop: the system's fault in our words, or what was thrown in its own. */
export function systemReason(cause: unknown): Localized {
  const code = codeOf(cause);
  if (code !== null && Object.hasOwn(reasons, code)) return reasons[code]!;
  const { en, ko } = reasonOf(cause);
  return say(en.replace(/\.$/, ""), ko.replace(/\.$/, ""));
}
