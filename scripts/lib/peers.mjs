/*
 * PyTorch and Python's TensorFlow for `npm run bench -- --peers`: a folder of packages in the cache that
 * only the bench's own workers see. They run in the person's Python, isolated from what it has installed.
 *
 * PyTorch's wheel for Linux is the CUDA build, and the CUDA libraries that it is linked with take
 * gigabytes. The bench uses the processor alone, so of those there are the few small ones that PyTorch's
 * part for the processor calls; in place of the others are empty libraries of the same names, which satisfy
 * the loader and are never called.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { requireCompiler } from "./addon.mjs";
import { ensureEntry, findEntry } from "./cache.mjs";
import { recordFiles } from "./checksum.mjs";
import { cacheRoot, root } from "./environment.mjs";
import { SetupProblem } from "./problem.mjs";
import { during, megabytes, say } from "./progress.mjs";
import { pipProblem, requirePython, runPip, sizeOf } from "./python.mjs";
import { lastLine, run } from "./run.mjs";

/** Versions of Python that every pinned package comes for, newest first. */
const pythons = ["3.13", "3.12", "3.11"];

const title = "PyTorch and TensorFlow";
const folderOfWorkers = join(root, "bench", "peers");
const workers = ["pytorch_worker.py", "tensorflow_worker.py", "torchvision_worker.py"];

/** What is downloaded, what it takes when unpacked, and what it takes meanwhile, on Linux x64; bytes. */
const downloadBytes = 1e9;
const installedBytes = 2.8e9;
const makingBytes = installedBytes + 2 * downloadBytes;

/**
 * Libraries of CUDA that are empty here, with the symbol version under which PyTorch looks into them and the
 * variables that must exist (functions are looked up when they are called, which does not happen).
 * @type {{ file: string, version?: string, variables?: string[] }[]}
 */
const emptyLibraries = [
  { file: "libcublas.so.13" },
  { file: "libcublasLt.so.13" },
  { file: "libcudnn.so.9" },
  { file: "libcufft.so.12" },
  { file: "libcusparse.so.12" },
  { file: "libcusparseLt.so.0" },
  { file: "libnccl.so.2" },
  { file: "libnvrtc.so.13" },
  { file: "libnvshmem_host.so.3", version: "NVSHMEM", variables: ["nvshmem_selected_device_transport"] },
];

/**
 * @param {string} text of a file of requirements
 * @returns {string[]} what it asks for, one a package
 */
export const requirementsIn = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*/, "").trim())
    .filter((line) => line !== "");

/**
 * The order of downloads: the two large packages alone, so that a later one that fails does not cost them.
 * @param {string[]} requirements
 */
export function downloadsOf(requirements) {
  const large = [/^torch==/, /^tensorflow(-cpu)?==/];
  const groups = large.map((pattern) => requirements.filter((line) => pattern.test(line)));
  const rest = requirements.filter((line) => !large.some((pattern) => pattern.test(line)));
  return [...groups, rest].filter((group) => group.length > 0);
}

/** @param {string} compiler @param {string} packages @param {(pid: number) => void} include */
async function addEmptyLibraries(compiler, packages, include) {
  const target = join(packages, "nvidia", "cu13", "lib");
  const source = join(packages, "empty.c");
  const versions = join(packages, "empty.map");
  for (const { file, version = file, variables = [] } of emptyLibraries) {
    await writeFile(source, variables.map((name) => `void *${name};\n`).join(""));
    await writeFile(versions, `${version} { *; };\n`);
    const named = [`-Wl,-soname,${file}`, `-Wl,--version-script=${versions}`];
    const args = ["-shared", "-fPIC", "-x", "c", source, ...named, "-o", join(target, file)];
    const result = await run(compiler, args, { onStart: include });
    if (result.code !== 0) {
      throw new SetupProblem(
        {
          en: `${compiler} could not make an empty ${file}: ${lastLine(result.output)}`,
          ko: `${compiler}(으)로 빈 ${file}을(를) 만들지 못했습니다: ${lastLine(result.output)}`,
        },
        {
          en: "Install GCC or Clang (CXX=… picks one), and run the command again.",
          ko: "GCC나 Clang을 설치하고(CXX=…로 고릅니다) 명령을 다시 실행하세요.",
        },
      );
    }
  }
  await rm(source);
  await rm(versions);
}

