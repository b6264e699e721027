/** The whole state of a run as a safetensors file: weights, optimizer slots and counters. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { type Localized, say } from "../../../shared/domain/text";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../../shared/formats/safetensors";
import type { StateValues } from "./engine";

/** What a run counts; with the seed and the weights it is all that the next step depends on. */
export interface Counters {
  /** Steps made, whichever networks they moved. */
  step: number;
  /** Batches read, so that no data is skipped or repeated when k changes. */
  batches: number;
  /** Updates of each network. */
  updates: Record<string, number>;
}

const format = "saddle-checkpoint-1";
const metadataSchema = z.looseObject({
  format: z.literal(format),
  counters: z.string().transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("not JSON");
      return z.NEVER;
    }
  }),
});
const count = z.int().min(0);
const countersSchema = z.object({ step: count, batches: count, updates: z.record(z.string().max(64), count) });

/** A run's tensors by name: weights and optimizer slots. */
export type State = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;

/** SHA-256 over names, shapes and values (little-endian) in name order; lower-case hex. */
export function hashWeights(weights: State): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(weights).sort()) {
    const { shape, data } = weights[name]!;
    hash.update(`${name}\0${JSON.stringify(shape)}\0`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

/**
 * The name of the first tensor whose absolute values have no finite float32 sum: it holds NaN or
 * infinity, or numbers so large that training is lost anyway. Null where there is none.
 */
export function firstNonFinite(state: State): string | null {
  const lost = ({ data }: State[string]): boolean => {
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]!);
    return !Number.isFinite(Math.fround(sum));
  };
  return Object.keys(state).find((name) => lost(state[name]!)) ?? null;
}

export function encodeState(state: State, counters: Counters): Uint8Array {
  const tensors = Object.entries(state).map(
    ([name, { shape, data }]): StoredTensor => ({ name, type: "F32", shape: [...shape], data }),
  );
  return encodeSafetensors({ tensors, metadata: { format, counters: JSON.stringify(counters) } });
}

/**
 * Reads a checkpoint for a run whose tensors have these shapes.
 * @param networks whose updates it must have counted
 * @throws SaddleError `bad-file` naming the tensor that is missing, of another shape or not finite
 */
export function decodeState(
  bytes: Uint8Array,
  shapes: Readonly<Record<string, { readonly shape: readonly number[] }>>,
  networks: readonly string[],
): { values: StateValues; counters: Counters } {
  const refuse = ({ en, ko }: Localized): never => {
    throw new SaddleError(
      "bad-file",
      say(`The checkpoint does not fit this network: ${en}.`, `체크포인트가 이 네트워크와 맞지 않습니다: ${ko}.`),
      {
        hint: say(
          "It belongs to other settings or is damaged; go on from another checkpoint.",
          "다른 설정의 것이거나 손상되었습니다. 다른 체크포인트에서 계속하세요.",
        ),
      },
    );
  };
  const { tensors, metadata } = decodeSafetensors(bytes, say("The checkpoint", "체크포인트"));
  const parsed = metadataSchema.safeParse(metadata);
  const counted = countersSchema.safeParse(parsed.data?.counters);
  if (!parsed.success || !counted.success) {
    return refuse(say("its counters cannot be read", "스텝과 갱신 횟수를 읽을 수 없습니다"));
  }
  const { step, batches, updates } = counted.data;
  const uncounted = networks.find((network) => !Object.hasOwn(updates, network));
  if (uncounted !== undefined) {
    return refuse(say(`it counts no updates of the ${uncounted}`, `${uncounted}의 갱신 횟수가 없습니다`));
  }
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const values: StateValues = {};
  for (const [name, { shape }] of Object.entries(shapes)) {
    const tensor = stored.get(name);
    if (!tensor) return refuse(say(`tensor ${name} is missing`, `텐서 ${name}이(가) 없습니다`));
    if (tensor.type !== "F32" || tensor.shape.join() !== shape.join()) {
      return refuse(
        say(
          `tensor ${name} is [${tensor.shape}], not [${shape}]`,
          `텐서 ${name}의 형상이 다릅니다: [${tensor.shape}] (필요한 형상: [${shape}])`,
        ),
      );
    }
    values[name] = tensor.data as Float32Array;
    if (!values[name].every(Number.isFinite)) {
      return refuse(say(`tensor ${name} holds NaN or infinity`, `텐서 ${name}에 NaN이나 무한대가 있습니다`));
    }
  }
  const counters = {
    step,
    batches,
    updates: Object.fromEntries(networks.map((network) => [network, updates[network]!])),
  };
  return { values, counters };
}
