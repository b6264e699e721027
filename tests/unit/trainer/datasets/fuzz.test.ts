import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodePicture } from "../../../../src/main/trainer/datasets/pictures/decode";
import { openSource } from "../../../../src/main/trainer/datasets/sources/open";
import { SaddleError } from "../../../../src/shared/contract/errors";
import { encodeSafetensors } from "../../../../src/shared/formats/safetensors";
import { cifarBatch, idx, npy, png, tar, tarGz, zip } from "./makeFiles";

/** How often each format is damaged; `SADDLE_FUZZ_RUNS=20000` looks for longer. */
const numRuns = Number(process.env.SADDLE_FUZZ_RUNS ?? 60);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "saddle-fuzz-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 37) % 256);

const formats: Record<string, () => Uint8Array | Promise<Uint8Array>> = {
  idx: () => idx([3, 9, 9], counting(243)),
  "idx.gz": () => gzipSync(idx([3, 9, 9], counting(243))),
  "data_batch_1.bin": () => cifarBatch([[3], [7]]),
  tar: () =>
    tar([
      { name: "a/1.png", bytes: png(8, 1) },
      { name: "b/2.png", bytes: png(8, 2) },
    ]),
  "tar.gz": () => tarGz([{ name: "data_batch_1.bin", bytes: cifarBatch([[3]]) }]),
  npy: () => npy("<f4", [2, 3, 3], new Uint8Array(Float32Array.from({ length: 18 }, (_, at) => at / 18).buffer)),
  npz: () =>
    zip([
      { name: "x_train.npy", bytes: npy("|u1", [2, 4, 4], counting(32)) },
      { name: "y_train.npy", bytes: npy("|u1", [2], Uint8Array.of(0, 1)) },
    ]),
  zip: () =>
    zip([
      { name: "a/1.png", bytes: png(8, 1) },
      { name: "b/2.png", bytes: png(8, 2) },
    ]),
  safetensors: () =>
    encodeSafetensors({
      metadata: {},
      tensors: [{ name: "images", type: "U8", shape: [2, 4, 4], data: counting(32) }],
    }),
};

/** Bytes changed at a few places, mostly near the beginning where headers are, and perhaps cut off or continued. */
const damage = fc.record({
  changes: fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(10_000)), fc.nat(255)), { maxLength: 6 }),
  keep: fc.option(fc.nat(10_000)),
  more: fc.uint8Array({ maxLength: 8 }),
});

function damaged(bytes: Uint8Array, { changes, keep, more }: typeof damage extends fc.Arbitrary<infer D> ? D : never) {
  const copy = Uint8Array.from(bytes);
  for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
  return Buffer.concat([keep === null ? copy : copy.subarray(0, keep % (copy.length + 1)), more]);
}

describe("files that are damaged anyhow are read or refused by name, and never anything else:", () => {
  it.each(Object.keys(formats))("%s", async (name) => {
    const sound = await formats[name]!();
    const path = join(root, name);
    let [read, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(damage, async (how) => {
        writeFileSync(path, damaged(sound, how));
        try {
          const { training, close } = await openSource(path);
          if (training.form === "files") {
            for (const file of training.files) {
              try {
                decodePicture(await file.read());
              } catch (error) {
                if (!(error instanceof SaddleError)) throw error;
              }
            }
          }
          await close();
          read++;
        } catch (error) {
          if (!(error instanceof SaddleError)) throw error;
          expect(["bad-file", "not-found"]).toContain(error.code);
          refused++;
        }
      }),
      { numRuns, seed: 7 },
    );
    expect(read + refused).toBeGreaterThanOrEqual(numRuns);
    expect(refused).toBeGreaterThan(0);
  });

  it("pictures of every kind", () => {
    const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/pictures.json"), "utf8")) as {
      files: { name: string; file: string }[];
    };
    for (const { file } of fixture.files) {
      const sound = Uint8Array.from(Buffer.from(file, "base64"));
      fc.assert(
        fc.property(damage, (how) => {
          try {
            const { width, height, channels, pixels } = decodePicture(damaged(sound, how));
            expect(pixels.length).toBe(width * height * channels);
          } catch (error) {
            if (!(error instanceof SaddleError)) throw error;
          }
        }),
        { numRuns: Math.ceil(numRuns / 4), seed: 11 },
      );
    }
  });
});
