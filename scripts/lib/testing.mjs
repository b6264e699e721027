/** What the tests need beyond the lab: a virtual display, and the system's libraries for Electron. */
import { SetupProblem } from "./problem.mjs";
import { during, say } from "./progress.mjs";
import { run } from "./run.mjs";
import { ensureBuilt, ensureDependencies, setUp } from "./setup.mjs";
import { availableNames, hasDisplay, installCommand, isOnPath, missingLibraries, packagesOf } from "./system.mjs";

/** @param {string} executable of Electron @returns {Promise<string[]>} Debian packages to install */
async function missingPackages(executable) {
  const display = hasDisplay()
    ? []
    : [...(isOnPath("Xvfb") && isOnPath("xvfb-run") ? [] : ["xvfb"]), ...(isOnPath("xauth") ? [] : ["xauth"])];
  return [...display, ...packagesOf(await missingLibraries(executable))];
}

/**
 * Installs what is missing where that needs no password; otherwise says the one command that does.
 * @param {string} executable
 */
async function ensurePackages(executable) {
  if (process.platform !== "linux") return;
  const wanted = await missingPackages(executable);
  if (wanted.length === 0) return;
  const isRoot = process.getuid?.() === 0;
  const may = isOnPath("apt-get") && (isRoot || (await run("sudo", ["-n", "true"])).code === 0);
  if (!may) {
    const names = isOnPath("apt-get") ? await availableNames(wanted) : wanted;
    say(`The window's tests need packages that this system lacks. Run: ${installCommand(names)}`);
    return;
  }
  const [first = "", ...prefix] = isRoot ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await during(`Installing system packages for the window's tests (${wanted.join(", ")})`, async () => {
    await run(first, [...prefix, "update"], { env });
    const names = await availableNames(wanted);
    const result = await run(first, [...prefix, "install", "-y", "--no-install-recommends", ...names], { env });
    if (result.code !== 0)
      say(`apt-get could not install them. Run: ${installCommand(names)}\n${result.output.slice(-800)}`);
  });
}

/**
 * The set-up for tests, as far as the chosen stages need it.
 * @param {{ name: string, needs: "packages" | "tensorflow" | "electron" }[]} chosen
 * @returns {Promise<NodeJS.ProcessEnv>} environment of the test runners
 */
export async function prepareTests(chosen) {
  const needs = new Set(chosen.map((stage) => stage.needs));
  if (!needs.has("tensorflow") && !needs.has("electron")) {
    await ensureDependencies();
    return process.env;
  }
  const { env, runtime } = await setUp({ electron: needs.has("electron"), build: false });
  // Tests start the built lab, too. What stops the build is the build stage's to report.
  await ensureBuilt().catch((error) => {
    if (!(error instanceof SetupProblem)) throw error;
  });
  if (!runtime) return env;
  await ensurePackages(runtime.executable);
  return { ...env, SADDLE_ELECTRON: runtime.executable };
}
