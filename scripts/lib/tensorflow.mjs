/*
 * Native TensorFlow for this machine: which build, where it lies in the cache, and what the lab is told
 * when there is none. Without it the lab still runs, on WebAssembly, so a problem here is reported
 * and does not stop the set-up.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { addonRevision, bindingPackage } from "./addon.mjs";
import { ensureEntry, findEntry } from "./cache.mjs";
import { lockedVersion } from "./dependencies.mjs";
import { cacheRoot, callersFolder, override } from "./environment.mjs";
import { fileProblem, SetupProblem } from "./problem.mjs";
import { say } from "./progress.mjs";
import { run } from "./run.mjs";
import { makeFromPackage, packageVersion } from "./tensorflowPackage.mjs";
import { makeFromWheel } from "./tensorflowWheel.mjs";
import { tensorflowVersion, tensorflowWheels } from "./wheels.mjs";

/** @typedef {"cpu" | "cuda"} Variant */
/** @typedef {{ SADDLE_TENSORFLOW: string, SADDLE_TENSORFLOW_PROBLEM?: string }} TensorflowSettings */

/** For so long a build that does not work on this machine is not tried again. */
const refusalMilliseconds = 24 * 3600_000;

/** @returns {Promise<boolean>} whether an NVIDIA driver is loaded */
async function hasNvidiaDriver() {
  if (process.platform === "linux") {
    if (existsSync("/proc/driver/nvidia/version") || existsSync("/usr/lib/wsl/lib/libcuda.so.1")) return true;
    return (await run("ldconfig", ["-p"])).stdout.includes("libcuda.so.1");
  }
  if (process.platform !== "win32") return false;
  return existsSync(join(process.env.SystemRoot ?? "C:\\Windows", "System32", "nvcuda.dll"));
}

/** @param {Variant} variant */
const wheelOf = (variant) =>
  new Map(Object.entries(tensorflowWheels)).get(`${variant}-${process.platform}-${process.arch}`);

/**
 * @param {Variant} variant
 * @param {Promise<unknown>} dependencies settled when the npm packages are in place
 * @returns {Promise<import("./cache.mjs").EntryPlan>}
 */
async function planOf(variant, dependencies) {
  const wheel = wheelOf(variant);
  const version = wheel ? tensorflowVersion : packageVersion;
  const binding = await lockedVersion(bindingPackage);
  const name = `${version}-${variant}-${process.platform}-${process.arch}-binding${binding}-${addonRevision}`;
  return {
    folder: join(cacheRoot(), "tensorflow", name),
    title: variant === "cuda" ? "TensorFlow with CUDA" : "TensorFlow",
    description: "tensorflow.json",
    bytes: variant === "cuda" && wheel ? 9e9 : 1.6e9,
    make: async (staging, include) => {
      const made = { staging, include, variant, version, binding, dependencies };
      return wheel ? makeFromWheel(wheel, made) : makeFromPackage(made);
    },
  };
}

/** @param {string} folder */
const refusalFile = (folder) => `${folder}.refused.json`;

/** @param {string} folder @returns {Promise<SetupProblem | undefined>} */
async function readRefusal(folder) {
  try {
    const { missing, remedy, at } = JSON.parse(await readFile(refusalFile(folder), "utf8"));
    // One of before both languages were kept is not worth a translation: the build is tried again.
    const told = [missing?.ko, remedy?.ko].every((text) => typeof text === "string");
    return told && Date.now() - at < refusalMilliseconds ? new SetupProblem(missing, remedy) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} folder @param {SetupProblem} problem */
async function writeRefusal(folder, problem) {
  const refusal = { missing: problem.missing, remedy: problem.remedy, at: Date.now() };
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(refusalFile(folder), JSON.stringify(refusal)).catch(() => undefined);
}

/**
 * One build, from the cache or made now.
 * @param {Variant} variant
 * @param {Promise<unknown>} dependencies
 * @param {boolean} fully
 */
async function provide(variant, dependencies, fully) {
  const plan = await planOf(variant, dependencies);
  if (fully) await rm(refusalFile(plan.folder), { force: true });
  const refusal = await readRefusal(plan.folder);
  if (refusal && !(await findEntry(plan, false))) throw refusal;
  try {
    await ensureEntry(plan, fully);
  } catch (error) {
    if (error instanceof SetupProblem && error.lasting) await writeRefusal(plan.folder, error);
    throw error;
  }
  return plan.folder;
}

/** @param {string} folder as the person gave it */
function ownFolder(folder) {
  const path = resolve(callersFolder, folder);
  if (existsSync(join(path, "tfjs_binding.node"))) return path;
  throw new SetupProblem(
    {
      en: `SADDLE_TENSORFLOW names ${path}, which holds no tfjs_binding.node.`,
      ko: `SADDLE_TENSORFLOW가 가리키는 ${path}에 tfjs_binding.node가 없습니다.`,
    },
    {
      en: "Name a folder with tfjs_binding.node, lib/ and tensorflow.json, or `none`, or unset it to let Saddle provide TensorFlow.",
      ko: "tfjs_binding.node, lib/, tensorflow.json이 든 폴더나 `none`을 지정하세요. 설정을 지우면 Saddle이 TensorFlow를 준비합니다.",
    },
  );
}

/**
 * What the lab is told where there is no native TensorFlow.
 * @param {SetupProblem} problem
 * @returns {Required<TensorflowSettings>}
 */
export const withoutTensorflow = ({ missing, remedy }) => ({
  SADDLE_TENSORFLOW: "none",
  SADDLE_TENSORFLOW_PROBLEM: JSON.stringify({ missing, remedy }),
});

/**
 * @param {Promise<unknown>} dependencies settled when the npm packages are in place
 * @param {boolean} fully compare every file with its SHA-256
 * @returns {Promise<TensorflowSettings>}
 */
export async function provideTensorflow(dependencies, fully) {
  const own = override("SADDLE_TENSORFLOW");
  if (own === "none") return { SADDLE_TENSORFLOW: "none" };
  if (own && own !== "cpu" && own !== "cuda") return { SADDLE_TENSORFLOW: ownFolder(own) };
  try {
    const cuda = own === "cuda" || (own !== "cpu" && (await hasNvidiaDriver()));
    if (cuda) {
      try {
        return { SADDLE_TENSORFLOW: await provide("cuda", dependencies, fully) };
      } catch (error) {
        if (!(error instanceof SetupProblem)) throw error;
        say(`TensorFlow with CUDA is not to be had here, so the build for the processor is used. ${error.missing.en}`);
      }
    }
    return { SADDLE_TENSORFLOW: await provide("cpu", dependencies, fully) };
  } catch (error) {
    const problem = fileProblem(error, join(cacheRoot(), "tensorflow"));
    if (!(problem instanceof SetupProblem)) throw problem;
    say(`\nNative TensorFlow is not available, so the lab runs on WebAssembly, which is slower.`);
    say(`${problem.missing.en}\n${problem.remedy.en}\n`);
    return withoutTensorflow(problem);
  }
}
