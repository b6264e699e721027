import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../../src/main/trainer/backends";
import { dcgan } from "../../../../src/main/trainer/models/dcgan";
import { gan } from "../../../../src/main/trainer/models/gan";
import { beside, checkConditional, withPlanes } from "../../../../src/main/trainer/models/parts/conditional";
import { tf } from "../../../../src/main/trainer/tensorflow";
import { expectBothLanguages } from "../../../bilingual";
import { tinyDcgan, tinyRecipe, valuesOf } from "../../support";
import { buildModel } from "../ganStep";

beforeAll(async () => {
  await openBackend(null);
});

describe("labels of a batch", () => {
  it("stand beside the values, and become one feature map a class, √classes everywhere for the class", () => {
    const seen = tf.tidy(() => {
      const values = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
      const labels = tf.tensor2d([0, 1, 1, 0], [2, 2]);
      return withPlanes(beside(values, labels), [2, 2, 1], 2);
    });
    expect(seen.shape).toEqual([2, 2, 2, 3]);
    // value, class 0, class 1 of each pixel
    const told = Math.fround(Math.SQRT2);
    expect(valuesOf(seen)).toEqual([
      ...[1, 0, told, 2, 0, told, 3, 0, told, 4, 0, told],
      ...[5, told, 0, 6, told, 0, 7, told, 0, 8, told, 0],
    ]);
  });
});

it("the slope of maps of features is that by the pixels; nobody is told one by the labels", () => {
  const slopes = tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 4, 0, 1], [1, 6]); // four pixels, two classes
    const weights = tf.tensor4d([5, 1, 1, 6, 1, 1, 7, 1, 1, 8, 1, 1], [1, 2, 2, 3]);
    return tf.grad((each) => withPlanes(each, [2, 2, 1], 2).mul(weights).sum())(x);
  });
  expect(valuesOf(slopes)).toEqual([5, 6, 7, 8, 0, 0]);
});

describe.each([
  ["gan", tinyRecipe().model, { shape: [2, 3, 1], range: [0, 1] }],
  ["dcgan", tinyDcgan(), { shape: [28, 28, 1], range: [-1, 1] }],
] as const)("a conditional %s", (id, model, form) => {
  const plugin = id === "gan" ? gan : dcgan;
  const settings = (conditional: boolean) => {
    const { id: _, ...rest } = model as { id: string };
    return plugin.params.parse({ ...rest, conditional }) as never;
  };

  it("has the weights that its parameters count, and is told as many classes as the data has", () => {
    const data = { ...form, classes: ["a", "b", "c"] } as never;
    const { model: built, dispose } = buildModel(tinyRecipe({ model: { ...model, conditional: true } }), data);
    const counted = plugin.parameters(settings(true), data);
    for (const [network, variables] of Object.entries(built.networks)) {
      const size = Object.values(variables).reduce((sum, variable) => sum + variable.size, 0);
      expect(counted[network as never], network).toBe(size);
    }
    expect(built.classes).toBe(3);
    expect(plugin.parameters(settings(false), data)).not.toEqual(counted);
    dispose();
  });

  it("is refused for data without labels, with what to do", () => {
    const data = { ...form, space: "images", classes: null } as never;
    const issues = checkConditional(settings(true), data);
    expect(issues).toMatchObject([{ path: "model.conditional" }]);
    expect(plugin.check(settings(true), data)).toEqual(expect.arrayContaining(issues));
    for (const issue of issues) expectBothLanguages(issue);
    expect(checkConditional(settings(false), data)).toEqual([]);
  });
});
