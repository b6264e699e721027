import { describe, expect, it } from "vitest";
import { cellAt, decodePoints, encodePoints, type PointsRecord, sideOf } from "../../../../src/shared/formats/points";

const plane: PointsRecord = {
  dimensions: 2,
  bounds: [
    [-1, 1],
    [-2, 2],
  ],
  data: Float32Array.of(0, 0, 1, 1),
  generated: Float32Array.of(3, 4, 5, 6),
  logits: Float32Array.of(1, 2, 3, 4),
  density: null,
  descent: Float32Array.of(7, 8),
  lattice: { dimensions: 2, latentSize: 2, z: Float32Array.of(-1, 1), x: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
};
const line: PointsRecord = {
  dimensions: 1,
  bounds: [[-3, 3]],
  data: Float32Array.of(1),
  generated: Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY),
  logits: new Float32Array(5),
  density: Float32Array.of(0, 1, 2, 1, 0),
  descent: null,
  lattice: { dimensions: 1, latentSize: 1, z: Float32Array.of(-1, 0, 1), x: Float32Array.of(1, 2, 3) },
};

describe("a record of points", () => {
  it.each([
    ["of a plane", plane],
    ["of a line, where what was generated may be lost", line],
    ["with a slice through a larger z", { ...plane, lattice: { ...plane.lattice!, latentSize: 64 } }],
    ["of a model without D", { ...line, logits: null, lattice: null }],
  ])("%s comes back as it was", (_, record) => {
    expect(decodePoints(encodePoints(record), "a")).toEqual(record);
  });

  it("has its grid's side and the middles of its cells", () => {
    expect([sideOf(plane, plane.logits!), sideOf(line, line.logits!)]).toEqual([2, 5]);
    expect([0, 1].map((index) => cellAt([-1, 1], 2, index))).toEqual([-0.5, 0.5]);
  });
});
