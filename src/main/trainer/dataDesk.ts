/**
 * Everything about data that is asked of the trainer beside training: inspecting, importing and
 * looking at it. None of it touches a run, so none waits for one.
 */
import { type DataDescription, dataRoutes, type ImportProgress } from "../../shared/contract/data";
import { SaddleError } from "../../shared/contract/errors";
import type { HandlersOf, InputOf } from "../../shared/contract/route";
import type { PluginSettings } from "../../shared/domain/recipe";
import { say } from "../../shared/domain/text";
import type { DataPlace, Dataset } from "./dataset";
import { type Params as Images, images, pipelineOf } from "./datasets/images";
import { bytesToAtlas, inspect, preview } from "./datasets/inspect";
import type { UnpackingWatch } from "./datasets/sources/bytes";
import { describe, nearest, trainingRows, widthOf } from "./datasets/statistics";
import { resolveDataset } from "./resolve";

/** Milliseconds. */
const betweenTellings = 250;

export type DataRoutes = typeof dataRoutes;

export const isDataRoute = (route: string): route is keyof DataRoutes => Object.hasOwn(dataRoutes, route);

export class DataDesk {
  readonly handlers: HandlersOf<DataRoutes>;
  private readonly place: () => DataPlace;
  private readonly tell: (progress: ImportProgress) => void;
  /** One at a time; the same one that is asked for again is waited for. */
  private running: { key: string; cancel: AbortController; done: Promise<PluginSettings> } | null = null;
  private described: { key: string; answer: Promise<DataDescription> } | null = null;
  private ordered: { key: string; indices: Uint32Array } | null = null;

  constructor(place: () => DataPlace, tell: (progress: ImportProgress) => void) {
    this.place = place;
    this.tell = tell;
    this.handlers = {
      "data.inspect": async ({ path }) => {
        const { watch, end } = this.unpacking(path);
        return inspect(path, watch).finally(end);
      },
      "data.import": async ({ dataset }) => ({ dataset: await this.import(dataset) }),
      "data.cancel": async () => {
        this.running?.cancel.abort();
        await this.running?.done.catch(() => undefined);
        return {};
      },
      "data.describe": async ({ dataset }) => ({ description: await this.describe(dataset) }),
      "data.pictures": (input) => this.pictures(input),
      "data.neighbours": (input) => this.neighbours(input),
      "data.preview": async ({ dataset, count }) => {
        const { params } = resolveDataset({ ...dataset, id: images.id });
        const settings = params as Images;
        const { watch, end } = this.unpacking(settings.source);
        const mirrors = settings.mirror || settings.flip;
        return preview(settings.source, pipelineOf(settings), count, mirrors, watch).finally(end);
      },
    };
  }

  /** Settings with the content filled in; those of other datasets as they are. */
  async import(settings: PluginSettings): Promise<PluginSettings> {
    const { plugin, params } = resolveDataset(settings);
    const { importing } = plugin;
    if (!importing) return settings;
    const key = JSON.stringify(settings);
    if (this.running?.key === key) return this.running.done;
    this.running?.cancel.abort();
    await this.running?.done.catch(() => undefined);
    const cancel = new AbortController();
    const source = String(settings.source ?? "");
    const { counts: unit } = importing;
    let last = { done: 0, total: 0 };
    let told = false;
    const unpacking = this.unpacking(source);
    const work = importing.import(params, this.place(), {
      signal: cancel.signal,
      unpacking: unpacking.watch,
      progress: (done, total, secondsLeft) => {
        unpacking.end();
        told = true;
        last = { done, total };
        this.tell({ source, unit, done, total, secondsLeft, ended: false });
      },
    });
    const done = work.then((filled) => ({ id: plugin.id, ...(filled as object) }) as PluginSettings);
    this.running = { key, cancel, done };
    try {
      return await done;
    } finally {
      if (this.running?.done === done) this.running = null;
      unpacking.end();
      if (told) this.tell({ source, unit, ...last, secondsLeft: 0, ended: true });
    }
  }

