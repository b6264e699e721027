/*
 * Builds the addon that joins Node to TensorFlow's C library. It is Node-API: one file serves Node and
 * Electron. The compiler is called directly, with the headers of the npm package node-api-headers:
 * node-gyp would fetch Node's own headers from a host that may be out of reach.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { override, root } from "./environment.mjs";
import { lasting, problemInOutput, SetupProblem } from "./problem.mjs";
import { lastLine, run } from "./run.mjs";

export const bindingPackage = "@tensorflow/tfjs-node-gpu";
const bindingFolder = join(root, "node_modules", bindingPackage);
const sources = ["tfjs_backend", "tfjs_binding"];
/** Read before them; says why itself. */
const pool = join(root, "scripts", "native", "pool.h");

/** Grows when the addon is built in another way: what was built before is in the caches. */
export const addonRevision = 2;

/** @returns {Promise<string>} the command of a C++ compiler */
export async function requireCompiler() {
  const own = override("CXX");
  for (const command of [...(own ? [own] : []), "g++", "c++", "clang++"]) {
    if ((await run(command, ["--version"])).code === 0) return command;
  }
  throw new SetupProblem(
    {
      en: "A C++ compiler is missing; it joins native TensorFlow to Node.",
      ko: "네이티브 TensorFlow를 Node에 잇는 데 쓸 C++ 컴파일러가 없습니다.",
    },
    process.platform === "darwin"
      ? {
          en: "Install Apple's command line tools with `xcode-select --install`, and run the command again.",
          ko: "`xcode-select --install`로 Apple의 명령줄 도구를 설치한 뒤 명령을 다시 실행하세요.",
        }
      : {
          en: "Install one (Debian and Ubuntu: sudo apt install g++; Fedora: sudo dnf install gcc-c++), and run the command again.",
          ko: "설치한 뒤(Debian과 Ubuntu: sudo apt install g++, Fedora: sudo dnf install gcc-c++) 명령을 다시 실행하세요.",
        },
  );
}

/** @param {string} compiler @param {string[]} args @param {string} where @param {(pid: number) => void} include */
async function compile(compiler, args, where, include) {
  const result = await run(compiler, args, { cwd: bindingFolder, onStart: include });
  if (result.code === 0) return;
  throw (
    problemInOutput(result.output, where) ??
    new SetupProblem(
      {
        en: `${compiler} could not build the TensorFlow addon: ${lastLine(result.output)}`,
        ko: `${compiler}(으)로 TensorFlow 애드온을 빌드하지 못했습니다: ${lastLine(result.output)}`,
      },
      {
        en: "Install a C++17 compiler (GCC 8 or Clang 7, or newer; CXX=… picks one), and run the command again.",
        ko: "C++17 컴파일러(GCC 8 또는 Clang 7 이상, CXX=…로 지정)를 설치한 뒤 명령을 다시 실행하세요.",
      },
    )
  );
}

/**
 * Compiles the sources; they need the headers only, so the libraries may still be unpacking.
 * @param {string} compiler
 * @param {string} headers folder that holds tensorflow/c
 * @param {string} folder for the object files
 * @param {(pid: number) => void} include
 * @returns {Promise<string[]>} object files
 */
export async function compileAddon(compiler, headers, folder, include) {
  await mkdir(folder, { recursive: true });
  const flags = ["-O2", "-fPIC", "-std=c++17", "-w", "-DNAPI_VERSION=8", "-DBUILDING_NODE_EXTENSION"];
  const includes = ["-I", ".", "-I", join(root, "node_modules", "node-api-headers", "include"), "-I", headers];
  const objects = sources.map((source) => join(folder, `${source}.o`));
  await Promise.all(
    sources.map((source, index) =>
      compile(
        compiler,
        [...flags, ...includes, "-include", pool, "-c", `binding/${source}.cc`, "-o", objects[index] ?? ""],
        folder,
        include,
      ),
    ),
  );
  return objects;
}

