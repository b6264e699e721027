import { describe, expect, it } from "vitest";
import { run } from "../../../scripts/lib/run.mjs";

const node = (program: string, options: Parameters<typeof run>[2] = {}) =>
  run(process.execPath, ["-e", program], options);

describe("a command of the set-up", () => {
  it("hands on what it prints, as it comes, and which stream it came from", async () => {
    const pieces: string[] = [];
    const onOutput = (chunk: Buffer, standard: boolean) => pieces.push(`${standard} ${chunk}`);
    const { code } = await node("console.log('out'); console.error('err')", { onOutput });
    expect(code).toBe(0);
    expect(pieces.sort()).toEqual(["false err\n", "true out\n"]);
  });

  it("is ended with what it started when it takes too long", async () => {
    const child = "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])";
    const { code, stdout } = await node(`console.log(${child}.pid); setInterval(() => {}, 1000)`, { timeout: 4000 });
    expect(code).not.toBe(0);
    const gone = () => {
      try {
        process.kill(Number(stdout), 0);
        return false;
      } catch {
        return true;
      }
    };
    // The grandchild's end is the system's to report, and takes it a moment.
    await expect.poll(gone, { timeout: 10_000 }).toBe(true);
  });
});
