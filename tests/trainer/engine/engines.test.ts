import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import { eager } from "../../../src/main/trainer/engine/eager";
import {
  byteScale,
  type Definition,
  type Examples,
  type FunctionContext,
} from "../../../src/main/trainer/engine/engine";
import { graph, graphEngine } from "../../../src/main/trainer/engine/graph";
import { noiseAt } from "../../../src/main/trainer/engine/random";
import { type Tensor, tf, type Variable } from "../../../src/main/trainer/tensorflow";

beforeAll(async () => {
  await openBackend(null);
});

const examples: Examples = {
  count: 3,
  width: 2,
  values: { kind: "bytes", data: Uint8Array.of(0, 255, 51, 102, 153, 204) },
  range: [-1, 1],
};
const scalar = { kind: "numbers", shape: [] } as const;
const call = (feeds: Record<string, Float32Array | Uint32Array> = {}, step = 1) => ({ feeds, step });

/** One function over one variable w = [1, 2]. */
function definition(
  run: (w: Variable, context: FunctionContext) => Record<string, Tensor>,
  feeds: Definition["functions"][string]["feeds"] = {},
  data: Examples = examples,
): Definition {
  const w = tf.variable(tf.tensor1d([1, 2]));
  return { functions: { f: { feeds, run: (context) => run(w, context) } }, variables: { w }, examples: data, seed: 7 };
}

describe("the scale of bytes", () => {
  it.each([
    [0, 1],
    [-1, 1],
    [0, 2],
  ] as const)("gives [%d, %d] exactly at its ends", (low, high) => {
    const { unit, span, low: begin } = byteScale([low, high]);
    const value = (byte: number) => Math.fround(Math.fround(Math.fround(byte * unit) * span) + begin);
    expect([value(0), value(255)]).toEqual([low, high]);
    for (let byte = 0; byte < 256; byte++) expect(value(byte)).toBeCloseTo(low + (byte / 255) * (high - low), 6);
  });
});

const fedBatches = { ...graphEngine({ residentBytes: 0 }), id: "graph, with data too large to lie in it" };

