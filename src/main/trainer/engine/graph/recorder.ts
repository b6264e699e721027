/**
 * Records one function: it runs once, op by op, with a wrapper in place of the backend's native
 * binding, which notes every op and every constant and passes the call on. What comes out does not
 * depend on values, only on the order of the ops.
 *
 * What JavaScript would compute anew at every call and what the recording would freeze is refused:
 * values read back, random numbers that TensorFlow does not draw from the call's seed, tensors that
 * were made outside, ops whose output has a shape that depends on values.
 */

import { SaddleError } from "../../../../shared/contract/errors";
import { sizeOf } from "../../../../shared/domain/shape";
import { type Localized, say } from "../../../../shared/domain/text";
import {
  type NativeBackend,
  type NativeBinding,
  type NativeTensor,
  type OpAttribute,
  type Tensor,
  tf,
  type Variable,
} from "../../tensorflow";
import type { Definition, EngineFunction, Examples, FeedSpec, FusedUpdate, VariableUpdate } from "../engine";
import { at, placeNow } from "../place";
import { noiseFrom } from "../random";

export interface RecordedOp {
  readonly kind: "op";
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly Value[];
  /** Order of recording: an op depends on none that came later. */
  readonly order: number;
  readonly place: string;
}

/** Where a tensor comes from. */
export type Source =
  | { readonly kind: "output"; readonly op: RecordedOp; readonly index: number }
  | { readonly kind: "constant"; readonly values: Float32Array | Int32Array | Uint8Array }
  /** The variable after so many fused updates. */
  | { readonly kind: "variable"; readonly name: string; readonly version: number }
  | { readonly kind: "feed"; readonly name: string };

export interface Value {
  readonly source: Source;
  readonly shape: readonly number[];
  /** TensorFlow's `DataType`. */
  readonly dtype: number;
}

export interface RecordedUpdate {
  readonly op: string;
  readonly inputs: readonly ({ readonly handle: string } | Value)[];
  /** Variables that it changes; the first is the weight. Each is one version further afterwards. */
  readonly changes: readonly { readonly name: string; readonly from: number }[];
  readonly order: number;
  readonly place: string;
}

export interface Recording {
  readonly outputs: Readonly<Record<string, Value>>;
  /** Variables whose last value is an op's output; others are as their updates left them. */
  readonly assigned: Readonly<Record<string, Value>>;
  readonly updates: readonly RecordedUpdate[];
}

/** The feeds of the call's noise, beside the function's own: int32 of these shapes. */
export const counterFeed = "noise.counter";
export const seedFeed = "noise.seed";
export const noiseShapes: Readonly<Record<string, readonly number[]>> = { [counterFeed]: [2, 2], [seedFeed]: [1, 1] };

/** Ops of TensorFlow that draw from state of their own, or whose output's shape follows from values. */
const statefulOps =
  /^(Random|Multinomial$|TruncatedNormal$|ParameterizedTruncatedNormal|StatelessRandomGetKeyCounter|Stateful)/;
const shapelessOps = /^(Where$|Unique|ListDiff$|NonMaxSuppression|SparseReshape|SparseFillEmptyRows|StringSplit|Queue)/;

function refusal(what: Localized, hint: Localized): SaddleError {
  const place = placeNow();
  return new SaddleError("unsupported", place ? say(`${place}: ${what.en}`, `${place}: ${what.ko}`) : what, { hint });
}

const fromNoise = say("Draw them from the step's noise.", "스텝의 잡음에서 뽑으세요.");

/** Whether an op gives back what it is given: a gradient reshapes and casts wherever it might be needed. */
function changesNothing(name: string, input: Value, output: NativeTensor): boolean {
  if (name === "Cast") return input.dtype === output.dtype;
  return name === "Reshape" && input.shape.join() === output.shape.join();
}

/** The TensorFlow.js function on the stack, by the name that a model calls it by. */
function callerInStack(): string {
  for (const line of (new Error().stack ?? "").split("\n")) {
    // tfjs-core names the implementation `randomNormal_`, and the wrapper `randomNormal__op`.
    const found = /\bat (?:\w+\.)?([a-z]\w*?)_(?:_op)?(?: |$)/.exec(line.trim());
    if (found) return `tf.${found[1]}`;
  }
  return "Math.random";
}

