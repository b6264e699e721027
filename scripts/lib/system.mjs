/** What Electron needs of a Linux system: shared libraries, a display, a sandbox. */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupProblem } from "./problem.mjs";
import { run } from "./run.mjs";

/** Debian's package of each library that a bare system lacks. Newer releases add `t64` to some names. */
const packages = new Map(
  Object.entries({
    "libgtk-3.so.0": "libgtk-3-0",
    "libgdk-3.so.0": "libgtk-3-0",
    "libatk-1.0.so.0": "libatk1.0-0",
    "libatk-bridge-2.0.so.0": "libatk-bridge2.0-0",
    "libatspi.so.0": "libatspi2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libcairo.so.2": "libcairo2",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libnss3.so": "libnss3",
    "libnssutil3.so": "libnss3",
    "libsmime3.so": "libnss3",
    "libnspr4.so": "libnspr4",
    "libgbm.so.1": "libgbm1",
    "libdrm.so.2": "libdrm2",
    "libasound.so.2": "libasound2",
    "libexpat.so.1": "libexpat1",
    "libudev.so.1": "libudev1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libxcb.so.1": "libxcb1",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXext.so.6": "libxext6",
    "libXfixes.so.3": "libxfixes3",
    "libXrandr.so.2": "libxrandr2",
  }),
);

/**
 * @param {string} output of ldd
 * @returns {string[]} names of libraries that were not found
 */
export function missingInLdd(output) {
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? "");
}

/** @param {string} executable @returns {Promise<string[]>} libraries that this system lacks */
export async function missingLibraries(executable) {
  if (process.platform !== "linux") return [];
  return missingInLdd((await run("ldd", [executable])).output);
}

/** @param {string[]} libraries @returns {string[]} Debian's packages of them */
export function packagesOf(libraries) {
  return [...new Set(libraries.map((library) => packages.get(library) ?? library.replace(/\.so.*$/, "")))];
}

/** @param {string} command @returns {boolean} whether it is on the path */
export function isOnPath(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => folder && existsSync(join(folder, command)));
}

/** @param {string[]} names of Debian packages @returns {string} the one command that installs them */
export function installCommand(names) {
  const root = process.getuid?.() === 0 ? "" : "sudo ";
  return `${root}apt-get update && ${root}apt-get install -y --no-install-recommends ${names.join(" ")}`;
}

/** @param {string} executable */
export async function requireLibraries(executable) {
  const libraries = await missingLibraries(executable);
  if (libraries.length === 0) return;
  const names = libraries.join(", ");
  const command = isOnPath("apt-get") ? installCommand(await availableNames(packagesOf(libraries))) : undefined;
  throw new SetupProblem(
    {
      en: `Electron needs shared libraries that this system lacks: ${names}.`,
      ko: `Electron에 필요한 공유 라이브러리가 이 시스템에 없습니다: ${names}.`,
    },
    command === undefined
      ? {
          en: "Install the packages of your system that hold them (GTK 3, NSS, GBM, ALSA), and run the command again.",
          ko: "그 라이브러리가 든 시스템 패키지(GTK 3, NSS, GBM, ALSA)를 설치한 뒤 명령을 다시 실행하세요.",
        }
      : {
          en: `Run \`${command}\`, then the command again.`,
          ko: `\`${command}\`을(를) 실행한 뒤 명령을 다시 실행하세요.`,
        },
  );
}

/**
 * Debian 13 and Ubuntu 24.04 renamed some packages (libasound2 to libasound2t64).
 * @param {string[]} names
 * @returns {Promise<string[]>}
 */
export async function availableNames(names) {
  return Promise.all(
    names.map(async (name) => {
      const renamed = await run("apt-cache", ["show", "--no-all-versions", `${name}t64`]);
      return renamed.code === 0 && renamed.stdout.trim() !== "" ? `${name}t64` : name;
    }),
  );
}

/** @returns {boolean} whether a window can open */
export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * A command under a virtual display where there is none.
 * @param {string[]} words the command and its arguments
 */
export const withDisplay = (words) =>
  hasDisplay() ? words : ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", ...words];

export function requireDisplay() {
  if (hasDisplay()) return;
  throw new SetupProblem(
    {
      en: "There is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set).",
      ko: "창을 열 화면이 없습니다 (DISPLAY와 WAYLAND_DISPLAY가 설정되지 않았습니다).",
    },
    {
      en: "Start it from a desktop, or with `xvfb-run -a npm start`; `npm run saddle -- --help` is the lab without a window.",
      ko: "데스크톱에서, 또는 `xvfb-run -a npm start`로 시작하세요. 창 없이 쓰려면 `npm run saddle -- --help`를 보세요.",
    },
  );
}

/** @param {string} path @param {string} value */
const says = (path, value) => {
  try {
    return readFileSync(path, "utf8").trim() === value;
  } catch {
    return false;
  }
};

/** @returns {string | undefined} why Chromium's sandbox cannot work here, if it cannot */
export function sandboxObstacle() {
  if (process.platform !== "linux") return undefined;
  if (process.getuid?.() === 0) return "it does not work for root";
  const closed =
    says("/proc/sys/user/max_user_namespaces", "0") ||
    says("/proc/sys/kernel/unprivileged_userns_clone", "0") ||
    says("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
  return closed ? "this system does not allow user namespaces" : undefined;
}
