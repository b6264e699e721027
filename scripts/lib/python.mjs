/*
 * Wheels from the Python registry, fetched by the person's own pip: it knows their mirror, proxy and
 * certificates. Python itself is not needed for anything else, so its version does not matter.
 */
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { requireChecksum } from "./checksum.mjs";
import { problemInOutput, SetupProblem } from "./problem.mjs";
import { lastLine, run } from "./run.mjs";

/**
 * @typedef {object} Wheel one file of the registry, pinned
 * @property {string} requirement as pip takes it, "tensorflow-cpu==2.21.0"
 * @property {string[]} platforms tags that the file may carry
 * @property {string} sha256
 * @property {number} bytes about, for the progress line
 */

/** @type {string[][]} */
const candidates = [["python3", "-m", "pip"], ["python", "-m", "pip"], ["py", "-3", "-m", "pip"], ["pip3"], ["pip"]];

/** @type {Promise<string[] | undefined> | undefined} */
let found;

/** @returns {Promise<string[] | undefined>} the words that call pip, or undefined when there is none */
export function findPip() {
  found ??= (async () => {
    for (const words of candidates) {
      const [command = "", ...args] = words;
      if ((await run(command, [...args, "--version"])).code === 0) return words;
    }
    return undefined;
  })();
  return found;
}

/**
 * @param {string} what is fetched with it, for the message
 * @returns {Promise<string[]>}
 */
export async function requirePip(what) {
  const words = await findPip();
  if (words) return words;
  const python =
    (await run("python3", ["--version"])).code === 0
      ? { en: "pip", ko: "pip" }
      : { en: "Python with pip", ko: "pip이 든 Python" };
  const debian =
    process.platform === "linux"
      ? {
          en: " (Debian and Ubuntu: sudo apt install python3-pip)",
          ko: " (Debian과 Ubuntu: sudo apt install python3-pip)",
        }
      : { en: "", ko: "" };
  throw new SetupProblem(
    { en: `${python.en} is missing; it fetches ${what}.`, ko: `${what}을(를) 가져올 ${python.ko}이(가) 없습니다.` },
    {
      en: `Install ${python.en}${debian.en}, and run the command again.`,
      ko: `설치한 뒤 명령을 다시 실행하세요: ${python.ko}${debian.ko}.`,
    },
  );
}

/**
 * @typedef {object} Python
 * @property {string} executable
 * @property {string} version "3.11"
 */

/** Prints version and path of a Python, and ends well only where it has pip. */
const introduction = "import pip, sys; print('%d.%d' % sys.version_info[:2], sys.executable, sep='\\n')";

/**
 * The person's own Python of one of some versions, the default one first.
 * @param {string} what needs it, for the message
 * @param {string[]} versions that do, newest first
 * @returns {Promise<Python>}
 */
export async function requirePython(what, versions) {
  const named = versions.flatMap((version) => [[`python${version}`], ["py", `-${version}`]]);
  /** @type {Set<string>} */
  const others = new Set();
  for (const [command = "", ...args] of [["python3"], ["python"], ...named]) {
    const [version = "", executable = ""] = (await run(command, [...args, "-c", introduction])).stdout.split(/\r?\n/);
    if (versions.includes(version)) return { executable, version };
    if (version) others.add(version);
  }
  const [newest, oldest] = [versions[0], versions.at(-1)];
  const range = { en: `${oldest} to ${newest}`, ko: `${oldest}~${newest}` };
  const found = { en: [...others].join(" and "), ko: [...others].join(", ") };
  throw new SetupProblem(
    others.size === 0
      ? {
          en: `Python with pip is missing; ${what} need Python ${range.en}.`,
          ko: `pip이 있는 Python이 없습니다. ${what}에 필요한 버전: Python ${range.ko}.`,
        }
      : {
          en: `${what} need Python ${range.en} with pip, and here is Python ${found.en}.`,
          ko: `${what}에는 pip이 있는 Python ${range.ko} 버전이 필요한데, 여기에는 Python ${found.ko} 버전이 있습니다.`,
        },
    {
      en: `Install Python ${newest} with pip so that \`python${newest}\` is found, and run the command again.`,
      ko: `\`python${newest}\` 명령이 있도록 Python ${newest} 버전과 pip을 설치하고 명령을 다시 실행하세요.`,
    },
  );
}

const quiet = ["--quiet", "--no-input", "--no-cache-dir", "--progress-bar", "off", "--retries", "2", "--timeout", "30"];

/**
 * One call of pip, without questions and decoration.
 * @param {string[]} words that call pip
 * @param {string[]} args
 * @param {{ temporary: string, include?: (pid: number) => void }} options temporary: folder for its own files, inside
 *   ours, so that their growth shows and nothing stays behind
 */
export function runPip(words, [subcommand = "", ...args], { temporary, include }) {
  const [command = "", ...first] = words;
  const env = {
    ...process.env,
    TMPDIR: temporary,
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_USER: "0",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_ROOT_USER_ACTION: "ignore",
  };
  return run(command, [...first, subcommand, ...quiet, ...args], { env, ...(include ? { onStart: include } : {}) });
}

/**
 * What stopped pip.
 * @param {import("./run.mjs").Result} result
 * @param {string} what it was to fetch
 * @param {string} where the folder it was to fill
 * @param {{ en: string, ko: string }} verb what it could not do
 */
export const pipProblem = (result, what, where, verb = { en: "download", ko: "내려받지" }) =>
  problemInOutput(result.output, where) ??
  new SetupProblem(
    {
      en: `pip could not ${verb.en} ${what}: ${lastLine(result.output)}`,
      ko: `pip으로 ${what}을(를) ${verb.ko} 못했습니다: ${lastLine(result.output)}`,
    },
    {
      en: "Check which registry pip uses (`pip config list`), and run the command again.",
      ko: "pip이 쓰는 저장소(`pip config list`)를 확인하고 명령을 다시 실행하세요.",
    },
  );

/** @param {string} folder @returns {Promise<number>} bytes in it */
export async function sizeOf(folder) {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    sum += entry.isDirectory() ? await sizeOf(path) : ((await stat(path).catch(() => undefined))?.size ?? 0);
  }
  return sum;
}

/**
 * @param {Wheel} wheel
 * @param {string} target path of the file to write
 * @param {{ title?: string, onProgress?: (bytes: number) => void, include?: (pid: number) => void }} [options]
 */
export async function downloadWheel(wheel, target, options = {}) {
  const words = await requirePip(options.title ?? wheel.requirement);
  const folder = `${target}.download`;
  await mkdir(folder, { recursive: true });
  const tags = wheel.platforms.flatMap((platform) => ["--platform", platform]);
  // Explicit tags: the wheel is for TensorFlow's build, not for the person's own Python.
  const python = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--abi", "none"];
  const watch = setInterval(() => sizeOf(folder).then(options.onProgress, () => undefined), 400);
  try {
    const args = ["download", "--no-deps", "--only-binary=:all:", ...python, ...tags, "-d", folder, wheel.requirement];
    const result = await runPip(words, args, {
      temporary: folder,
      ...(options.include ? { include: options.include } : {}),
    });
    const file = (await readdir(folder)).find((name) => name.endsWith(".whl"));
    if (result.code !== 0 || !file) throw pipProblem(result, wheel.requirement, dirname(target));
    await requireChecksum(join(folder, file), wheel.sha256);
    await rename(join(folder, file), target);
  } finally {
    clearInterval(watch);
    await rm(folder, { recursive: true, force: true });
  }
}
