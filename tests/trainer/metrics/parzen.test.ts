import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { deviations, logDensities, parzen } from "../../../src/main/trainer/metrics/parzen";
import { heldOutPictures, parzenOf } from "../../../src/main/trainer/parzen";
import type { HeldOutRows } from "../../../src/main/trainer/plugin";
import { OpenRun } from "../../../src/main/trainer/run";
import { tf } from "../../../src/main/trainer/tensorflow";
import fixture from "../../fixtures/parzen.json";
import { openRun, resolved, someNumbers, tinyData, tinyPoints, tinyRecipe } from "../support";

const rowsOf = (values: ArrayLike<number>, width: number): HeldOutRows => ({
  count: values.length / width,
  read: (first, count) => Float32Array.from(values).slice(first * width, (first + count) * width),
});

async function densities(kernels: ArrayLike<number>, x: ArrayLike<number>, width: number, sigmas: readonly number[]) {
  const tensor = tf.tensor2d(Float32Array.from(kernels), [kernels.length / width, width]);
  const before = tf.memory().numTensors;
  const found = await logDensities(tensor, rowsOf(x, width), x.length, sigmas);
  expect(tf.memory().numTensors).toBe(before);
  tensor.dispose();
  return found;
}

beforeAll(async () => {
  await openBackend(null);
});

describe("log densities under normal kernels", () => {
  it("are those of one normal distribution where there is one kernel, however far off", async () => {
    const [found, wide] = await densities([0, 0, 0], [0.25, 0.5, 0, 100, 0, 0], 3, [0.1, 1]);
    const normal = (squared: number, sigma: number) =>
      -squared / (2 * sigma ** 2) - 1.5 * Math.log(2 * Math.PI * sigma ** 2);
    expect(found![0]).toBeCloseTo(normal(0.3125, 0.1), 4);
    expect(found![1]! / normal(10_000, 0.1)).toBeCloseTo(1, 6);
    expect(wide![0]).toBeCloseTo(normal(0.3125, 1), 4);
  });

  it("add up over blocks of kernels and of examples as in double precision at once", async () => {
    const [kernels, x] = [someNumbers(2 * 5_000, 0, 1, 3), someNumbers(2 * 2_100, 0, 1, 5)];
    const [found] = await densities(kernels, x, 2, [0.1]);
    for (const i of [0, 1_000, 2_047, 2_048, 2_099]) {
      let sum = 0;
      for (let k = 0; k < 5_000; k++) {
        const squared = (x[2 * i]! - kernels[2 * k]!) ** 2 + (x[2 * i + 1]! - kernels[2 * k + 1]!) ** 2;
        sum += Math.exp(-squared / 0.02);
      }
      expect(found![i]).toBeCloseTo(Math.log(sum / 5_000 / (2 * Math.PI * 0.01)), 4);
    }
  });
});

describe("the Parzen window estimate", () => {
  for (const { title, ...expected } of fixture.cases) {
    it(`is scikit-learn's: ${title}`, async () => {
      const { width } = fixture;
      const read = (bytes: readonly number[]) =>
        rowsOf(
          Float32Array.from(bytes, (byte) => byte / 255),
          width,
        );
      const kernels = read(expected.generated);
      const generated = tf.tensor2d(kernels.read(0, kernels.count), [kernels.count, width]);
      const heldOut = {
        validation: read(expected.validation),
        validationSource: "left-out",
        test: read(expected.test),
      } as const;
      const figures = await parzen.evaluate(
        generated,
        { step: 7, classifier: null, modes: null, heldOut },
        parzen.params.parse({}),
      );
      generated.dispose();
      expect(figures).toMatchObject({ step: 7, samples: 37, validationImages: 11, testImages: 23 });
      expect(figures.sigma).toBeCloseTo(expected.sigma, 10);
      expect(figures.logLikelihood).toBeCloseTo(expected.logLikelihood, 4);
      expect(figures.error).toBeCloseTo(expected.error, 4);
      expect(figures.validation).toBeCloseTo(Math.max(...expected.means), 4);
    });
  }

  it("tries ten deviations from 0.1 to 1, evenly in their logarithm", () => {
    expect(deviations).toHaveLength(10);
    expect(deviations[0]).toBeCloseTo(0.1, 12);
    expect(deviations[9]).toBe(1);
    expect(deviations[1]! / deviations[0]!).toBeCloseTo(10 ** (1 / 9), 12);
  });
});

describe("held-out pictures", () => {
  const test = { count: 10, pixels: Uint8Array.from({ length: 60 }, (_, i) => i), labels: null };
  const all = { ...tinyData(30), test };
  const pixels = all.examples.data;
  const labelled = { count: 30, pixels, labels: new Uint8Array(30) };

  it("choose σ by training images that the run leaves out, and measure all test images", () => {
    const left = heldOutPictures({ ...all, count: 24, labelled }, 4)!;
    expect(left.validationSource).toBe("left-out");
    expect([left.validation.count, left.test.count]).toEqual([6, 10]);
    expect([...left.validation.read(1, 1)]).toEqual([...pixels.slice(150, 156)].map((byte) => Math.fround(byte / 255)));
  });

  it("choose it by the last test images, which are not measured, where a run leaves out none", () => {
    for (const data of [all, { ...all, labelled }]) {
      const { validation, validationSource, test } = heldOutPictures(data, 4)!;
      expect(validationSource).toBe("test");
      expect([validation.count, test.count]).toEqual([4, 6]);
      expect(validation.read(0, 1)[0]).toBeCloseTo(36 / 255, 6);
    }
    expect(heldOutPictures(all, 1_000)!.validation.count).toBe(5);
  });

  it("are none of points and of data without any", () => {
    expect(heldOutPictures(tinyData(), 4)).toBeNull();
    expect(heldOutPictures(tinyPoints(), 4)).toBeNull();
  });
});

describe("a run", () => {
  const wish = { samples: 40, validation: 4, test: 100 };

  it("is measured in [0, 1] whatever its own range, the same for the same seed", async () => {
    const test = { count: 12, pixels: Uint8Array.from(someNumbers(72, 0, 256)), labels: null };
    for (const range of [
      [0, 1],
      [-1, 1],
    ] as const) {
      const run = new OpenRun(resolved(tinyRecipe()), { ...tinyData(24, { shape: [2, 3, 1], range }), test }, []);
      const figures = await parzenOf(run, 3, wish);
      expect(await parzenOf(run, 3, wish)).toEqual(figures);
      expect(figures).toMatchObject({ step: 0, samples: 40, testImages: 8, validationImages: 4 });
      const made = await run.sample(40, 3);
      const x = Float32Array.from(test.pixels.subarray(0, 48), (byte) => byte / 255);
      const kernels = made.map((value) => (value - range[0]) / (range[1] - range[0]));
      const [direct] = await densities(kernels, x, 6, [figures.sigma]);
      expect(figures.logLikelihood).toBeCloseTo(
        direct!.reduce((sum, value) => sum + value / 8, 0),
        4,
      );
      run.dispose();
    }
  });

  it("of data without held-out images is refused, and so are more images than memory takes", async () => {
    const run = openRun(tinyRecipe());
    await expect(parzenOf(run, 1, wish)).rejects.toMatchObject({ code: "unsupported" });
    await expect(parzenOf(run, 1, { ...wish, samples: 2 ** 28 })).rejects.toMatchObject({ code: "bad-input" });
    run.dispose();
  });
});
