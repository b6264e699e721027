/** SHA-256 of files: what is downloaded is compared with what is pinned, what is installed with what was. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { SetupProblem } from "./problem.mjs";

/**
 * @param {string} path
 * @returns {Promise<string>} 64 hexadecimal digits
 */
export async function sha256(path) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/**
 * Refuses a download that is not the one that was pinned.
 * @param {string} path
 * @param {string} expected 64 hexadecimal digits
 */
export async function requireChecksum(path, expected) {
  const actual = await sha256(path);
  if (actual === expected) return;
  throw new SetupProblem(
    {
      en: `The download ${basename(path)} is not the one that Saddle knows: its SHA-256 is ${actual}, expected ${expected}.`,
      ko: `내려받은 ${basename(path)}이(가) Saddle이 아는 파일이 아닙니다: SHA-256이 ${expected}이어야 하는데 ${actual}입니다.`,
    },
    {
      en: "Run the command again; if it repeats, the registry or proxy in use hands out another file, so ask who runs it.",
      ko: "명령을 다시 실행하세요. 되풀이되면 쓰고 있는 저장소나 프록시가 다른 파일을 주는 것이니 그 관리자에게 물어보세요.",
    },
  );
}

/** @typedef {Record<string, { size: number, sha256: string, modified: number }>} FileRecords by path inside the folder */

/**
 * @param {string} folder
 * @param {string[]} paths inside it, with forward slashes
 * @returns {Promise<FileRecords>}
 */
export async function recordFiles(folder, paths) {
  /** @type {FileRecords} */
  const records = {};
  for (const path of paths) {
    const { size, mtimeMs } = await stat(join(folder, path));
    records[path] = { size, sha256: await sha256(join(folder, path)), modified: Math.round(mtimeMs) };
  }
  return records;
}

/**
 * Are the files still those that were recorded? The cheap answer compares sizes and times of change; a
 * file whose time differs (a copied cache), or every file when asked to, is read and compared in full.
 * @param {string} folder
 * @param {FileRecords} records
 * @param {boolean} fully
 * @returns {Promise<string | undefined>} path of the first file that differs
 */
export async function firstDamaged(folder, records, fully) {
  for (const [path, record] of Object.entries(records)) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (!found || found.size !== record.size) return path;
    if (!fully && Math.round(found.mtimeMs) === record.modified) continue;
    if ((await sha256(join(folder, path))) !== record.sha256) return path;
  }
  return undefined;
}
