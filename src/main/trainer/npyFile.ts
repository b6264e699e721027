/** Arrays that are too large for a message, as files. */
import { open } from "node:fs/promises";
import { SaddleError } from "../../shared/contract/errors";
import { systemReason } from "../../shared/contract/systemFaults";
import { say } from "../../shared/domain/text";
import { checkNpySize, npyHeader, npyValues } from "../../shared/formats/npy";
import { release } from "./release";

/**
 * Writes parts of an array over a file, each while the next one is computed.
 * @param path of a file that is there, and empty
 * @param shape of all parts together
 * @param parts each of memory of its own, which is given back
 * @throws SaddleError `disk` where the file cannot be written, `internal` where the parts do not fill the shape
 */
export async function writeNpy(
  path: string,
  shape: readonly number[],
  parts: AsyncIterable<Float32Array>,
): Promise<void> {
  const fault = (cause: unknown): never => {
    const { en, ko } = systemReason(cause);
    throw new SaddleError(
      "disk",
      say(`${path} could not be written: ${en}.`, `${path} 파일을 쓰지 못했습니다: ${ko}.`),
      { cause },
    );
  };
  const file = await open(path, "r+").catch(fault);
  try {
    let written = file.writeFile(npyHeader(shape)).catch(fault);
    let count = 0;
    for await (const values of parts) {
      count += values.length;
      await written;
      written = file.writeFile(npyValues(values)).then(() => release(values), fault);
      // It is waited for after another part, and until then nobody hears of a failure.
      written.catch(() => undefined);
    }
    await written;
    checkNpySize(count, shape);
  } finally {
    await file.close();
  }
}
