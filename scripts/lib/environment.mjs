/*
 * Every environment variable that the set-up reads or sets.
 *
 * Read, to override what it would do:
 *   SADDLE_CACHE       root of the caches (TensorFlow, Electron, classifiers), shared between clones.
 *                      Default: Linux ${XDG_CACHE_HOME:-~/.cache}/saddle, macOS ~/Library/Caches/saddle,
 *                      Windows %LOCALAPPDATA%\saddle\cache.
 *   SADDLE_TENSORFLOW  a folder that holds tfjs_binding.node, lib/ and tensorflow.json, used as it is;
 *                      or `none`: no native TensorFlow, the lab runs on WebAssembly;
 *                      or `cpu` / `cuda`: which build to provision, whatever the machine has.
 *   SADDLE_ELECTRON    path of an Electron executable, used as it is.
 *   SADDLE_APP         folder of the application that `npm start` opens instead of this one.
 *   SADDLE_DATA_MEMORY the lab holds pictures in memory up to so many MiB (1024); the rest stays in the cache's file.
 *   SADDLE_VERIFY=1    check every installed file against its SHA-256 (`saddle doctor` always does).
 *
 * Set for the lab, besides SADDLE_TENSORFLOW (folder or `none`) and SADDLE_CACHE:
 *   SADDLE_TENSORFLOW_PROBLEM     why there is no native TensorFlow: `{"missing": …, "remedy": …}`,
 *                                 each `{"en": …, "ko": …}`.
 *   SADDLE_DEVELOPMENT_RUNTIME=1  the old Electron that serves development is in use.
 *
 * Set for the tests by `npm run fuzz`: SADDLE_FUZZ_SECONDS (of a parser), SADDLE_FUZZ_SEED, SADDLE_FUZZ_PARSERS,
 * SADDLE_FUZZ_REPORT (a file that gets a line for each).
 *
 * Set for the programs under bench/, from the flags of `npm run bench`:
 *   SADDLE_BENCH_ROUNDS, SADDLE_BENCH_SECONDS  number and length of the turns.
 *   SADDLE_BENCH_LONG=1                        memory over 20,000 steps.
 *   SADDLE_PEERS, SADDLE_PYTHON                folder of the peers' packages, and the Python that they are for.
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of this clone. */
export const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** Folder in which the person typed the command; npm itself changes to the clone. */
export const callersFolder = process.env.INIT_CWD || process.cwd();

/**
 * @param {string} name
 * @returns {string | undefined} the value, unless it is empty
 */
export function override(name) {
  return process.env[name] || undefined;
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @param {string} home
 * @returns {string} the root of the caches
 */
export function cacheRoot(environment = process.env, platform = process.platform, home = homedir()) {
  if (environment.SADDLE_CACHE) return resolve(callersFolder, environment.SADDLE_CACHE);
  if (platform === "darwin") return join(home, "Library", "Caches", "saddle");
  if (platform === "win32") return join(environment.LOCALAPPDATA || join(home, "AppData", "Local"), "saddle", "cache");
  return join(environment.XDG_CACHE_HOME || join(home, ".cache"), "saddle");
}
