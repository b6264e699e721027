/*
 * One bootstrap at a time for one thing (an entry of the cache, a clone). The lock is a file that
 * names its holder; it is stale when no process that it names is alive, so being killed leaves
 * nothing to clean up by hand. Results are moved into place by one rename in any case: the lock
 * spares a second download, and correctness does not hang on it.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, fileProblem, SetupProblem } from "./problem.mjs";
import { groups } from "./run.mjs";

/** A lock of another machine (a shared cache) is believed for so long: its processes cannot be asked. */
const foreignMilliseconds = 15 * 60_000;
const longestWait = 40 * 60_000;

/** @typedef {{ pid: number, started: string, group?: boolean }} Worker group: the number is that of a process group */

/**
 * @typedef {object} Holder
 * @property {string} token
 * @property {string} host
 * @property {number} since milliseconds since 1970
 * @property {Worker[]} processes the holder and what it started to work for it
 */

/**
 * When a process started, to tell it from a later one with the same number. Only Linux says so cheaply.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** @param {Worker} one */
function isAlive(one) {
  try {
    process.kill(one.group ? -one.pid : one.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  return one.group || one.started === "" || startOf(one.pid) === one.started;
}

/**
 * @param {string} text content of a lock file
 * @returns {Holder | undefined} undefined when it is not whole
 */
function parseHolder(text) {
  try {
    const holder = JSON.parse(text);
    return Array.isArray(holder.processes) && typeof holder.token === "string" ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Holder | undefined} holder
 * @param {number} age milliseconds since the file was written
 */
function isStale(holder, age) {
  // A file without content: its writer is between creating and filling it, or was killed there.
  if (!holder) return age > 5_000;
  if (holder.host !== hostname()) return age > foreignMilliseconds;
  if (holder.since < Date.now() - uptime() * 1000 - 60_000) return true;
  return !holder.processes.some(isAlive);
}

/** @param {string} path */
async function look(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    return { holder: parseHolder(text), age: Date.now() - mtimeMs };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Takes a stale lock away. Two waiters may both find it stale: by renaming, one of them gets it, and
 * the other, should it catch the first one's new lock instead, puts that back.
 * @param {string} path
 * @param {string | undefined} token of the stale holder
 */
async function removeStale(path, token) {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const caught = parseHolder(await readFile(aside, "utf8"));
  if (caught && caught.token !== token) await rename(aside, path);
  else await rm(aside, { force: true });
}

/**
 * Does work while holding a lock.
 * @template T
 * @param {string} path of the lock file
 * @param {(lock: { include: (pid: number) => void }) => Promise<T>} work `include` names a child process
 *   (the leader of a process group) that must be gone, too, before anyone else may go on
 * @param {() => void} [onWait] called once when another process holds it
 * @param {number} [every] milliseconds between two looks
 * @returns {Promise<T>}
 */
export async function withLock(path, work, onWait, every = 300) {
  /** @type {Holder} */
  const mine = {
    token: randomUUID(),
    host: hostname(),
    since: Date.now(),
    processes: [{ pid: process.pid, started: startOf(process.pid) }],
  };
  const write = (/** @type {"wx" | "w"} */ flag) => writeFile(path, JSON.stringify(mine), { flag });
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw fileProblem(error, dirname(path));
  });
  const until = Date.now() + longestWait;
  for (let waited = false; ; ) {
    try {
      await write("wx");
      break;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw fileProblem(error, dirname(path));
    }
    const found = await look(path);
    if (!found) continue;
    if (isStale(found.holder, found.age)) {
      await removeStale(path, found.holder?.token);
      continue;
    }
    if (Date.now() > until) {
      const minutes = Math.round(longestWait / 60_000);
      throw new SetupProblem(
        {
          en: `Another set-up of Saddle has held ${path} for ${minutes} minutes.`,
          ko: `다른 Saddle 설치 과정이 ${path}을(를) ${minutes}분째 잡고 있습니다.`,
        },
        {
          en: "End that process, or delete this file if there is none, and run the command again.",
          ko: "그 프로세스를 끝내거나, 없다면 이 파일을 지운 뒤 명령을 다시 실행하세요.",
        },
      );
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(every);
  }
  let written = Promise.resolve();
  const include = (/** @type {number} */ pid) => {
    mine.processes.push({ pid, started: startOf(pid), group: groups });
    written = written.then(() => write("w"));
  };
  try {
    return await work({ include });
  } finally {
    await written.catch(() => undefined);
    const found = await look(path);
    if (found?.holder?.token === mine.token) await rm(path, { force: true });
  }
}
