/**
 * What drawing costs: steps a second of `gan-mnist` with the window visible (drawn in software) against the
 * window hidden, in turns within one run. (Electron 22 run as plain Node ends with SIGTRAP when it forks a
 * trainer, so there is no figure without any window on the same runtime.)
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron as electron } from "@playwright/test";
import { median, record } from "./report.mjs";
import { root } from "./trainer.mjs";

const rounds = Number(process.env.SADDLE_BENCH_ROUNDS ?? 5);
/** Steps that are timed in each turn, and those before them that are not. */
const timed = Number(process.env.SADDLE_BENCH_STEPS ?? 400);
const warmUp = 100;

const executable = process.env.SADDLE_ELECTRON;
const home = await mkdtemp(join(tmpdir(), "saddle-bench-"));
const environment = { ...process.env, SADDLE_HOME: home };
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

/** Steps a second between two moments. */
const rateBetween = (first, last) => (last.step - first.step) / (last.at - first.at);

await writeFile(join(home, "settings.json"), JSON.stringify({ language: "en", theme: "dark" }));
const app = await electron.launch({
  executablePath: executable,
  // Held back until Playwright listens; see there.
  args: [...sandbox, "--disable-gpu", join(root, "tests/e2e/launcher")],
  env: environment,
  cwd: root,
});
try {
  const page = await app.firstWindow();
  const ask = (route, input = {}) =>
    app.windows()[0].evaluate(
      async ([name, given]) => {
        const answer = await window.saddle.request(name, given);
        if (!answer.ok) throw new Error(answer.error.message.en);
        return answer.output;
      },
      [route, input],
    );
  const activeRun = async () => {
    const { project } = await ask("project.state");
    return project.runs.find(({ id }) => id === project.activeRun);
  };
  /** The run's own step, looked at seldom, so that looking costs nothing. */
  const reach = async (step) => {
    for (;;) {
      const run = await activeRun();
      if (run.step >= step) return { step: run.step, at: performance.now() / 1000 };
      await new Promise((done) => setTimeout(done, 250));
    }
  };
  const inWindow = async (visible) => {
    await app.evaluate(({ BrowserWindow }, show) => {
      const [window] = BrowserWindow.getAllWindows();
      if (show) window.show();
      else window.hide();
    }, visible);
    const { step } = await activeRun();
    await ask("run.play");
    const first = await reach(step + warmUp);
    const last = await reach(first.step + timed);
    await ask("run.pause");
    return rateBetween(first, last);
  };

  await page.locator('[data-recipe="gan-mnist"] footer button').click();
  await page.locator('main[data-page="train"]').waitFor();
  await ask("run.stepOnce", { update: "both" });
  // The classifier learns once, beside the first run of all.
  while ((await activeRun()).coverageReference === null) await new Promise((done) => setTimeout(done, 500));

  const rates = { visible: [], hidden: [] };
  for (let round = 1; round <= rounds; round++) {
    rates.visible.push(await inWindow(true));
    rates.hidden.push(await inWindow(false));
    const now = (name) => `${name} ${rates[name][round - 1].toFixed(1)}`;
    console.log(`round ${round}: ${now("visible")}, ${now("hidden")} steps/s`);
  }
  const ratio = median(rates.visible.map((rate, round) => rate / rates.hidden[round]));
  console.log(`visible against hidden: ${ratio.toFixed(3)} (median of ${rounds} pairs)`);
  const version = execFileSync(executable, ["-p", "process.versions.electron"], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    encoding: "utf8",
  }).trim();
  record("window", { electron: version, rates, ratio });
} finally {
  app.process().kill("SIGKILL");
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