/** @param {string} python @param {string} packages */
async function checkWorkers(python, packages) {
  for (const worker of workers) {
    // Without requests a worker imports its framework and ends.
    const result = await run(python, ["-I", "-S", join(folderOfWorkers, worker), packages, "1"]);
    if (result.code === 0) continue;
    const command = `${python} -I -S ${join(folderOfWorkers, worker)} ${packages} 1`;
    throw new SetupProblem(
      {
        en: `${title} were installed but ${worker} does not start: ${result.signal ?? lastLine(result.output)}`,
        ko: `${title}: 설치했지만 ${worker}이(가) 시작되지 않습니다: ${result.signal ?? lastLine(result.output)}`,
      },
      {
        en: `Run ${command} to see more, and report what it prints.`,
        ko: `${command}을(를) 실행해 출력을 알려 주세요.`,
      },
    );
  }
}

/** Shared libraries prove an installation, with one file that each framework begins with. @param {string} path */
const isVital = (path) =>
  /\.(so(\.\d+)*|dylib|dll|pyd)$|^(torch|torchvision|tensorflow|numpy)\/__init__\.py$/.test(path);

/**
 * @param {import("./python.mjs").Python} python
 * @param {string[]} requirements
 * @returns {import("./cache.mjs").EntryPlan}
 */
function planOf({ executable, version }, requirements) {
  const digest = createHash("sha256").update(requirements.join("\n")).digest("hex").slice(0, 12);
  const folder = join(cacheRoot(), "peers", `${digest}-python${version}-${process.platform}-${process.arch}`);
  /** Stays when the making is interrupted, so that what was downloaded is not downloaded again. */
  const wheels = `${folder}.wheels`;
  const pip = [executable, "-m", "pip"];
  return {
    folder,
    title,
    description: "peers.json",
    bytes: makingBytes,
    make: async (staging, include) => {
      const compiler = process.platform === "linux" ? await requireCompiler() : undefined;
      const temporary = join(staging, "temporary");
      await mkdir(temporary);
      await mkdir(wheels, { recursive: true });
      await during(
        `Downloading ${title}`,
        async (step) => {
          const look = async () => step.amount((await sizeOf(wheels)) + (await sizeOf(temporary)), downloadBytes);
          const watch = setInterval(() => look().catch(() => undefined), 400);
          try {
            for (const group of downloadsOf(requirements)) {
              const args = ["download", "--no-deps", "--only-binary=:all:", "-d", wheels, ...group];
              const result = await runPip(pip, args, { temporary, include });
              if (result.code !== 0) throw pipProblem(result, group[0] ?? title, dirname(folder));
            }
          } finally {
            clearInterval(watch);
          }
        },
        `${title} downloaded`,
      );
      await during(`Installing ${title}`, async () => {
        const from = ["--no-index", "--find-links", wheels, "--no-deps", "--no-compile"];
        const args = ["install", ...from, "--target", staging, ...requirements];
        const result = await runPip(pip, args, { temporary, include });
        if (result.code !== 0) throw pipProblem(result, title, dirname(folder), { en: "install", ko: "설치하지" });
        await rm(temporary, { recursive: true });
        // Another index than the public one may have handed out the build without CUDA.
        if (compiler && existsSync(join(staging, "torch", "lib", "libtorch_cuda.so"))) {
          await addEmptyLibraries(compiler, staging, include);
        }
        await checkWorkers(executable, staging);
      });
      const files = (await readdir(staging, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(staging.length + 1))
        .map((path) => path.replaceAll("\\", "/"))
        .filter(isVital);
      const description = { requirements, python: version, files: await recordFiles(staging, files) };
      await rm(wheels, { recursive: true });
      return description;
    },
  };
}

/**
 * The peers' packages, from the cache or installed now.
 * @returns {Promise<{ SADDLE_PEERS: string, SADDLE_PYTHON: string }>} for the bench: folder of the packages, and the
 *   Python that they are for
 */
export async function providePeers() {
  const python = await requirePython(title, pythons);
  const requirements = requirementsIn(await readFile(join(folderOfWorkers, "requirements.txt"), "utf8"));
  const plan = planOf(python, requirements);
  if (!(await findEntry(plan, false))) {
    const sizes = `about ${megabytes(downloadBytes)} to download and ${megabytes(installedBytes)} on disk`;
    say(
      `${title} for Python ${python.version} are installed once, for the comparison only: ${sizes}, in ${plan.folder}`,
    );
  }
  await ensureEntry(plan, false);
  return { SADDLE_PEERS: plan.folder, SADDLE_PYTHON: python.executable };
}
