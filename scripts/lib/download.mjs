/** Downloads over HTTPS from hosts that may be out of reach: asked first, briefly. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "./run.mjs";

const proxied = Boolean(process.env.HTTPS_PROXY || process.env.https_proxy || process.env.ALL_PROXY);

/**
 * @param {string} url
 * @param {number} [milliseconds]
 * @returns {Promise<boolean>} whether the file is there and its host answers in time
 */
export async function isReachable(url, milliseconds = 5000) {
  if (proxied) {
    // Node's fetch knows no proxy, curl does.
    const seconds = String(milliseconds / 1000);
    return (await run("curl", ["--silent", "--fail", "--head", "--location", "--max-time", seconds, url])).code === 0;
  }
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(milliseconds) })).ok;
  } catch {
    return false;
  }
}

/**
 * @param {string} url
 * @param {string} target path of the file to write
 * @param {(done: number, total?: number) => void} onProgress bytes
 * @returns {Promise<boolean>} false when the connection did not carry it
 */
export async function download(url, target, onProgress) {
  if (proxied) return (await run("curl", ["--silent", "--fail", "--location", "--output", target, url])).code === 0;
  let stalled = /** @type {NodeJS.Timeout | undefined} */ (undefined);
  const abort = new AbortController();
  const alive = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => abort.abort(), 30_000);
  };
  try {
    alive();
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) return false;
    const total = Number(response.headers.get("content-length")) || undefined;
    let done = 0;
    const count = new Transform({
      transform(chunk, _encoding, next) {
        alive();
        done += chunk.length;
        onProgress(done, total);
        next(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (response.body)),
      count,
      createWriteStream(target),
    );
    return total === undefined || done === total;
  } catch (error) {
    await rm(target, { force: true });
    // A full disk is not the connection's fault.
    if (error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EACCES"].includes(String(error.code)))
      throw error;
    return false;
  } finally {
    clearTimeout(stalled);
  }
}
