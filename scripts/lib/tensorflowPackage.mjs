/*
 * TensorFlow where no wheel fits (Windows, Macs with Intel processors): the npm package's own official
 * download, by its own script. It works inside the package's folder, so what it made is taken from
 * there into the cache and the folder is left as npm installed it.
 */
import { cp, readdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { bindingPackage, checkAddon, compileAddon, linkAddon, requireCompiler } from "./addon.mjs";
import { recordFiles } from "./checksum.mjs";
import { root } from "./environment.mjs";
import { problemInOutput, SetupProblem } from "./problem.mjs";
import { during } from "./progress.mjs";
import { lastLine, run } from "./run.mjs";

/** What the script of the package downloads. */
export const packageVersion = "2.9.1";

const folder = join(root, "node_modules", bindingPackage);

/** @param {string} path @returns {Promise<string[]>} names in a folder, none if it is absent */
const list = (path) => readdir(path).catch(() => []);

/** @param {import("./tensorflowWheel.mjs").Making} making */
export async function makeFromPackage(making) {
  const { staging, include, variant, version, binding } = making;
  const mac = process.platform === "darwin";
  const compiler = mac ? await requireCompiler() : undefined;
  await making.dependencies;
  const path = `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? process.env.Path ?? ""}`;
  const result = await during("Downloading TensorFlow", () =>
    run(process.execPath, [join("scripts", "install.js"), variant === "cuda" ? "gpu" : "cpu", "download"], {
      cwd: folder,
      env: { ...process.env, PATH: path },
      onStart: include,
    }),
  );
  try {
    const libraries = (await list(join(folder, "deps", "lib"))).filter((name) =>
      /^(lib)?tensorflow.*(dylib|dll)$/.test(name),
    );
    const ready = mac ? libraries.length > 0 : await takeBinding(staging);
    if (!ready) {
      throw (
        problemInOutput(result.output, folder) ??
        new SetupProblem(
          {
            en: `TensorFlow's official download did not work: ${lastLine(result.output)}`,
            ko: `TensorFlow의 공식 파일을 내려받지 못했습니다: ${lastLine(result.output)}`,
          },
          {
            en: "Check that storage.googleapis.com can be reached, and run the command again.",
            ko: "storage.googleapis.com에 연결되는지 확인하고 명령을 다시 실행하세요.",
          },
        )
      );
    }
    // Windows looks for a library beside the addon; elsewhere the addon's run path names lib/.
    const place = mac ? "lib/" : "";
    for (const name of libraries)
      await cp(join(folder, "deps", "lib", name), join(staging, place, name), { dereference: true });
    if (compiler) {
      const objects = await compileAddon(compiler, join(folder, "deps", "include"), join(staging, "objects"), include);
      await linkAddon(
        compiler,
        objects,
        staging,
        libraries.filter((name) => /\.2\.dylib$/.test(name)),
        include,
      );
      await rm(join(staging, "objects"), { recursive: true, force: true });
    }
    await checkAddon(staging);
    const files = (await readdir(staging, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath ?? entry.path, entry.name)
          .slice(staging.length + 1)
          .replaceAll("\\", "/"),
      );
    const source = `official download of ${bindingPackage}`;
    return { version, variant, source, binding, files: await recordFiles(staging, files) };
  } finally {
    for (const name of ["deps", "lib"]) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/**
 * Takes the official addon, with the library that the script put beside it.
 * @param {string} staging
 * @returns {Promise<boolean>}
 */
async function takeBinding(staging) {
  for (const name of await list(join(folder, "lib"))) {
    const built = join(folder, "lib", name);
    if (!(await list(built)).includes("tfjs_binding.node")) continue;
    await cp(built, staging, { recursive: true, dereference: true });
    return true;
  }
  return false;
}
