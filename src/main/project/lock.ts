/**
 * Who holds a journal, and through it a `.saddle` file. A holder leaves a lock file in the journal that
 * names its process by number and start, so that neither a crash nor a number given out again blocks
 * anybody. Whoever wants a journal or a file first leaves a lock, then looks for others': of two that
 * come at once at least one sees the other, so there are never two holders.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile, realpath, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../shared/contract/errors";
import { codeOf } from "../../shared/contract/systemFaults";
import { type Localized, same, say } from "../../shared/domain/text";
import { replaceFile } from "./durable";

const lockPattern = /^lock-[0-9a-f]{16}\.json$/;
const attempts = 8;
/** Longest wait before the next attempt, milliseconds. */
const patience = 80;

const lockSchema = z.strictObject({
  pid: z.int().min(1),
  /** When the process started, in a form that only this machine since its last start understands; may be empty. */
  start: z.string().max(128),
  /** The files that are held, each by its real path. */
  paths: z.array(z.string().max(4096)).max(4),
  /** Whether the holder has yet to look for others. */
  state: z.enum(["claiming", "held"]),
});
type Lock = z.infer<typeof lockSchema>;

/** The start of a process as Linux tells it; null where there is no such process, empty where it cannot be told. */
function startOf(pid: number): string | null {
  if (process.platform !== "linux") return "";
  try {
    // After the name, which is in brackets and may hold anything: the state, then 18 fields, then the start.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(")").at(-1)!.trim().split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${fields[19]}`;
  } catch (error) {
    return codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH" ? null : "";
  }
}

/** Whether the process that left a lock is still there. */
export function isAlive({ pid, start }: Pick<Lock, "pid" | "start">): boolean {
  const now = startOf(pid);
  if (now === null) return false;
  if (now !== "" && start !== "") return now === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** One name for one file, whichever way it was named. */
export async function realPathOf(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    // It does not exist yet, but its folder may.
    const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
    return join(folder, basename(absolute));
  }
}

interface Found extends Lock {
  readonly file: string;
  readonly folder: string;
}

/** The locks in a journal folder whose processes live. */
async function locksIn(folder: string): Promise<Found[]> {
  const names = await readdir(folder).catch(() => []);
  const found: Found[] = [];
  for (const name of names) {
    if (!lockPattern.test(name)) continue;
    const file = join(folder, name);
    // One that cannot be read was cut off by a power cut: nobody is behind it.
    const parsed = lockSchema.safeParse(
      await readFile(file, "utf8")
        .then(JSON.parse)
        .catch(() => null),
    );
    if (parsed.success && isAlive(parsed.data)) found.push({ ...parsed.data, file, folder });
  }
  return found;
}

/** Whether a living process holds the journal in this folder. */
export const isHeld = async (folder: string): Promise<boolean> => (await locksIn(folder)).length > 0;

async function locksUnder(root: string): Promise<Found[]> {
  const names = await readdir(root).catch(() => []);
  return (await Promise.all(names.map((name) => locksIn(join(root, name))))).flat();
}

/** A journal that this process holds, and the files with it. */
export class Claim {
  private readonly root: string;
  private readonly file: string;
  private paths: string[] = [];
  private taken = false;

  private constructor(root: string, folder: string) {
    this.root = root;
    this.file = join(folder, `lock-${randomBytes(8).toString("hex")}.json`);
  }

  /**
   * @param folder the journal, an existing folder in `root`
   * @throws SaddleError `conflict` naming the process that holds it, `disk` where the folder is gone
   */
  static async take(root: string, folder: string): Promise<Claim> {
    const claim = new Claim(root, folder);
    await claim.seek(
      [],
      async () => locksIn(folder),
      () => say("This project", "이 프로젝트"),
    );
    for (const name of await readdir(folder)) {
      // Of processes that are gone: anybody else was found just now.
      const file = join(folder, name);
      if (lockPattern.test(name) && file !== claim.file) await rm(file, { force: true });
    }
    return claim;
  }

  /**
   * Holds a file as well, until {@link keepOnly} or {@link release}.
   * @throws SaddleError `conflict` naming the process that has it open
   */
  async add(path: string): Promise<void> {
    const real = await realPathOf(path);
    if (this.paths.includes(real)) return;
    await this.seek(
      [...this.paths, real],
      async () => (await locksUnder(this.root)).filter((lock) => lock.paths.includes(real)),
      () => same(path),
    );
  }

  /** Holds this file and no other. @param path held already */
  async keepOnly(path: string | null): Promise<void> {
    this.paths = path === null ? [] : [await realPathOf(path)];
    await this.write("held");
  }

  async release(): Promise<void> {
    await rm(this.file, { force: true });
  }

  /** Shows what is wanted, then looks; takes it back where others are there. */
  private async seek(paths: string[], rivals: () => Promise<Found[]>, what: () => Localized): Promise<void> {
    const before = this.paths;
    for (let attempt = 1; ; attempt++) {
      this.paths = paths;
      await this.write("claiming");
      const others = (await rivals()).filter(({ file }) => file !== this.file);
      if (others.length === 0) {
        await this.write("held");
        this.taken = true;
        return;
      }
      this.paths = before;
      if (this.taken) await this.write("held");
      else await rm(this.file, { force: true });
      const holder = others.find(({ state }) => state === "held");
      if (holder || attempt === attempts) throw conflict(what(), holder ?? others[0]!);
      // Both came at once: one of them will be first next time.
      await new Promise((done) => setTimeout(done, Math.random() * patience));
    }
  }

  private async write(state: Lock["state"]): Promise<void> {
    const { pid } = process;
    const lock: Lock = { pid, start: startOf(pid) ?? "", paths: this.paths, state };
    await replaceFile(this.file, JSON.stringify(lock), { sync: false });
  }
}

const conflict = ({ en, ko }: Localized, { pid }: Found): SaddleError =>
  pid === process.pid
    ? new SaddleError("conflict", say(`${en} is already open here.`, `${ko}: 여기에서 이미 열려 있습니다.`), {
        hint: say("Close it first.", "먼저 닫으세요."),
      })
    : new SaddleError(
        "conflict",
        say(
          `${en} is already open in another Saddle (process ${pid}).`,
          `${ko}: 다른 Saddle(프로세스 ${pid})에서 이미 열려 있습니다.`,
        ),
        {
          hint: say(
            "Close it there, or end that process, then try again.",
            "그쪽에서 닫거나 그 프로세스를 끝낸 뒤 다시 시도하세요.",
          ),
        },
      );
