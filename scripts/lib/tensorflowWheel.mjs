/** TensorFlow from a Python wheel: its two libraries, the C headers, and the addon built on them. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { checkAddon, compileAddon, linkAddon, requireCompiler } from "./addon.mjs";
import { recordFiles } from "./checksum.mjs";
import { during } from "./progress.mjs";
import { downloadWheel, requirePip } from "./python.mjs";
import { nvidiaWheels } from "./wheels.mjs";
import { unzip } from "./zip.mjs";

/**
 * @typedef {object} Making
 * @property {string} staging folder to fill
 * @property {(pid: number) => void} include tells the lock about a child process
 * @property {"cpu" | "cuda"} variant
 * @property {string} version of TensorFlow
 * @property {string} binding version of the npm package that the addon comes from
 * @property {Promise<unknown>} dependencies settled when the npm packages are in place
 */

/** The folders of headers that the addon's sources reach; the wheel has 13,000 files of them. */
const headers =
  /^tensorflow\/include\/((?:tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/.*\.h)$/;
const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.(?:so\.2|2\.dylib))$/;
/** Beside lib/: where the run paths of TensorFlow's CUDA build look. */
const nvidia = /^nvidia\/(?!.*\/include\/).*(?<!\.a|\.py|\.h)$/;

/**
 * @param {import("./python.mjs").Wheel} wheel
 * @param {Making} making
 */
export async function makeFromWheel(wheel, making) {
  const { staging, include, variant, version, binding } = making;
  const [compiler] = await Promise.all([requireCompiler(), requirePip("native TensorFlow")]);
  const file = join(staging, "tensorflow.whl");
  await during(
    variant === "cuda" ? "Downloading TensorFlow with CUDA" : "Downloading TensorFlow",
    (step) =>
      downloadWheel(wheel, file, {
        include,
        onProgress: (bytes) => step.amount(Math.min(bytes, wheel.bytes), wheel.bytes),
      }),
    `TensorFlow ${version} downloaded and verified`,
  );
  const headerFolder = join(staging, "include");
  await unzip(file, headerFolder, (name) => headers.exec(name)?.[1]);
  const libraries = await during(
    "Unpacking TensorFlow and building its addon",
    async (step) => {
      const progress = (/** @type {number} */ done, /** @type {number} */ total) => step.amount(done, total);
      const parts = /** @type {const} */ ([
        making.dependencies.then(() => compileAddon(compiler, headerFolder, join(staging, "objects"), include)),
        unzip(file, join(staging, "lib"), (name) => library.exec(name)?.[1], progress),
      ]);
      // The staging folder may go when a part fails, so the other one must not be writing to it any more.
      await Promise.allSettled(parts);
      const [objects, names] = await Promise.all(parts);
      await linkAddon(compiler, objects, staging, names, include);
      return names;
    },
    "TensorFlow unpacked, addon built",
  );
  for (const done of [file, headerFolder, join(staging, "objects")]) await rm(done, { recursive: true });
  const cuda = variant === "cuda" ? await addNvidia(staging, include) : [];
  await checkAddon(staging);
  const files = ["tfjs_binding.node", ...libraries.map((name) => `lib/${name}`), ...cuda];
  return {
    version,
    variant,
    source: `Python wheel ${wheel.requirement}`,
    binding,
    compiler,
    files: await during("Recording checksums", () => recordFiles(staging, files), "checksums recorded"),
  };
}

/** @param {string} staging @param {(pid: number) => void} include @returns {Promise<string[]>} paths in the entry */
async function addNvidia(staging, include) {
  const total = nvidiaWheels.reduce((sum, wheel) => sum + wheel.bytes, 0);
  return during(
    `Downloading NVIDIA's libraries (${nvidiaWheels.length} packages)`,
    async (step) => {
      const paths = [];
      let before = 0;
      for (const wheel of nvidiaWheels) {
        const file = join(staging, "nvidia.whl");
        await downloadWheel(wheel, file, { include, onProgress: (bytes) => step.amount(before + bytes, total) });
        paths.push(...(await unzip(file, staging, (name) => (nvidia.test(name) ? name : undefined))));
        await rm(file);
        before += wheel.bytes;
      }
      return paths;
    },
    "NVIDIA's libraries",
  );
}
