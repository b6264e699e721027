import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  filledValues,
  hasLive,
  initialValues,
  inRange,
  rangeText,
  readFields,
} from "../../../../src/renderer/features/settings/schema";
import { field } from "../../../../src/shared/domain/plugin";
import { trainingSchema } from "../../../../src/shared/domain/recipe";

const layer = z.strictObject({
  units: field(z.int().min(1).max(8192).default(256), { title: { en: "Units", ko: "유닛" } }),
  activation: field(z.enum(["relu", "tanh"]).default("relu"), {
    title: { en: "Activation", ko: "활성화" },
    choices: { relu: { en: "ReLU", ko: "ReLU" } },
  }),
});
const weights = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("normal"), std: z.number().gt(0).max(1).default(0.02) }),
  z.strictObject({ kind: z.literal("zero") }),
]);
const params = z.strictObject({
  rate: field(z.number().gt(0).max(10).default(2e-4), { title: { en: "Rate", ko: "학습률" }, live: true }),
  generator: field(
    z
      .strictObject({
        layers: z
          .array(layer)
          .min(1)
          .max(3)
          .prefault([{ units: 7 }]),
      })
      .prefault({}),
    {
      title: { en: "Generator", ko: "생성자" },
    },
  ),
  weights: weights.prefault({ kind: "normal" }),
  clip: z.number().min(0).nullable().default(null),
  halve: z.boolean().default(true),
});
const fields = readFields(z.toJSONSchema(params, { io: "input" }));
const shapeOf = (name: string) => fields.find((each) => each.name === name)?.shape;

describe("fields read from a plug-in's schema", () => {
  it("keep the order, the bounds and the text of the schema", () => {
    expect(fields.map(({ name, shape }) => [name, shape.kind])).toEqual([
      ["rate", "number"],
      ["generator", "object"],
      ["weights", "variant"],
      ["clip", "optional"],
      ["halve", "boolean"],
    ]);
    expect(fields[0]).toMatchObject({
      text: { title: { ko: "학습률" }, live: true },
      initial: 2e-4,
      shape: { integer: false, exclusiveMinimum: 0, maximum: 10 },
    });
  });

  it("know a list of layers with its limits and the names of its choices", () => {
    const generator = shapeOf("generator");
    const list = generator?.kind === "object" ? generator.fields[0]?.shape : undefined;
    expect(list).toMatchObject({ kind: "list", minItems: 1, maxItems: 3 });
    const item = list?.kind === "list" ? list.item.shape : undefined;
    expect(item?.kind === "object" ? item.fields[1] : undefined).toMatchObject({
      shape: { kind: "choice", values: ["relu", "tanh"] },
      text: { choices: { relu: { en: "ReLU" } } },
    });
  });

  it("tell the objects of a union apart by their constant", () => {
    expect(shapeOf("weights")).toMatchObject({ key: "kind", variants: [{ value: "normal" }, { value: "zero" }] });
  });

  it("start a form with values that the schema itself would fill in", () => {
    expect(initialValues(fields)).toEqual(params.parse({}));
  });

  it("fill in what a recipe leaves out, as the schema would", () => {
    const given = { generator: { layers: [{ units: 12 }, {}] }, weights: { kind: "zero" as const }, clip: 3 };
    expect(filledValues(fields, given)).toEqual(params.parse(given));
  });

  it("describe the settings that all runs share", () => {
    const training = readFields(z.toJSONSchema(trainingSchema, { io: "input" }));
    expect(initialValues(training)).toEqual(trainingSchema.parse({}));
    expect(training.filter(hasLive).map(({ name }) => name)).toEqual(["steps"]);
  });

  it("show what they cannot draw instead of failing", () => {
    const odd = readFields({
      type: "object",
      properties: { a: { type: "bigint" }, b: true, c: { anyOf: [{}, {}, {}] } },
    });
    expect(odd.map(({ name, shape }) => [name, shape.kind])).toEqual([
      ["a", "fixed"],
      ["c", "fixed"],
    ]);
    expect(readFields(null)).toEqual([]);
  });
});

describe("bounds", () => {
  const number = (schema: z.ZodType) => {
    const shape = readFields(z.toJSONSchema(z.strictObject({ x: schema }), { io: "input" }))[0]?.shape;
    if (shape?.kind !== "number") throw new Error("not a number");
    return shape;
  };

  it("are told as a person would write them", () => {
    expect(rangeText(number(z.int().min(1).max(4096)))).toBe("1 – 4,096");
    expect(rangeText(number(z.number().gt(0).lt(1)))).toBe("> 0, < 1");
    expect(rangeText(number(z.number().min(1e-12)))).toBe("≥ 1e-12");
    expect(rangeText(number(z.int()))).toBeNull();
  });

  it("agree with the schema on what is allowed", () => {
    const schema = z.int().gt(0).max(16);
    const shape = number(schema);
    for (const value of [-1, 0, 1, 2.5, 16, 17, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([value, inRange(shape, value)]).toEqual([value, schema.safeParse(value).success]);
    }
  });
});