  /** Tells how far an archive is unpacked, where that takes long enough to be noticed. */
  private unpacking(source: string): { watch: UnpackingWatch; end: () => void } {
    const unit = "unpacked";
    let before = performance.now();
    let last: { done: number; total: number } | null = null;
    return {
      watch: (done, total) => {
        if (performance.now() - before < betweenTellings) return;
        before = performance.now();
        last = { done, total };
        this.tell({ source, unit, ...last, secondsLeft: null, ended: false });
      },
      end: () => {
        if (last !== null) this.tell({ source, unit, ...last, secondsLeft: null, ended: true });
        last = null;
      },
    };
  }

  private async open(settings: PluginSettings): Promise<Dataset | null> {
    const { plugin, params } = resolveDataset(settings);
    if (plugin.importing && !(await plugin.importing.isReady(params, this.place()))) return null;
    return plugin.open(params, this.place());
  }

  private async ready(settings: PluginSettings): Promise<Dataset> {
    const dataset = await this.open(settings);
    if (dataset !== null) return dataset;
    throw new SaddleError("conflict", say("The pictures are not imported yet.", "아직 이미지를 가져오지 않았습니다."), {
      hint: say("Import them first.", "먼저 가져오세요."),
    });
  }

  private async describe(settings: PluginSettings): Promise<DataDescription | null> {
    const dataset = await this.open(settings);
    if (dataset === null || dataset.space !== "images") return null;
    const key = `${dataset.hash} ${dataset.count} ${dataset.range.join()}`;
    if (this.described?.key !== key) {
      const answer = describe(dataset);
      answer.catch(() => {
        this.described = null;
      });
      this.described = { key, answer };
    }
    const { notes } = dataset;
    return { ...(await this.described.answer), notes: [...(notes ?? [])] };
  }

  private async pictures({ dataset: settings, split, label, begin, count }: InputOf<DataRoutes, "data.pictures">) {
    const dataset = await this.ready(settings);
    const chosen = this.chosen(dataset, split, label);
    const total = chosen?.length ?? sizeOf(dataset, split);
    const length = Math.max(0, Math.min(count, total - begin));
    const indices = Array.from({ length }, (_, at) => chosen?.[begin + at] ?? begin + at);
    const labels = split === "training" ? dataset.labels : (dataset.test?.labels ?? null);
    return {
      total,
      indices,
      labels: labels === null ? null : indices.map((index) => labels[index]!),
      atlas: length === 0 ? null : bytesToAtlas(gather(dataset, split, indices), dataset.shape, Math.min(length, 32)),
    };
  }

  /** Examples of one class; null for all. */
  private chosen(dataset: Dataset, split: InputOf<DataRoutes, "data.pictures">["split"], label: number | null) {
    const labels = split === "training" ? dataset.labels : (dataset.test?.labels ?? null);
    if (label === null || labels === null) return null;
    const key = `${dataset.hash} ${dataset.count} ${split} ${label}`;
    if (this.ordered?.key !== key) {
      const found: number[] = [];
      const size = sizeOf(dataset, split);
      for (let i = 0; i < size; i++) if (labels[i] === label) found.push(i);
      this.ordered = { key, indices: Uint32Array.from(found) };
    }
    return this.ordered.indices;
  }

  private async neighbours({ dataset: settings, split, index, count }: InputOf<DataRoutes, "data.neighbours">) {
    const dataset = await this.ready(settings);
    if (index >= sizeOf(dataset, split)) {
      throw new SaddleError("bad-input", say(`There is no picture ${index}.`, `이미지 ${index}번이 없습니다.`));
    }
    const { indices, distances } = await nearest(dataset, gather(dataset, split, [index]), count);
    return {
      indices,
      distances,
      labels: dataset.labels === null ? null : indices.map((each) => dataset.labels![each]!),
      atlas: bytesToAtlas(gather(dataset, "training", indices), dataset.shape, indices.length),
    };
  }
}

const sizeOf = (dataset: Dataset, split: "training" | "test"): number =>
  split === "training" ? dataset.count : (dataset.test?.count ?? 0);

function gather(dataset: Dataset, split: "training" | "test", indices: readonly number[]): Uint8Array {
  const width = widthOf(dataset);
  const out = new Uint8Array(indices.length * width);
  indices.forEach((index, at) => {
    const row =
      split === "training"
        ? trainingRows(dataset, index, index + 1)
        : dataset.test!.pixels.subarray(index * width, (index + 1) * width);
    out.set(row, at * width);
  });
  return out;
}
