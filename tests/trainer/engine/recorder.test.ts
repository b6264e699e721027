import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/main/trainer/backends";
import type { FunctionContext } from "../../../src/main/trainer/engine/engine";
import { graph } from "../../../src/main/trainer/engine/graph";
import { at } from "../../../src/main/trainer/engine/place";
import { nativeBackend, type Tensor, tf, type Variable } from "../../../src/main/trainer/tensorflow";
import { SaddleError } from "../../../src/shared/contract/errors";
import { tensorsLeftBy } from "../support";

beforeAll(async () => {
  await openBackend(null);
});

const examples = { count: 1, width: 1, values: { kind: "bytes", data: Uint8Array.of(0) }, range: [0, 1] } as const;
const random = Math.random;

/** What the recorder says of a function that calls this within `generator/0`. */
function refusal(run: (w: Variable, context: FunctionContext) => Tensor): SaddleError {
  const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3, 4])));
  try {
    const functions = {
      f: { feeds: {}, run: (context: FunctionContext) => ({ out: at("generator/0", () => run(w, context)) }) },
    };
    graph.compile({ functions, variables: { w }, examples, seed: 1 }).dispose();
  } catch (error) {
    if (error instanceof SaddleError) return error;
    throw error;
  } finally {
    expect(Array.from(w.dataSync())).toEqual([1, 2, 3, 4]);
    w.dispose();
  }
  throw new Error("nothing was refused");
}

describe("what a recording would freeze", () => {
  it.each<[string, (w: Variable) => Tensor, string]>([
    ["random numbers of JavaScript", (w) => w.add(tf.randomNormal([4])), "tf.randomNormal draws random numbers"],
    ["uniform ones", (w) => w.add(tf.randomUniform([4])), "tf.randomUniform draws random numbers"],
    ["dropout of TensorFlow.js", (w) => tf.dropout(w as Tensor, 0.5), "draws random numbers"],
    ["Math.random itself", (w) => w.mul(Math.random()), "Math.random draws random numbers"],
    ["values read back", (w) => w.mul(w.sum().dataSync()[0]!), "reads a tensor's values in JavaScript"],
    [
      "values read back one by one",
      (w) => w.mul(w.sum().arraySync() as number),
      "reads a tensor's values in JavaScript",
    ],
  ])("%s: refused by the name of the op and the place in the model", (_, run, named) => {
    const error = refusal(run);
    expect(error.code).toBe("unsupported");
    expect(error.message).toMatch(/^generator\/0: /);
    expect(error.message).toContain(named);
    expect(error.hint).toBeTruthy();
  });

  it("a tensor that was made outside: refused", () => {
    const outside = tf.tensor1d([1, 2, 3, 4]).square();
    expect(refusal((w) => w.mul(outside)).message).toBe("generator/0: reads a tensor that was made outside the step.");
    outside.dispose();
  });

  const native = (name: string, attributes: Record<string, number>, inputs: Tensor[]): Tensor => {
    const backend = nativeBackend()!;
    const types = Object.entries(attributes).map(([attribute, value]) => ({
      name: attribute,
      type: backend.binding.TF_ATTR_TYPE,
      value,
    }));
    return backend.executeSingleOutput(name, types, inputs);
  };

  it("ops that draw from a state of their own: refused", () => {
    const shuffle = (w: Variable) => native("RandomShuffle", { T: 1 }, [w]);
    expect(refusal(shuffle).message).toBe(
      "generator/0: RandomShuffle draws random numbers that the seed does not decide.",
    );
  });

  it("a shape that depends on values: refused", () => {
    const where = (w: Variable) => native("Where", { T: 1 }, [w]);
    expect(refusal(where).message).toBe("generator/0: the shape that Where returns depends on values.");
  });

  it("leaves the backend, the random numbers and the tensors as they were", async () => {
    const binding = nativeBackend()!.binding;
    expect(await tensorsLeftBy(() => refusal((w) => w.add(tf.randomNormal([4]))))).toBe(0);
    expect(nativeBackend()!.binding).toBe(binding);
    expect(Math.random).toBe(random);
    expect(tf.randomNormal([2]).shape).toEqual([2]);
  });
});

describe("a recording", () => {
  it("moves no variable, and leaves no tensor behind", async () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const left = await tensorsLeftBy(async () => {
      const run = () => {
        w.assign(w.mul(3));
        return { sum: w.sum() };
      };
      const program = graph.compile({ functions: { f: { feeds: {}, run } }, variables: { w }, examples, seed: 1 });
      expect(Array.from(w.dataSync())).toEqual([1, 2]);
      expect((await program.run("f", { feeds: {}, step: 1 })).sum).toEqual(Float32Array.of(9));
      program.dispose();
    });
    expect(left).toBe(0);
    w.dispose();
  });

  it("takes a reshape or a cast that changes nothing for what it was given, as it was then", async () => {
    const w = tf.tidy(() => tf.variable(tf.tensor1d([1, 2, 3, 4])));
    const run = () => {
      const before = w.reshape([4]).cast("float32");
      w.assign(w.mul(10));
      return { before, after: w.reshape([4]), other: before.reshape([2, 2]).cast("int32").cast("float32") };
    };
    const program = graph.compile({ functions: { f: { feeds: {}, run } }, variables: { w }, examples, seed: 1 });
    for (const factor of [1, 10]) {
      const { before, after, other } = await program.run("f", { feeds: {}, step: 0 });
      expect(Array.from(before!)).toEqual([1, 2, 3, 4].map((value) => value * factor));
      expect(Array.from(after!)).toEqual([10, 20, 30, 40].map((value) => value * factor));
      expect(Array.from(other!)).toEqual(Array.from(before!));
    }
    program.dispose();
    w.dispose();
  });

  it("captures second derivatives, and several inner steps that are differentiated through", async () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    // d/dw of ‖∇(w³)‖² = Σ 9·w⁴ is 36·w³.
    const penalty = (x: Tensor) =>
      tf
        .grad((y: Tensor) => y.pow(3).sum())(x)
        .square()
        .sum();
    // Two steps of descent on ½w² with rate ½ give w/4; the loss (w/4)² has the gradient w/8.
    const inner = (x: Tensor) => {
      let y = x;
      for (let i = 0; i < 2; i++)
        y = y.sub(
          tf
            .grad((z: Tensor) => z.square().sum().mul(0.5))(y)
            .mul(0.5),
        );
      return y.square().sum();
    };
    const run = () => ({ penalty: tf.grad(penalty)(w), unrolled: tf.grad(inner)(w) });
    const program = graph.compile({ functions: { f: { feeds: {}, run } }, variables: { w }, examples, seed: 1 });
    const found = await program.run("f", { feeds: {}, step: 1 });
    expect(Array.from(found.penalty!)).toEqual([36, 288]);
    expect(Array.from(found.unrolled!)).toEqual([0.125, 0.25]);
    program.dispose();
    w.dispose();
  });
});