describe.each([eager, graph, fedBatches])("the engine $id", (engine) => {
  it("returns scalars and tensors, and keeps what a function assigns", async () => {
    const program = engine.compile(
      definition(
        (w, { feeds }) => {
          const sum = w.sum();
          w.assign(w.mul(feeds.rate!));
          return { sum, twice: w.mul(2) };
        },
        { rate: scalar },
      ),
    );
    expect(await program.run("f", call({ rate: Float32Array.of(3) }))).toEqual({
      sum: Float32Array.of(3),
      twice: Float32Array.of(6, 12),
    });
    expect(await program.read()).toEqual({ w: Float32Array.of(3, 6) });
    expect((await program.run("f", call({ rate: Float32Array.of(-1) }))).sum).toEqual(Float32Array.of(9));
    expect(await program.read()).toEqual({ w: Float32Array.of(-3, -6) });
    program.dispose();
  });

  it("gives the labels of the examples at the same indices as rows with a 1 at the class", async () => {
    const labelled = {
      ...examples,
      labels: { values: Uint8Array.from({ length: examples.count }, (_, i) => i % 3), classes: 4 },
    };
    const feeds = { x: { kind: "examples", count: 2 }, y: { kind: "labels", count: 2 } } as const;
    const program = engine.compile(definition((_, { feeds }) => ({ x: feeds.x!, y: feeds.y! }), feeds, labelled));
    const indices = Uint32Array.of(2, 1);
    const { y } = await program.run("f", call({ x: indices, y: indices }));
    expect(y).toEqual(Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0));
    program.dispose();
  });

  it("takes values that are written, and neither changes them later nor is changed through them", async () => {
    const program = engine.compile(
      definition((w) => {
        w.assign(w.add(1));
        return {};
      }),
    );
    const written = Float32Array.of(10, 20);
    await program.write({ w: written });
    written.fill(99);
    await program.run("f", call());
    const read = await program.read();
    expect(read.w).toEqual(Float32Array.of(11, 21));
    expect(written).toEqual(Float32Array.of(99, 99));
    read.w!.fill(0);
    expect((await program.read()).w).toEqual(Float32Array.of(11, 21));
    program.dispose();
  });

  it("keeps nothing of what was fed: a variable that was assigned a feed stays when the feed's memory changes", async () => {
    const program = engine.compile(
      definition(
        (w, { feeds }) => {
          w.assign(feeds.next!.reshape([2]) as Tensor as typeof w);
          return {};
        },
        { next: { kind: "numbers", shape: [2, 1] } },
      ),
    );
    const fed = new Float32Array(new ArrayBuffer(4096), 64, 2).fill(5);
    await program.run("f", call({ next: fed }));
    fed.fill(6);
    expect((await program.read()).w).toEqual(Float32Array.of(5, 5));
    program.dispose();
  });

  it("gathers examples by index and scales them to the data's range", async () => {
    const program = engine.compile(
      definition((_, { feeds }) => ({ batch: feeds.batch! }), { batch: { kind: "examples", count: 4 } }),
    );
    const { batch } = await program.run("f", call({ batch: Uint32Array.of(2, 0, 0, 1) }));
    const expected = [153, 204, 0, 255, 0, 255, 51, 102].map((byte) => (byte / 255) * 2 - 1);
    for (const [i, value] of expected.entries()) expect(batch![i]).toBeCloseTo(value, 6);
    program.dispose();
  });

  it("gathers examples that are floats to the bit, and keeps nothing of them", async () => {
    const values = { kind: "floats", data: Float32Array.of(0.1, -7, 1e-20, 3.5, 260, -0.3) } as const;
    const program = engine.compile(
      definition(
        (w, { feeds }) => {
          w.assign(feeds.batch!.slice([0, 0], [1, 2]).reshape([2]) as typeof w);
          return { batch: feeds.batch! };
        },
        { batch: { kind: "examples", count: 4 } },
        { count: 3, width: 2, values, range: [0, 1] },
      ),
    );
    const [a, b, c, d, e, f] = values.data;
    const { batch } = await program.run("f", call({ batch: Uint32Array.of(2, 0, 0, 1) }));
    expect(batch).toEqual(Float32Array.of(e!, f!, a!, b!, a!, b!, c!, d!));
    await program.run("f", call({ batch: Uint32Array.of(0, 1, 1, 1) }));
    expect((await program.read()).w).toEqual(Float32Array.of(a!, b!));
    program.dispose();
  });

  it("draws the noise of (seed, stream, step), the same as without an engine", async () => {
    const program = engine.compile(
      definition((_, { noise }) => ({
        normal: noise.normal("a", [5]),
        uniform: noise.uniform("b", [5], -2, 3),
        mask: noise.bernoulli("c", [50], 0.3),
      })),
    );
    for (const step of [0, 3, 2 ** 32 + 1]) {
      const noise = noiseAt(7, step);
      const expected = [noise.normal("a", [5]), noise.uniform("b", [5], -2, 3), noise.bernoulli("c", [50], 0.3)];
      const found = await program.run("f", call({}, step));
      for (const [index, name] of ["normal", "uniform", "mask"].entries()) {
        expect(found[name], `${name} at ${step}`).toEqual(expected[index]!.dataSync());
      }
      tf.dispose(expected);
    }
    program.dispose();
  });

  it("orders reads and writes of a variable as the function does", async () => {
    const program = engine.compile(
      definition((w) => {
        const before = w.clone();
        w.assign(w.mul(10));
        const between = w.clone();
        w.assign(w.add(before));
        return { before, between, after: w.clone() };
      }),
    );
    expect(await program.run("f", call())).toEqual({
      before: Float32Array.of(1, 2),
      between: Float32Array.of(10, 20),
      after: Float32Array.of(11, 22),
    });
    expect((await program.read()).w).toEqual(Float32Array.of(11, 22));
    program.dispose();
  });

  it("refuses feeds of another length, by name", async () => {
    const program = engine.compile(
      definition((_, { feeds }) => ({ x: feeds.x! }), { x: { kind: "numbers", shape: [2] } }),
    );
    await expect(program.run("f", call({ x: Float32Array.of(1) }))).rejects.toThrow(
      "f takes 2 values as x, and was fed 1",
    );
    await expect(program.run("f", call())).rejects.toThrow("was fed none");
    await expect(program.run("g", call())).rejects.toThrow("no function g");
    program.dispose();
  });
});
