/** Training from the command line: to the end, to an interruption or to a fault, and always saved. */
import { SaddleError } from "../../shared/contract/errors";
import type { CoverageReference, RunSummary } from "../../shared/domain/run";
import { say, together } from "../../shared/domain/text";
import type { Lab } from "../lab/lab";
import type { RunEvent } from "../lab/recorder";
import { describeCoverage } from "./coverage";
import { clock, exitCodes, type Output } from "./output";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C reaches a command under npm twice: from the terminal and from npm. Milliseconds. */
const samePress = 1_000;

/** The first signal asks for an orderly end, another one ends at once and leaves the journal to be resumed. */
function onInterrupt(output: Output, stop: () => void): () => void {
  let asked: number | null = null;
  const handle = (): void => {
    const now = performance.now();
    if (asked !== null) {
      if (now - asked > samePress) process.exit(exitCodes.interrupted);
      return;
    }
    asked = now;
    output.say("Finishing the step and saving; once more ends at once.");
    stop();
  };
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}

const activeRun = (lab: Lab): RunSummary | null => {
  const project = lab.project();
  return project?.runs.find(({ id }) => id === project.activeRun) ?? null;
};

/** Resolves when the run no longer goes, or when the person interrupts. */
function untilItStops(lab: Lab, interrupted: Promise<void>): Promise<"stopped" | "interrupted"> {
  const stopped = new Promise<"stopped">((resolve) => {
    const look = (): void => {
      const state = activeRun(lab)?.state;
      if (state !== "running" && state !== "loading") resolve("stopped");
    };
    lab.on("project.changed", look);
    look();
  });
  return Promise.race([stopped, interrupted.then(() => "interrupted" as const)]);
}

function lastFinite(column: Float32Array): number {
  let at = column.length - 1;
  while (at >= 0 && !Number.isFinite(column[at])) at -= 1;
  return at;
}

/** Tells of the training what {@link Lab} tells, as metrics and progress. */
export function reporter(output: Output, target: () => number | null): (event: RunEvent) => void {
  let reference: CoverageReference | null = null;
  return (event) => {
    if (event.event === "checkpoint") output.event({ event: "checkpoint", step: event.checkpoint.step });
    if (event.event === "coverageReference") reference = event.reference;
    if ((event.event === "points" || event.event === "samples") && event.coverage) {
      const described = reference && describeCoverage(event.coverage, reference);
      if (described) output.event({ event: "coverage", ...described });
    }
    if (event.event !== "history") return;
    const row = event.step.length - 1;
    const step = event.step[row];
    if (step === undefined) return;
    const values: Record<string, number | null> = {};
    for (const [name, column] of Object.entries(event.values)) {
      // Figures of held-out examples stand at few steps: the latest since what was told before, if any.
      const at = name.startsWith("test.") ? lastFinite(column) : row;
      // NaN and infinity are no JSON.
      if (at >= 0) values[name] = Number.isFinite(column[at]) ? column[at]! : null;
    }
    const { stepsPerSecond } = event;
    output.event({ event: "metrics", step, values, stepsPerSecond });
    const until = target();
    const left = until !== null && stepsPerSecond > 0 ? ` · ${clock((until - step) / stepsPerSecond)} left` : "";
    const figures = ["d.loss", "g.loss", "elbo", "reconstruction", "kl"].flatMap((name) =>
      values[name] === null || values[name] === undefined ? [] : [`${name} ${values[name].toFixed(4)}`],
    );
    const total = until === null ? "" : ` of ${until}`;
    output.progress(`step ${step}${total} · ${stepsPerSecond.toFixed(0)} steps/s${left} · ${figures.join(" · ")}`);
  };
}

/**
 * Plays the active run, or starts one, and saves the project when it stops for whatever reason.
 * @param steps how many to make; without it, to the run's own length
 * @returns an exit code
 */
export async function trainAndSave(lab: Lab, output: Output, path: string, steps?: number): Promise<number> {
  let interrupt = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const release = onInterrupt(output, interrupt);
  try {
    const begin = performance.now();
    await lab.play(steps);
    const ended = await untilItStops(lab, interrupted);
    if (ended === "interrupted") await lab.pause();
    await lab.settled();
    const seconds = (performance.now() - begin) / 1000;
    await lab.save(path);
    const run = activeRun(lab);
    if (run?.problem) {
      const last = run.checkpoints.at(-1)?.step;
      const ahead =
        last === undefined
          ? say("No checkpoint had been taken.", "체크포인트를 남기기 전이었습니다.")
          : say(`It can go on from step ${last}.`, `스텝 ${last}부터 계속할 수 있습니다.`);
      const kept = say(`The project is saved as ${path}.`, `프로젝트를 저장한 파일: ${path}.`);
      const code = run.state === "diverged" ? "diverged" : "trainer-died";
      throw new SaddleError(code, run.problem, { hint: together(ahead, kept) });
    }
    const step = run?.step ?? 0;
    if (ended === "interrupted") {
      output.answer({ event: "interrupted", step, seconds }, `Interrupted at step ${step}; saved as ${path}.`);
      return exitCodes.interrupted;
    }
    output.answer({ event: "done", step, seconds }, `Step ${step} after ${clock(seconds)}; saved as ${path}.`);
    return exitCodes.done;
  } finally {
    release();
  }
}
