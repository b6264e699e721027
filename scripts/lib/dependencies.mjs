/** The locked npm packages of this clone, installed without running anyone's install scripts. */
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { root } from "./environment.mjs";
import { problemInOutput, SetupProblem } from "./problem.mjs";
import { during } from "./progress.mjs";
import { lastLine, run } from "./run.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * @param {string} path of a lock file
 * @returns {Promise<Record<string, LockedPackage> | undefined>} packages by folder
 */
async function readLock(path) {
  try {
    return JSON.parse(await readFile(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @returns {Promise<string>} the version that package-lock.json names
 */
export async function lockedVersion(name) {
  const version = (await readLock(join(root, "package-lock.json")))?.[`node_modules/${name}`]?.version;
  if (version) return version;
  throw new SetupProblem(
    { en: `package-lock.json does not name ${name}.`, ko: `package-lock.json에 ${name}이(가) 없습니다.` },
    {
      en: "Restore it with `git checkout package-lock.json`, and run the command again.",
      ko: "`git checkout package-lock.json`으로 되돌린 뒤 명령을 다시 실행하세요.",
    },
  );
}

/**
 * Compares what npm has installed with what is locked. npm writes its own record of an installation,
 * node_modules/.package-lock.json, when it is complete: so one that was cut off has none, and the stamp
 * is right after `npm install` by hand, too.
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} installed
 * @returns {string | undefined} the first package that differs
 */
export function firstOutdated(wanted, installed) {
  for (const [path, one] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    // Optional packages are mostly builds for other systems.
    if (!found && one.optional) continue;
    if (!found || found.version !== one.version || found.integrity !== one.integrity) return path;
  }
  return undefined;
}

/** @returns {Promise<boolean>} whether every locked package is in place */
export async function dependenciesInstalled() {
  const [wanted, installed] = await Promise.all([
    readLock(join(root, "package-lock.json")),
    readLock(join(root, "node_modules", ".package-lock.json")),
  ]);
  if (!wanted || !installed || firstOutdated(wanted, installed) !== undefined) return false;
  const folders = Object.keys(installed).map((path) => stat(join(root, path, "package.json")));
  return (await Promise.allSettled(folders)).every((found) => found.status === "fulfilled");
}

/** npm as it runs us, else the one on the path. */
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own && basename(own) === "npm-cli.js") return { command: process.execPath, args: [own], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}

/** @param {(pid: number) => void} include tells the lock of the clone about npm */
export async function installDependencies(include) {
  const npm = npmCommand();
  const args = [
    "ci",
    "--ignore-scripts",
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=error",
  ];
  // npm waits ten seconds and then a minute before it says that there is no network.
  args.push("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000");
  const result = await during(
    "Installing the locked npm packages",
    () => run(npm.command, [...npm.args, ...args], { cwd: root, shell: npm.shell, onStart: include }),
    "npm packages",
  );
  if (result.code === 0) return;
  if (result.code === 127) {
    throw new SetupProblem(
      { en: "npm is not on the path.", ko: "경로(PATH)에 npm이 없습니다." },
      {
        en: "Install npm (it comes with Node), and run the command again.",
        ko: "npm(Node에 들어 있음)을 설치한 뒤 명령을 다시 실행하세요.",
      },
    );
  }
  throw (
    problemInOutput(result.output, root) ??
    new SetupProblem(
      {
        en: `The npm packages could not be installed: ${lastLine(result.output)}`,
        ko: `npm 패키지를 설치하지 못했습니다: ${lastLine(result.output)}`,
      },
      {
        en: "Run `npm ci` to see all of its output, mend what it names, and run the command again.",
        ko: "`npm ci`로 출력을 모두 보고 문제를 고친 뒤 명령을 다시 실행하세요.",
      },
    )
  );
}
