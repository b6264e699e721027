/** A lab on the built trainer, in a home of its own, with a run small enough to wait for. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach } from "vitest";
import { resolveDirectories } from "../../src/main/lab/directories";
import { Lab } from "../../src/main/lab/lab";
import { forkTrainer } from "../../src/main/lab/processAdapter";
import { withSetting } from "../../src/main/lab/recipePath";
import { recipeById } from "../../src/main/lab/recipes";
import type { TrainerProcess } from "../../src/main/lab/trainerHost";
import type { BackendId } from "../../src/shared/contract/trainer";
import type { Recipe } from "../../src/shared/domain/recipe";
import type { RunState, RunSummary } from "../../src/shared/domain/run";

export { refusalOf } from "../refusal";

export const built = (name: string): string => {
  const path = resolve(__dirname, "../../out/main", name);
  if (!existsSync(path)) throw new Error("Run these tests by `npm test -- contract`: it builds Saddle.");
  return path;
};

const folders: string[] = [];
const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.shutdown({ keep: false });
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "saddle-contract-"));
  folders.push(folder);
  return folder;
}

export interface LabUnderTest {
  readonly backend?: BackendId;
  /** Stands between the lab and its trainers, the first of which is number 1. */
  between?(trainer: TrainerProcess, number: number): TrainerProcess;
}

/** {@link Lab} that is shut down after the test; `trainers` are the processes that it started, in order. */
export async function openLab(
  home: string,
  { backend, between = (trainer) => trainer }: LabUnderTest = {},
): Promise<Lab & { trainers: TrainerProcess[] }> {
  const trainers: TrainerProcess[] = [];
  const lab = await Lab.open({
    directories: { home, cache: resolveDirectories().cache },
    version: "test",
    ...(backend ? { backend } : {}),
    startTrainer: () => {
      const trainer = between(forkTrainer(built("trainer.js")), trainers.length + 1);
      trainers.push(trainer);
      return trainer;
    },
  });
  labs.push(lab);
  return Object.assign(lab, { trainers });
}

export const layer = (units: number) => ({ units, activation: "leaky-relu", slope: 0.2, pieces: 5 });

/** `gan-mnist` with networks that make hundreds of steps a second, and other settings by path. */
export function smallRecipe(settings: Readonly<Record<string, unknown>> = {}): Recipe {
  const all = {
    "dataset.examples": 640,
    "model.latentSize": 8,
    "model.generator.layers": [layer(16)],
    "model.discriminator.layers": [layer(16)],
    "training.batchSize": 32,
    "training.steps": 40,
    "training.sampleEvery": 20,
    "training.checkpointEvery": 10,
    ...settings,
  };
  return Object.entries(all).reduce(
    (recipe, [path, value]) => withSetting(recipe, path, value),
    recipeById("gan-mnist").recipe,
  );
}

/** @throws Error where no run is active */
export function activeRun(lab: Lab): RunSummary {
  const project = lab.project();
  const run = project?.runs.find(({ id }) => id === project.activeRun);
  if (!run) throw new Error("no run is active");
  return run;
}

/** Waits until the active run is in one of these states and everything about it is recorded. */
export async function untilState(lab: Lab, ...states: RunState[]): Promise<RunSummary> {
  await new Promise<void>((done) => {
    const look = (): void => {
      const project = lab.project();
      const run = project?.runs.find(({ id }) => id === project.activeRun);
      if (run && states.includes(run.state)) {
        end();
        done();
      }
    };
    const end = lab.on("project.changed", look);
    look();
  });
  await lab.settled();
  return activeRun(lab);
}

/** Waits until the active run has come at least this far. */
export async function untilStep(lab: Lab, step: number): Promise<void> {
  await new Promise<void>((done) => {
    const end = lab.on("project.changed", ({ project }) => {
      const run = project?.runs.find(({ id }) => id === project.activeRun);
      if (!run || run.step < step) return;
      end();
      done();
    });
  });
}
