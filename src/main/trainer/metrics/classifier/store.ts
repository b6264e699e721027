/** Trained classifiers on disk, one safetensors file for each dataset. */
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { SaddleError } from "../../../../shared/contract/errors";
import { say } from "../../../../shared/domain/text";
import { decodeSafetensors, encodeSafetensors } from "../../../../shared/formats/safetensors";
import type { Network } from "./network";

/** What decides a classifier: data, first weights and order, and how it learns. */
export interface ClassifierKey {
  /** {@link Dataset.hash}. */
  readonly hash: string;
  readonly seed: number;
  /** Of its study: architecture, and what it learns from. */
  readonly version: string;
  readonly network: Network;
}

export interface StoredClassifier {
  /** In the order of {@link Network.weights}. */
  readonly weights: readonly Float32Array[];
  /** On held-out examples, 0 to 1. */
  readonly accuracy: number;
}

/** No classifier of ours comes near it; a larger file is not one. */
const maximumBytes = 64 * 1024 * 1024;

const metadataSchema = z.object({
  architecture: z.string(),
  dataset: z.string(),
  seed: z.string(),
  accuracy: z.coerce.number().min(0).max(1),
  sha256: z.string(),
});

/** `<directory>/<hash>-<version>.safetensors` */
export function classifierPath(directory: string, { hash, version }: ClassifierKey): string {
  if (!/^[0-9a-f]{16,128}$/.test(hash)) {
    throw new SaddleError(
      "internal",
      say(
        `A dataset's hash must be lower-case hex; "${hash}" is not.`,
        `데이터셋의 해시는 소문자 16진수여야 합니다: "${hash}".`,
      ),
    );
  }
  return join(directory, `${hash}-${version}.safetensors`);
}

/**
 * The classifier that was kept for this key. Whatever is not exactly that (no file, a damaged one, one
 * of other data or another seed) gives null: training it again costs seconds, trusting it a wrong figure.
 */
export function readClassifier(directory: string, key: ClassifierKey): StoredClassifier | null {
  const path = classifierPath(directory, key);
  try {
    const { size } = statSync(path);
    if (size > maximumBytes) return null;
    // A plain Uint8Array: a Buffer's slice shares memory where an array's copies.
    const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(path)), path);
    const stated = metadataSchema.parse(metadata);
    if (stated.architecture !== key.version || stated.dataset !== key.hash || stated.seed !== String(key.seed))
      return null;
    const weights: Float32Array[] = [];
    for (const { name, shape } of key.network.weights) {
      const tensor = tensors.find((candidate) => candidate.name === name);
      if (tensor === undefined || !(tensor.data instanceof Float32Array)) return null;
      if (tensor.shape.length !== shape.length || tensor.shape.some((side, axis) => side !== shape[axis])) return null;
      if (!tensor.data.every(Number.isFinite)) return null;
      weights.push(tensor.data);
    }
    return digest(weights) === stated.sha256 ? { weights, accuracy: stated.accuracy } : null;
  } catch {
    return null;
  }
}

/**
 * Keeps a classifier: written beside its place, synced, then renamed, so that no reader ever sees half.
 * @returns why it could not be kept, or null; the classifier in memory serves in either case
 */
export function writeClassifier(directory: string, key: ClassifierKey, classifier: StoredClassifier): string | null {
  const path = classifierPath(directory, key);
  const temporary = `${path}.${process.pid}.part`;
  const bytes = encodeSafetensors({
    tensors: key.network.weights.map(({ name, shape }, index) => {
      return { name, shape, type: "F32", data: classifier.weights[index]! };
    }),
    metadata: {
      architecture: key.version,
      dataset: key.hash,
      seed: String(key.seed),
      accuracy: String(classifier.accuracy),
      sha256: digest(classifier.weights),
    },
  });
  try {
    mkdirSync(directory, { recursive: true });
    const file = openSync(temporary, "w");
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return null;
  } catch (cause) {
    discard(temporary);
    return `The classifier could not be kept in ${path} (${cause instanceof Error ? cause.message : String(cause)}).`;
  }
}

/** What cannot be removed either is left: the first reason is the one to report. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

function digest(weights: readonly Float32Array[]): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of weights) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
}
