/**
 * Every parser on damaged files. `npm run fuzz` does the same for longer, by the variables that are read here.
 */
import { appendFileSync, rmSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { SaddleError } from "../../../src/shared/contract/errors";
import { parsers, root } from "./parsers";

afterAll(() => rmSync(root, { recursive: true, force: true }));

const number = (name: string): number | undefined => {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : Number(value);
};
/** Of one parser; a number of runs where nothing else is said. */
const seconds = number("SADDLE_FUZZ_SECONDS");
const seed = number("SADDLE_FUZZ_SEED") ?? 7;
const wanted = process.env.SADDLE_FUZZ_PARSERS?.split(",");
const report = process.env.SADDLE_FUZZ_REPORT;
/** Enough to meet each check; and however slow the machine, no longer than this, seconds. */
const [runs, most] = [60, 15];

/** Bytes changed at a few places, mostly near the beginning where headers are, and perhaps cut off or continued. */
const damage = fc.record({
  sample: fc.nat(1000),
  changes: fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(10_000)), fc.nat(255)), { maxLength: 6 }),
  keep: fc.option(fc.nat(10_000)),
  more: fc.uint8Array({ maxLength: 8 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

function damaged(bytes: Uint8Array, { changes, keep, more }: Damage): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
  return Buffer.concat([keep === null ? copy : copy.subarray(0, keep % (copy.length + 1)), more]);
}

const names = Object.keys(parsers).filter((name) => wanted === undefined || wanted.includes(name));

describe("files that are damaged anyhow are read or refused by name, and never anything else:", () => {
  it.each(names)("%s", { timeout: (seconds ?? most) * 1000 + 60_000 }, async (name) => {
    const { samples, read, forgiving = false, slow = false } = await parsers[name]!();
    expect(samples.length).toBeGreaterThan(0);
    for (const [at, sound] of samples.entries()) await read(sound, at);
    const found = { read: 0, refused: 0 };
    const details = await fc.check(
      fc.asyncProperty(damage, async (how) => {
        const sample = how.sample % samples.length;
        try {
          await read(damaged(samples[sample]!, how), sample);
          found.read++;
        } catch (error) {
          if (!(error instanceof SaddleError)) throw error;
          expect(["bad-file", "not-found", "bad-input"]).toContain(error.code);
          found.refused++;
        }
      }),
      {
        numRuns: seconds === undefined ? (slow ? runs / 4 : runs) : Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: (seconds ?? most) * 1000,
        markInterruptAsFailure: false,
        seed,
      },
    );
    if (report !== undefined) {
      const line = { name, runs: found.read + found.refused, ...found, seed, failed: details.failed };
      appendFileSync(report, `${JSON.stringify(line)}\n`);
    }
    if (details.failed) throw new Error(`npm run fuzz -- ${name} --seed ${seed}\n${fc.defaultReportMessage(details)}`);
    if (seconds === undefined && !forgiving) expect(found.refused).toBeGreaterThan(0);
  });
});