/**
 * @param {string} compiler
 * @param {string[]} objects
 * @param {string} entry folder that holds lib/ and gets tfjs_binding.node
 * @param {string[]} libraries names of the files in lib/ to link
 * @param {(pid: number) => void} include
 */
export async function linkAddon(compiler, objects, entry, libraries, include) {
  const system =
    process.platform === "darwin"
      ? ["-dynamiclib", "-undefined", "dynamic_lookup", "-Wl,-rpath,@loader_path/lib"]
      : ["-shared", "-Wl,-rpath,$ORIGIN/lib"];
  const paths = libraries.map((library) => join(entry, "lib", library));
  const output = join(entry, "tfjs_binding.node");
  await compile(compiler, [...system, ...objects, ...paths, "-o", output], entry, include);
  for (const object of objects) await rm(object, { force: true });
}

/** Adds [1, 2] to itself on the freshly built addon, in a process of its own: a wrong processor kills it. */
const selfCheck = `
  const binding = require(process.argv[1]);
  const one = binding.createTensor([2], binding.TF_FLOAT, new Float32Array([1, 2]));
  const type = [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
  const [sum] = binding.executeOp("AddV2", type, [one, one], 1);
  const values = binding.tensorDataSync(sum.id);
  if (values[0] !== 2 || values[1] !== 4) throw new Error("1 + 1 and 2 + 2 gave " + values.join(" and "));
  console.log("TensorFlow " + binding.TF_Version);
`;

/**
 * @param {string} entry
 * @returns {Promise<string>} version of TensorFlow, as its library says
 */
export async function checkAddon(entry) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" };
  const result = await run(process.execPath, ["-e", selfCheck, join(entry, "tfjs_binding.node")], { env });
  const version = /TensorFlow (\S+)/.exec(result.stdout)?.[1];
  if (result.code === 0 && version) return version;
  throw lasting(whyUnusable(result));
}

/** @param {import("./run.mjs").Result} result of the self-check @returns {SetupProblem} */
function whyUnusable(result) {
  if (result.signal === "SIGILL") {
    return new SetupProblem(
      {
        en: "This processor lacks instructions (AVX) that native TensorFlow is built for.",
        ko: "이 프로세서에는 네이티브 TensorFlow에 필요한 명령어(AVX)가 없습니다.",
      },
      {
        en: "Nothing is to be done here: the lab runs on WebAssembly, slower; another machine can use native TensorFlow.",
        ko: "이 컴퓨터에서 할 수 있는 일은 없습니다. 더 느린 WebAssembly에서 동작하며, 다른 컴퓨터에서는 네이티브 TensorFlow를 쓸 수 있습니다.",
      },
    );
  }
  const newer = /version `(GLIBC\w*_[\d.]+)' not found/.exec(result.output)?.[1];
  if (newer) {
    return new SetupProblem(
      {
        en: `Native TensorFlow needs ${newer}, which this system is too old to have.`,
        ko: `시스템이 오래되어 네이티브 TensorFlow에 필요한 ${newer}이(가) 없습니다.`,
      },
      {
        en: "Use a system of 2018 or later (Ubuntu 18.04, Debian 10, RHEL 8) for native TensorFlow.",
        ko: "네이티브 TensorFlow를 쓰려면 2018년 이후의 시스템(Ubuntu 18.04, Debian 10, RHEL 8)이 필요합니다.",
      },
    );
  }
  const said = result.signal ?? lastLine(result.output);
  return new SetupProblem(
    {
      en: `Native TensorFlow was built but does not work: ${said}`,
      ko: `네이티브 TensorFlow를 빌드했지만 동작하지 않습니다: ${said}`,
    },
    {
      en: "Run `npm run saddle -- doctor`, which tries again, and report what it prints.",
      ko: "`npm run saddle -- doctor`를 실행하면 다시 시도합니다. 그 출력을 알려 주세요.",
    },
  );
}