/** What a function is recorded over. */
interface Recorded extends Pick<Definition, "variables" | "seed"> {
  readonly examples: Pick<Examples, "width" | "labels">;
}

export function record(backend: NativeBackend, fn: EngineFunction, { variables, examples, seed }: Recorded): Recording {
  const { binding } = backend;
  const values = new Map<number, Value>();
  const names = new Map<Variable, string>(Object.entries(variables).map(([name, variable]) => [variable, name]));
  const versions = new Map<string, number>();
  const updates: RecordedUpdate[] = [];
  let order = 0;

  const idOf = (tensor: Tensor): number => backend.getInputTensorIds([tensor])[0]!;
  const known = (id: number): Value => {
    const value = values.get(id);
    if (value) return value;
    throw refusal(
      say("reads a tensor that was made outside the step.", "스텝 밖에서 만든 텐서를 읽습니다."),
      say(
        "Make it within the step, or keep it as a variable of the model.",
        "스텝 안에서 만들거나 모델의 변수로 두세요.",
      ),
    );
  };

  const recorder: NativeBinding = Object.create(binding, {
    executeOp: {
      value: (name: string, attributes: readonly OpAttribute[], inputs: readonly number[], count: number) => {
        if (statefulOps.test(name)) {
          throw refusal(
            say(
              `${name} draws random numbers that the seed does not decide.`,
              `${name}: 시드로 정해지지 않는 난수를 뽑습니다.`,
            ),
            fromNoise,
          );
        }
        if (shapelessOps.test(name)) {
          throw refusal(
            say(`the shape that ${name} returns depends on values.`, `${name}: 결과의 형상이 값에 따라 달라집니다.`),
            say(
              "Use an op whose shapes are fixed, such as a mask that is multiplied.",
              "마스크를 곱하는 것처럼 형상이 고정된 연산을 쓰세요.",
            ),
          );
        }
        const op: RecordedOp = {
          kind: "op",
          name,
          attributes: [...attributes],
          inputs: inputs.map(known),
          order: order++,
          place: placeNow(),
        };
        const made = binding.executeOp(name, attributes, inputs, count);
        if (op.inputs[0] && changesNothing(name, op.inputs[0], made[0]!)) {
          values.set(made[0]!.id, op.inputs[0]);
          return made;
        }
        made.forEach(({ id, shape, dtype }, index) => {
          values.set(id, { source: { kind: "output", op, index }, shape, dtype });
        });
        return made;
      },
    },
    createTensor: {
      value: (shape: number[], dtype: number, data: Float32Array | Int32Array | Uint8Array | string[]) => {
        const id = binding.createTensor(shape, dtype, data);
        if (!ArrayBuffer.isView(data)) {
          throw refusal(
            say("makes a tensor of strings.", "문자열 텐서를 만듭니다."),
            say("A step works on numbers.", "스텝은 숫자만 다룹니다."),
          );
        }
        values.set(id, { source: { kind: "constant", values: data.slice() }, shape: [...shape], dtype });
        return id;
      },
    },
    tensorDataSync: {
      value: () => {
        const caller = callerInStack();
        throw refusal(
          say(`${caller} reads a tensor's values in JavaScript.`, `${caller}: 텐서의 값을 JavaScript에서 읽습니다.`),
          say(
            "Whatever follows from values must be an op on tensors.",
            "값에서 나오는 것은 모두 텐서 연산이어야 합니다.",
          ),
        );
      },
    },
  });

  const shapeOf = (spec: FeedSpec): readonly number[] => {
    if (spec.kind === "numbers") return spec.shape;
    return [spec.count, spec.kind === "labels" ? (examples.labels?.classes ?? 0) : examples.width];
  };

  /** A tensor of zeros that stands for what comes from outside at each call. */
  const standIn = (name: string, shape: readonly number[], dtype: "float32" | "int32"): Tensor => {
    const tensor = tf.zeros([...shape], dtype);
    const [made] = binding.executeOp(
      "Identity",
      [{ name: "T", type: binding.TF_ATTR_TYPE, value: dtype === "int32" ? binding.TF_INT32 : binding.TF_FLOAT }],
      [idOf(tensor)],
      1,
    );
    values.set(made!.id, { source: { kind: "feed", name }, shape: [...shape], dtype: made!.dtype });
    return backend.createOutputTensor(made!);
  };

  /** Moves a variable by a native op: from here on, its value is what the op leaves. */
  const fuse = ({ variable, slots }: VariableUpdate, fused: FusedUpdate): void => {
    const touched = [variable, ...Object.values(slots)];
    const inputs = fused.inputs.map((input) => {
      if (input === "value") return { handle: names.get(variable)! };
      if ("slot" in input) return { handle: names.get(slots[input.slot]!)! };
      return known(idOf(input as Tensor));
    });
    const changes = touched.map((one) => {
      const name = names.get(one)!;
      return { name, from: versions.get(name) ?? 0 };
    });
    updates.push({ op: fused.op, inputs, changes, order: order++, place: placeNow() });
    for (const one of touched) {
      const name = names.get(one)!;
      const version = (versions.get(name) ?? 0) + 1;
      versions.set(name, version);
      tf.tidy(() => {
        const [made] = binding.executeOp(
          "Identity",
          [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }],
          [idOf(one)],
          1,
        );
        values.set(made!.id, { source: { kind: "variable", name, version }, shape: one.shape, dtype: made!.dtype });
        one.assign(backend.createOutputTensor(made!));
      });
    }
  };

  const update = (one: VariableUpdate): void => {
    const asVariables = [one.variable, ...Object.values(one.slots)].every((touched) => {
      const { source } = known(idOf(touched));
      return source.kind === "variable" && source.name === names.get(touched);
    });
    if (one.fused && asVariables) {
      fuse(one, one.fused());
      return;
    }
    const next = one.compute();
    for (const [slot, tensor] of Object.entries(next.slots)) one.slots[slot]!.assign(tensor);
    one.variable.assign(next.value);
  };

  // Running the function moves the variables; they are put back afterwards.
  const before = Object.values(variables).map((variable) => tf.keep(variable.clone()));
  const random = Math.random;
  try {
    let recording: Recording | null = null;
    tf.tidy(() => {
      for (const [name, variable] of Object.entries(variables)) {
        const value: Value = {
          source: { kind: "variable", name, version: 0 },
          shape: variable.shape,
          dtype: binding.TF_FLOAT,
        };
        values.set(idOf(variable), value);
      }
      const feeds = Object.fromEntries(
        Object.entries(fn.feeds).map(([name, spec]) => [name, standIn(name, shapeOf(spec), "float32")]),
      );
      const noiseOf = (feed: string) => standIn(feed, noiseShapes[feed]!, "int32");
      const noise = noiseFrom(fn.seeded ? noiseOf(seedFeed) : seed, noiseOf(counterFeed));
      backend.binding = recorder;
      Math.random = () => {
        const caller = callerInStack();
        throw refusal(
          say(
            `${caller} draws random numbers in JavaScript, which would be the same at every step.`,
            `${caller}: JavaScript에서 난수를 뽑습니다. 모든 스텝에서 같은 값이 됩니다.`,
          ),
          fromNoise,
        );
      };
      const outputs = fn.run({ feeds, noise, update });
      const recorded = Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, at(`output ${name}`, () => known(idOf(tensor)))]),
      );
      const assigned: Record<string, Value> = {};
      for (const [name, variable] of Object.entries(variables)) {
        const value = at(name, () => known(idOf(variable)));
        const { source } = value;
        const itself =
          source.kind === "variable" && source.name === name && source.version === (versions.get(name) ?? 0);
        if (!itself) assigned[name] = value;
      }
      tf.dispose(outputs);
      recording = { outputs: recorded, assigned, updates };
    });
    return recording!;
  } finally {
    backend.binding = binding;
    Math.random = random;
    Object.values(variables).forEach((variable, index) => {
      variable.assign(before[index] as Tensor as typeof variable);
      before[index]!.dispose();
    });
  }
}

/** Whether two constants are the same, as a key. */
export const constantKey = ({ source, shape, dtype }: Value): string | null =>
  source.kind === "constant" && sizeOf(shape) <= 16 ? `${dtype}[${shape}]${source.values.join()}` : null;
