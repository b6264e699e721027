/** What a test reads in the window and does to it, as a person would or through the bridge. */
import type { Locator, Page } from "@playwright/test";
import type { Answer, Bridge } from "../../src/shared/contract/bridge";
import type { RequestName, RequestRoutes } from "../../src/shared/contract/requests";
import type { InputOf, OutputOf } from "../../src/shared/contract/route";
import type { ProjectState } from "../../src/shared/domain/project";
import type { TrainingSettings } from "../../src/shared/domain/recipe";
import type { RunState, RunSummary } from "../../src/shared/domain/run";
import { expect } from "./lab";

declare global {
  interface Window {
    readonly saddle: Bridge;
  }
}

/** Like `expect.poll`, which looks once a second; the lab is quicker. */
export const eventually = <T>(read: () => T | Promise<T>, message?: string) =>
  expect.poll(read, { intervals: [50, 100, 200], ...(message === undefined ? {} : { message }) });

/** Asks through the bridge; errors come as values. */
export async function answerOf<R extends RequestName>(
  page: Page,
  name: R,
  input: InputOf<RequestRoutes, R>,
): Promise<Answer<R>> {
  const asked = [name, input] as unknown as readonly [RequestName, never];
  const answer = await page.evaluate(([route, given]) => window.saddle.request(route, given), asked);
  return answer as Answer<R>;
}

/** Asks through the bridge; fails on an error. */
export async function ask<R extends RequestName>(
  page: Page,
  name: R,
  input: InputOf<RequestRoutes, R>,
): Promise<OutputOf<RequestRoutes, R>> {
  const answer = await answerOf(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message.en}`);
  return answer.output;
}

/** The open project; fails where none is open. */
export async function projectOf(page: Page): Promise<ProjectState> {
  const { project } = await ask(page, "project.state", {});
  if (project === null) throw new Error("No project is open.");
  return project;
}

/** The active run; fails where none was started. */
export async function runOf(page: Page): Promise<RunSummary> {
  const { runs, activeRun } = await projectOf(page);
  const run = runs.find(({ id }) => id === activeRun);
  if (run === undefined) throw new Error("No run was started.");
  return run;
}

export const shownPage = (page: Page, name: "start" | "data" | "train" | "latent" | "system"): Locator =>
  page.locator(`main[data-page="${name}"]`);

/** From the Start page to a new project on the Train page, as a person does it. */
export async function startRecipe(page: Page, recipe = "gan-mnist"): Promise<void> {
  await page.locator(`[data-recipe="${recipe}"] footer button`).click();
  await expect(shownPage(page, "train")).toBeVisible();
}

const layer = (units: number) => ({ units, activation: "leaky-relu", slope: 0.2, pieces: 5 });

/**
 * Makes the networks of a project that was not started yet small, so that a checkpoint takes little time. A step
 * still takes some milliseconds: nobody asks for a hundred pictures and checkpoints a second.
 */
export async function shrink(page: Page, training: Partial<TrainingSettings> = {}): Promise<void> {
  const { recipe } = await projectOf(page);
  const { model } = recipe;
  const small = {
    ...recipe,
    model: {
      ...model,
      generator: { ...(model.generator as object), layers: [layer(64)] },
      discriminator: { ...(model.discriminator as object), layers: [layer(64)] },
    },
    training: { batchSize: 512, steps: 1_000_000, sampleEvery: 10, checkpointEvery: 10, ...training },
  };
  await ask(page, "project.setRecipe", { recipe: small });
}

/** A new project with small networks, not started yet. */
export async function startSmall(page: Page, training: Partial<TrainingSettings> = {}): Promise<void> {
  await startRecipe(page);
  await shrink(page, training);
}

export const transport = (
  page: Page,
  button: "play" | "stepDiscriminator" | "stepGenerator" | "stepBoth" | "stop",
): Locator => page.locator(`[data-transport="${button}"]`);

export const expectState = (page: Page, state: RunState): Promise<void> =>
  expect(page.locator(".sd-state")).toHaveAttribute("data-state", state);

/** The step of the read-out in the top bar. */
export async function shownStep(page: Page): Promise<number> {
  const text = await page.locator('[data-readout="step"]').textContent();
  return Number(text?.replaceAll(",", ""));
}

/** The step of a run that stands still, once the read-out, which follows on the beat, shows it. */
export async function stillStep(page: Page): Promise<number> {
  const { step } = await runOf(page);
  await eventually(() => shownStep(page)).toBe(step);
  return step;
}

/** Waits until the read-out has reached a step. */
export const reach = (page: Page, step: number): Promise<void> =>
  eventually(() => shownStep(page)).toBeGreaterThanOrEqual(step);

/** Plays until a step is reached, then pauses. Resolves to the step of the pause. */
export async function trainTo(page: Page, step: number): Promise<number> {
  await transport(page, "play").click();
  await reach(page, step);
  await transport(page, "play").click();
  await expectState(page, "paused");
  return (await runOf(page)).step;
}

/** Trains from the start to the end of a short run. */
export async function trainToEnd(page: Page): Promise<void> {
  await transport(page, "play").click();
  await expectState(page, "finished");
}

/** The grid of samples. */
export const gallery = (page: Page): Locator => page.locator(".sd-gallery canvas");

/** The picture of the Latent page. */
export const between = (page: Page): Locator => page.locator(".sd-between canvas");

export interface Painted {
  readonly step: number;
  /** A data address: equal pixels give equal texts. */
  readonly pixels: string;
}

/** What a canvas shows, once what was just rendered has been painted. */
export const painted = (canvas: Locator): Promise<Painted> =>
  canvas.evaluate(async (element) => {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    return { step: Number(element.dataset.step), pixels: (element as HTMLCanvasElement).toDataURL() };
  });

/** The loss or opinion in the legend of its chart, as text. */
export const figure = (page: Page, metric: "d.loss" | "g.loss" | "d.real" | "d.fake" | "value"): Locator =>
  page.locator(`[data-metric="${metric}"]`);
