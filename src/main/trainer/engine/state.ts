/** The whole state of a run as a safetensors file: weights, optimizer slots and counters. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { SaddleError } from "../../../shared/contract/errors";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "../../../shared/formats/safetensors";
import { type NamedVariables, tf } from "../tensorflow";
import { takeValues } from "./values";

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

const values = (variables: NamedVariables, name: string): Promise<Float32Array> => variables[name]!.data<"float32">();

/** SHA-256 over names, shapes and values (little-endian) in name order; lower-case hex. */
export async function hashWeights(weights: NamedVariables): Promise<string> {
  const hash = createHash("sha256");
  for (const name of Object.keys(weights).sort()) {
    const data = await values(weights, name);
    hash.update(`${name}\0${JSON.stringify(weights[name]!.shape)}\0`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

/** The name of the first variable that holds NaN or infinity; null where all are finite. */
export async function firstNonFinite(variables: NamedVariables): Promise<string | null> {
  const names = Object.keys(variables);
  if (names.length === 0) return null;
  // A sum is finite only if all are (or if they are so large that training is lost anyway).
  const sums = await takeValues(tf.tidy(() => tf.stack(names.map((name) => variables[name]!.abs().sum()))));
  const index = sums.findIndex((sum) => !Number.isFinite(sum));
  return index < 0 ? null : names[index]!;
}

/** @param variables weights and slots by unique name */
export async function encodeState(variables: NamedVariables, counters: Counters): Promise<Uint8Array> {
  const tensors: StoredTensor[] = [];
  for (const [name, { shape }] of Object.entries(variables)) {
    tensors.push({ name, type: "F32", shape, data: await values(variables, name) });
  }
  return encodeSafetensors({ tensors, metadata: { format, counters: JSON.stringify(counters) } });
}

/**
 * Writes a checkpoint into variables that are already there; nothing is changed where it does not fit.
 * @param networks whose updates it must have counted
 * @throws SaddleError `bad-file` naming the tensor that is missing, of another shape or not finite
 */
export function restoreState(bytes: Uint8Array, variables: NamedVariables, networks: readonly string[]): Counters {
  const refuse = (reason: string): never => {
    throw new SaddleError("bad-file", `The checkpoint does not fit this network: ${reason}.`, {
      hint: "It belongs to other settings or is damaged; go on from another checkpoint.",
    });
  };
  const { tensors, metadata } = decodeSafetensors(bytes, "The checkpoint");
  const parsed = metadataSchema.safeParse(metadata);
  const counters = countersSchema.safeParse(parsed.data?.counters);
  if (!parsed.success || !counters.success) return refuse("its counters cannot be read");
  const { step, batches, updates } = counters.data;
  const uncounted = networks.find((network) => !Object.hasOwn(updates, network));
  if (uncounted !== undefined) return refuse(`it counts no updates of the ${uncounted}`);
  const stored = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  for (const [name, variable] of Object.entries(variables)) {
    const tensor = stored.get(name);
    if (!tensor) return refuse(`tensor ${name} is missing`);
    if (tensor.type !== "F32" || tensor.shape.join() !== variable.shape.join()) {
      return refuse(`tensor ${name} is [${tensor.shape}], not [${variable.shape}]`);
    }
    if (!(tensor.data as Float32Array).every(Number.isFinite)) return refuse(`tensor ${name} holds NaN or infinity`);
  }
  for (const [name, variable] of Object.entries(variables)) {
    const { data, shape } = stored.get(name)!;
    tf.tidy(() => variable.assign(tf.tensor(data, [...shape])));
  }
  return { step, batches, updates: Object.fromEntries(networks.map((network) => [network, updates[network]!])) };
}
