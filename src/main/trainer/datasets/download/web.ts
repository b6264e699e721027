/** A file from the web into memory: bounded, watched, and ended when nobody wants it any more. */
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { SaddleError } from "../../../../shared/contract/errors";
import { say } from "../../../../shared/domain/text";

const mostRedirects = 5;
/** How long a host may be silent, milliseconds. */
const patience = 15_000;

export const cancelled = (): SaddleError =>
  new SaddleError("cancelled", say("The download was cancelled.", "내려받기를 취소했습니다."));

export interface DownloadWatch {
  readonly signal: AbortSignal;
  /** Bytes that came since it was last called. */
  came(bytes: number): void;
}

export type Download = (url: string, most: number, watch: DownloadWatch) => Promise<Uint8Array>;

/**
 * @param url `https:` only, redirects too
 * @param most bytes
 * @throws SaddleError `disk` saying why it could not be fetched, `cancelled`
 */
export const download: Download = async (url, most, watch) => {
  const failed = (reason: string, cause?: unknown): SaddleError =>
    new SaddleError(
      "disk",
      say(`${url} could not be downloaded: ${reason}.`, `내려받지 못했습니다: ${url} (${reason}).`),
      { cause, hint: say("Check the connection, and try again.", "연결을 확인하고 다시 시도하세요.") },
    );
  try {
    let place = url;
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const response = await ask(place, watch.signal);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location) {
        response.destroy();
        place = new URL(headers.location, place).href;
        continue;
      }
      if (statusCode !== 200) {
        response.destroy();
        throw failed(`HTTP ${statusCode}`);
      }
      if (Number(headers["content-length"] ?? 0) > most) {
        response.destroy();
        throw failed(`${headers["content-length"]} bytes are too many`);
      }
      const chunks: Uint8Array[] = [];
      let total = 0;
      for await (const chunk of response as AsyncIterable<Uint8Array>) {
        total += chunk.length;
        if (total > most) throw failed(`more than ${most} bytes came`);
        chunks.push(chunk);
        watch.came(chunk.length);
      }
      return Buffer.concat(chunks);
    }
    throw failed("too many redirects");
  } catch (thrown) {
    if (watch.signal.aborted) throw cancelled();
    throw thrown instanceof SaddleError
      ? thrown
      : failed(thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
};

const ask = (url: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    // `get` of https refuses every other protocol.
    const request = get(url, { signal, timeout: patience }, resolve);
    request.on("timeout", () => request.destroy(new Error("the host does not answer")));
    request.on("error", reject);
  });
