import { describe, expect, it } from "vitest";
import { funnelsOf } from "../../../../src/renderer/features/networks/funnel";
import {
  fieldsOf,
  freshItem,
  inserted,
  moved,
  valuesText,
  withKind,
  without,
} from "../../../../src/renderer/features/settings/layerList";
import { readField } from "../../../../src/renderer/features/settings/schema";

const number = (initial: number) => ({ type: "integer", minimum: 1, maximum: 99, default: initial });
const kind = (value: string, others: object) => ({
  type: "object",
  properties: { kind: { type: "string", const: value }, ...others },
});
const item = readField("item", {
  oneOf: [
    kind("dense", { units: number(8), spectral: { type: "boolean", default: false } }),
    kind("convolution", { channels: number(4), kernel: number(3), spectral: { type: "boolean", default: false } }),
    kind("norm", {}),
  ],
});
const { shape } = item;
if (shape.kind !== "variant") throw new Error("not told apart");

describe("a list of layers", () => {
  const items = ["a", "b", "c"];

  it("takes a new one anywhere, gives one up, and changes two neighbours", () => {
    expect(inserted(items, 1, "x")).toEqual(["a", "x", "b", "c"]);
    expect(inserted(items, 3, "x")).toEqual(["a", "b", "c", "x"]);
    expect(without(items, 1)).toEqual(["a", "c"]);
    expect(moved(items, 2, -1)).toEqual(["a", "c", "b"]);
    expect(moved(items, 0, 1)).toEqual(["b", "a", "c"]);
  });

  it("stays the same where there is no place to move to", () => {
    expect(moved(items, 0, -1)).toBe(items);
    expect(moved(items, 2, 1)).toBe(items);
  });

  it("begins a layer with its defaults, and of another kind keeps what both have", () => {
    expect(freshItem(shape, "convolution")).toEqual({ kind: "convolution", channels: 4, kernel: 3, spectral: false });
    const dense = { kind: "dense", units: 5, spectral: true };
    expect(withKind(shape, dense, "convolution")).toEqual({
      kind: "convolution",
      channels: 4,
      kernel: 3,
      spectral: true,
    });
    expect(withKind(shape, dense, "norm")).toEqual({ kind: "norm" });
  });

  it("says the values of a layer in its line", () => {
    const text = (layer: { kind: string }) => valuesText(fieldsOf(shape, layer.kind), layer, ({ en }) => en);
    expect(text({ kind: "convolution", channels: 4, kernel: 3, spectral: true } as never)).toBe("4 · 3");
    expect(text({ kind: "norm" })).toBe("");
  });
});

describe("the drawing of networks", () => {
  it("is as wide as the root of the values between two layers, and continuous", () => {
    const layer = (shape: number[], products: number) => ({
      title: { en: "", ko: "" },
      shape,
      parameters: 0,
      products,
    });
    const network = { id: "g", optimizer: "g", inputTitle: { en: "", ko: "" } };
    const [rows] = funnelsOf(
      [{ ...network, input: [16], layers: [layer([4, 4, 4], 9), layer([64], 0), layer([1], 9)] }],
      40,
    );
    expect(rows).toEqual([
      { above: 20, below: 40, weighty: true },
      { above: 40, below: 40, weighty: false },
      { above: 40, below: 5, weighty: true },
    ]);
  });
});
