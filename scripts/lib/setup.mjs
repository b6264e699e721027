/*
 * The order of the set-up. Whatever does not wait for something else runs beside it: TensorFlow
 * downloads while npm installs; Electron downloads and Saddle builds as soon as the packages are there.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build, isBuilt } from "./build.mjs";
import { dependenciesInstalled, installDependencies } from "./dependencies.mjs";
import { provideElectron } from "./electron.mjs";
import { cacheRoot, override, root } from "./environment.mjs";
import { withLock } from "./lock.mjs";
import { say } from "./progress.mjs";
import { provideTensorflow } from "./tensorflow.mjs";

/**
 * @typedef {object} Ready
 * @property {NodeJS.ProcessEnv} env for the lab
 * @property {import("./electron.mjs").Runtime | undefined} runtime
 */

/** The lock of this clone: one process at a time changes node_modules and out. */
const cloneLock = () =>
  join(cacheRoot(), "clones", `${createHash("sha256").update(root).digest("hex").slice(0, 16)}.lock`);

/**
 * Does something to this clone unless it is done already, and only one process at a time.
 * @param {() => Promise<boolean>} isDone
 * @param {(include: (pid: number) => void) => Promise<void>} work
 */
async function onceInClone(isDone, work) {
  if (await isDone()) return;
  await withLock(
    cloneLock(),
    async ({ include }) => {
      if (!(await isDone())) await work(include);
    },
    () => say("Another set-up is at work in this folder; waiting for it."),
  );
}

/** Installs the locked npm packages if they differ. */
export const ensureDependencies = () => onceInClone(dependenciesInstalled, installDependencies);

/** Builds Saddle if its sources changed. */
export const ensureBuilt = () => onceInClone(isBuilt, build);

/**
 * @param {{ electron: boolean, verify?: boolean, build?: boolean }} wanted
 *   verify: compare every installed file with its SHA-256; build: false leaves the build to the caller
 * @returns {Promise<Ready>}
 */
export async function setUp(wanted) {
  const verify = wanted.verify === true || override("SADDLE_VERIFY") === "1";
  const dependencies = ensureDependencies();
  const parts = /** @type {const} */ ([
    provideTensorflow(dependencies, verify),
    wanted.electron ? provideElectron(dependencies, verify) : undefined,
    wanted.build === false ? dependencies : dependencies.then(ensureBuilt),
  ]);
  // What else is under way when one part fails is finished first: the next start then finds it in the cache.
  await Promise.allSettled(parts);
  const [tensorflow, runtime] = await Promise.all(parts);
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...tensorflow, SADDLE_CACHE: cacheRoot() };
  if (runtime?.development) env.SADDLE_DEVELOPMENT_RUNTIME = "1";
  return { env, runtime };
}
