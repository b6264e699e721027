/** Builds Saddle when its sources differ from those that `out` was built from. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./environment.mjs";
import { problemInOutput, SetupProblem } from "./problem.mjs";
import { during } from "./progress.mjs";
import { run } from "./run.mjs";

/** Everything that the build reads. */
const inputs = [
  "src",
  "resources",
  "package.json",
  "package-lock.json",
  "electron.vite.config.ts",
  "tsconfig.base.json",
  "tsconfig.json",
  "tsconfig.renderer.json",
];
const outputs = [
  "main/index.js",
  "main/trainer.js",
  "main/cli.js",
  "main/pictureWorker.js",
  "main/rowWorker.js",
  "preload/index.js",
  "renderer/index.html",
];
const stampFile = join(root, "out", "sources.sha256");

/** @param {string} path @returns {Promise<string[]>} files, in a fixed order */
async function filesIn(path) {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return existsSync(path) ? [path] : [];
  const nested = await Promise.all(
    entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => (entry.isDirectory() ? filesIn(join(path, entry.name)) : [join(path, entry.name)])),
  );
  return nested.flat();
}

/** By content, not by time: a checkout or a copied folder changes times, and an editor can keep them. */
async function hashSources() {
  const hash = createHash("sha256");
  const files = (await Promise.all(inputs.map((input) => filesIn(join(root, input))))).flat();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  files.forEach((file, index) => {
    const content = contents[index] ?? Buffer.alloc(0);
    hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
  });
  return hash.digest("hex");
}

/** @returns {Promise<boolean>} */
export async function isBuilt() {
  if (!outputs.every((output) => existsSync(join(root, "out", output)))) return false;
  const [stamp, sources] = await Promise.all([readFile(stampFile, "utf8").catch(() => ""), hashSources()]);
  return stamp === sources;
}

/** @param {(pid: number) => void} include tells the lock of the clone about the build */
export async function build(include) {
  const sources = await hashSources();
  await rm(stampFile, { force: true });
  const command = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const result = await during(
    "Building Saddle",
    () => run(process.execPath, [command, "build", "--logLevel", "warn"], { cwd: root, onStart: include }),
    "Saddle built",
  );
  if (result.code !== 0) {
    throw (
      problemInOutput(result.output, root) ??
      new SetupProblem(
        {
          en: `Saddle could not be built:\n${result.output.trim()}`,
          ko: `Saddle을 빌드하지 못했습니다:\n${result.output.trim()}`,
        },
        {
          en: "Mend what it names (a clean checkout builds), and run the command again.",
          ko: "문제를 고친 뒤(바꾸지 않은 체크아웃은 빌드됩니다) 명령을 다시 실행하세요.",
        },
      )
    );
  }
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, sources);
}
