import { beforeAll, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { recognition } from "../../../src/main/trainer/metrics/recognition";
import type { Classifier } from "../../../src/main/trainer/plugin";
import { tf } from "../../../src/main/trainer/tensorflow";
import { recognitionFiguresSchema } from "../../../src/shared/domain/run";
import { refusalOf } from "../../refusal";

beforeAll(async () => {
  await openBackend(null);
});

const classifier: Classifier = {
  reference: () => ({
    ...{ classes: ["a", "b", "c"], shares: [0.5, 0.25, 0.25], accuracy: 0.75, threshold: 0.1, confidence: 0.9 },
    classifier: { en: "a table", ko: "표" },
  }),
  classify: async () => ({
    labels: Uint8Array.of(0, 2, 2, 2, 0),
    confidences: Float32Array.of(0.875, 0.75, 0.5, Number.NaN, 1),
  }),
  examine: async (confidence) => ({ images: 8, sure: confidence > 0.8 ? 2 : 6 }),
};

it("counts by hand, the classifier's own held-out figures beside", async () => {
  const images = tf.zeros([5, 4]);
  const at = (confidence: number) =>
    recognition.evaluate(images, { step: 3, classifier, modes: null }, { samples: 5, confidence });
  const counted = { step: 3, samples: 5, classes: ["a", "b", "c"], counts: [2, 0, 3] };
  expect(await at(0.75)).toEqual({
    ...{ ...counted, confidence: 0.75, recognised: 0.6 },
    heldOut: { images: 8, accuracy: 0.75, recognised: 0.75 },
  });
  const stricter = await at(0.9);
  expect(stricter).toMatchObject({ recognised: expect.closeTo(0.2, 12), heldOut: { recognised: 0.25 } });
  expect(() => recognitionFiguresSchema.parse(stricter)).not.toThrow();
  const refusal = await refusalOf(
    recognition.evaluate(images, { step: 3, classifier: null, modes: null }, { samples: 5, confidence: 0.9 }),
  );
  expect(refusal.code).toBe("unsupported");
  images.dispose();
});
