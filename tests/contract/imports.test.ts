import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { forkTrainer } from "../../src/main/lab/processAdapter";
import type { TrainerProcess } from "../../src/main/lab/trainerHost";
import type { OutputOf } from "../../src/shared/contract/route";
import type { TrainerEvent, TrainerRequest, TrainerRoutes } from "../../src/shared/contract/trainer";
import { png } from "../unit/trainer/datasets/makeFiles";
import { built, temporaryFolder } from "./support";

const trainers: TrainerProcess[] = [];
afterEach(() => {
  for (const trainer of trainers.splice(0)) trainer.kill();
});

/** The built trainer with a cache of its own, and what it tells of imports. */
async function openTrainer(cacheDirectory: string) {
  const trainer = forkTrainer(built("trainer.js"));
  trainers.push(trainer);
  const told: TrainerEvent[] = [];
  const waiting = new Map<number, (answer: unknown) => void>();
  trainer.onMessage((message) => {
    if ("event" in message) told.push(message);
    else waiting.get(message.id)?.(message.ok ? message.output : message.error);
  });
  let last = 0;
  const request = <R extends keyof TrainerRoutes>(route: R, input: unknown): Promise<OutputOf<TrainerRoutes, R>> =>
    new Promise((resolve) => {
      waiting.set(++last, resolve as (answer: unknown) => void);
      trainer.send({ id: last, route, input } as TrainerRequest);
    });
  await request("hello", { cacheDirectory, backend: "wasm" });
  return { pid: trainer.pid!, told, request };
}

describe("an import by the built trainer, with its threads,", () => {
  it("leaves no half pack when it is killed or cancelled, and what is left is taken away by the next", async () => {
    const folder = await temporaryFolder();
    const [source, cache] = [join(folder, "pictures"), join(folder, "cache")];
    await mkdir(source);
    // Enough that it is still at work when it is stopped: each is decoded, then made smaller.
    const count = 600;
    const bytes = Array.from({ length: 30 }, (_, at) => png(400, at * 8));
    for (let at = 0; at < count; at++) await writeFile(join(source, `${at}.png`), bytes[at % 30]!);
    const dataset = { id: "images", source, size: 64, colour: "grey" };
    const kept = () => readdir(join(cache, "datasets")).catch((): string[] => []);
    const begun = async (): Promise<void> => {
      while (!(await kept()).some((name) => name.endsWith(".tmp"))) await sleep(2);
    };

    const killed = await openTrainer(cache);
    void killed.request("data.import", { dataset });
    await begun();
    process.kill(killed.pid, "SIGKILL");
    expect(await kept()).toEqual([expect.stringMatching(new RegExp(`^${killed.pid}\\.[0-9a-f]+\\.tmp$`))]);

    const trainer = await openTrainer(cache);
    expect(await trainer.request("data.describe", { dataset })).toEqual({ description: null });
    const stopped = trainer.request("data.import", { dataset });
    while (!(await kept()).some((name) => name.startsWith(`${trainer.pid}.`))) await sleep(2);
    await trainer.request("data.cancel", {});
    expect(await stopped).toMatchObject({ code: "cancelled" });
    expect(await kept()).toEqual([]);

    const { dataset: filled } = await trainer.request("data.import", { dataset });
    const { description } = await trainer.request("data.describe", { dataset: filled });
    expect(description).toMatchObject({ count, duplicates: count - 30, skipped: { count: 0 } });
    expect((await kept()).map((name) => name.replace(/^[0-9a-f]{64}/, "…")).sort()).toEqual(["…", "….seen"]);
    expect(trainer.told.at(-1)).toMatchObject({ event: "import", done: count, total: count, ended: true });
  });
});
