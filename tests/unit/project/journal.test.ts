import { readdir, readFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../src/main/project/inspect";
import { Journal } from "../../../src/main/project/journal";
import { same, say } from "../../../src/shared/domain/text";
import { checkpoint, columns, coverage, layout, newRun, picture, pointsAt, recipe } from "./records";
import { contentOf, filesBelow, recordedProject, refusalOf, temporaryFolder } from "./support";

/** The format that a file's manifest, which is its last entry, names. */
async function formatOf(path: string): Promise<number> {
  const { default: yauzl } = await import("yauzl");
  const zip = await yauzl.openPromise(path);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== "manifest.json") continue;
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()).format;
  }
  throw new Error("no manifest");
}

describe("a project", () => {
  it("comes back from its file with every record as it was", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "my digits.saddle");
    const journal = await recordedProject(root);
    const before = await contentOf(journal);
    await journal.pack(path);
    expect(journal.manifest).toMatchObject({ name: "my digits", path });
    await journal.close({ keep: false });

    const again = await Journal.openFile(root, path);
    expect(await contentOf(again)).toEqual(before);
    expect(again.manifest).toMatchObject({ name: "my digits", path, activeRun: "second" });
    expect([again.dirty, again.recovered]).toEqual([false, false]);

    // What goes on after opening is in the next file.
    await again.appendHistory("second", columns(15, 20));
    expect(again.dirty).toBe(true);
    const other = join(folder, "copy.saddle");
    await again.pack(other);
    expect((await inspectFile(other)).manifest.runs[1]).toMatchObject({ step: 20, seconds: 0.2 });
    expect((await inspectFile(path)).manifest.runs[1]).toMatchObject({ step: 14, seconds: 0.14 });
    await again.close({ keep: false });
    expect(await filesBelow(folder)).toEqual(["copy.saddle", "my digits.saddle"]);
  });

  it("of points comes back too, in a format of its own that older programs refuse by name", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const journal = await recordedProject(root);
    await journal.pack(path);
    expect(await formatOf(path)).toBe(1);
    await journal.writePoints("second", 12, pointsAt(12), coverage(12));
    await journal.writePoints("second", 14, pointsAt(14));
    expect((await refusalOf(journal.writePoints("second", 14, pointsAt(14).slice(0, 300)))).code).toBe("bad-file");
    expect((await refusalOf(journal.readSamples("second", 12))).message).toContain("holds points");
    expect((await refusalOf(journal.readPoints("first", 10))).message).toContain("holds pictures");
    const before = await contentOf(journal);
    await journal.pack(path);
    await journal.close({ keep: false });
    expect(await formatOf(path)).toBe(2);

    const again = await Journal.openFile(root, path);
    expect(await contentOf(again)).toEqual(before);
    await again.rewind("second", 12);
    expect(again.manifest.runs[1]!.samples).toEqual([{ step: 12, layout: null }]);
    expect((await filesBelow(join(root, again.id, "runs/second/samples"))).sort()).toEqual(["12.safetensors"]);
    await again.close({ keep: false });
  });

  it("is inspected without being opened, and says what made it and what was measured last", async () => {
    const folder = await temporaryFolder();
    const journal = await recordedProject(join(folder, "journals"));
    const path = join(folder, "a.saddle");
    await journal.pack(path);
    const { manifest, madeBy, bytes, figures } = await inspectFile(path);
    expect(manifest).toEqual(journal.manifest);
    // NaN where nothing was measured: the figure of before stands.
    expect(figures).toEqual({ ...Object.fromEntries(manifest.runs.map(({ id }) => [id, expect.any(Object)])) });
    const { step, values } = await journal.readHistory("second");
    const last = step.length - 1;
    expect(figures.second!["g.loss"]).toEqual({ step: step[last], value: values["g.loss"]![last] });
    expect(madeBy).toMatch(/^Saddle \d+\.\d+\.\d+/);
    expect(bytes).toBe((await readFile(path)).length);
    await journal.close({ keep: false });
  });

  it("does not tell in its file where it lay", async () => {
    const folder = await temporaryFolder();
    const journal = await Journal.create(join(folder, "journals"), {
      name: "x",
      recipe,
      path: join(folder, "x.saddle"),
    });
    await journal.pack(join(folder, "x.saddle"));
    expect((await readFile(join(folder, "x.saddle"))).includes(folder)).toBe(false);
    await journal.close({ keep: false });
  });

  it("is unsaved after any change and saved after a pack that caught it", async () => {
    const folder = await temporaryFolder();
    const journal = await Journal.create(join(folder, "journals"), { name: "x", recipe });
    const path = join(folder, "x.saddle");
    const states: boolean[] = [journal.dirty];
    const changes: (() => Promise<unknown>)[] = [
      () => journal.update((draft) => void draft.runs.push(newRun("a"))),
      () => journal.appendHistory("a", columns(1, 3)),
      () => journal.writeSamples("a", 3, picture(3), layout),
      () => journal.writeCheckpoint("a", checkpoint(3)),
      () => journal.truncateHistory("a", 2),
      () => journal.removeCheckpoint("a", 3),
      () => journal.rewind("a", 1),
    ];
    for (const change of changes) {
      await change();
      states.push(journal.dirty);
      await journal.pack(path);
      states.push(journal.dirty);
    }
    expect(states).toEqual([false, ...changes.flatMap(() => [true, false])]);
    await journal.close({ keep: false });
  });

  it("refuses a change that no project can have, and keeps what it had", async () => {
    const journal = await recordedProject(join(await temporaryFolder(), "journals"));
    const before = journal.manifest;
    const changes: [string, Parameters<Journal["update"]>[0]][] = [
      ["no run third", (draft) => Object.assign(draft, { activeRun: "third" })],
      ["runs.0.id", (draft) => Object.assign(draft.runs[0]!, { id: "../first" })],
      ["two runs", (draft) => void draft.runs.push(newRun("first"))],
      ["comes from itself", (draft) => Object.assign(draft.runs[0]!, { parent: { run: "second", step: 10 } })],
      ["runs.0.problem", (draft) => Object.assign(draft.runs[0]!, { problem: 5 })],
      ["path", (draft) => Object.assign(draft, { path: "/elsewhere.saddle" })],
    ];
    for (const [reason, change] of changes) {
      const error = await refusalOf(journal.update(change));
      expect([error.code, error.message.includes(reason) ? reason : error.message]).toEqual(["internal", reason]);
    }
    expect(journal.manifest).toBe(before);
    await journal.close({ keep: false });
  });

  it("takes the files of a run along when the run goes", async () => {
    const root = join(await temporaryFolder(), "journals");
    const journal = await recordedProject(root);
    await journal.update((draft) => {
      draft.runs = draft.runs.filter(({ id }) => id === "first");
      draft.activeRun = "first";
    });
    expect((await filesBelow(root)).filter((name) => name.includes("second"))).toEqual([]);
    expect((await journal.readHistory("first")).step.length).toBe(10);
    await journal.close({ keep: false });
  });

  it("goes back to a checkpoint and forgets what came after it", async () => {
    const journal = await recordedProject(join(await temporaryFolder(), "journals"));
    await journal.appendHistory("first", columns(11, 30));
    await journal.writeSamples("first", 20, picture(20), layout, coverage(20));
    await journal.writeCheckpoint("first", checkpoint(20));
    await journal.update((draft) =>
      Object.assign(draft.runs[0]!, { problem: { state: "diverged", message: "d.loss became NaN" } }),
    );
    await journal.rewind("first", 10);
    const [first] = journal.manifest.runs;
    expect(first).toMatchObject({ step: 10, seconds: 0.1, problem: null });
    expect(first!.checkpoints.map(({ step }) => step)).toEqual([10]);
    expect(first!.samples.map(({ step }) => step)).toEqual([0, 10]);
    expect(first!.coverage.map(({ step }) => step)).toEqual([10]);
    expect(await journal.readHistory("first")).toEqual(columns(1, 10));
    expect((await refusalOf(journal.readCheckpoint("first", 20))).hint?.en).toContain("10");
    await journal.close({ keep: false });
  });

  it("refuses checkpoints and pictures that are none", async () => {
    const journal = await recordedProject(join(await temporaryFolder(), "journals"));
    const before = journal.manifest;
    const broken = { ...checkpoint(11), bytes: Uint8Array.of(1, 2, 3) };
    expect((await refusalOf(journal.writeCheckpoint("first", broken))).code).toBe("bad-file");
    expect((await refusalOf(journal.writeSamples("first", 11, picture(1).slice(0, 20), layout))).code).toBe("bad-file");
    const wide = { ...layout, width: 9 };
    expect((await refusalOf(journal.writeSamples("first", 11, picture(1), wide))).message).toContain("4×6 pixels");
    expect((await refusalOf(journal.writeCheckpoint("third", checkpoint(1)))).message).toContain("no run third");
    expect(journal.manifest).toBe(before);
    await journal.close({ keep: false });
  });

  it("keeps few enough checkpoints and samples, and those that a run came from", async () => {
    const root = join(await temporaryFolder(), "journals");
    const journal = await Journal.create(root, { name: "x", recipe });
    await journal.update((draft) => void draft.runs.push(newRun("a")));
    for (let step = 1; step <= 5; step++) await journal.writeCheckpoint("a", checkpoint(step * 100));
    await journal.update((draft) => void draft.runs.push(newRun("b", { run: "a", step: 300 })));
    await journal.writeCheckpoint("a", checkpoint(550, "kept"));
    for (let step = 6; step <= 60; step++) await journal.writeCheckpoint("a", checkpoint(step * 100));
    for (let step = 1; step <= 600; step++)
      await journal.writeSamples("a", step, picture(step), layout, coverage(step));
    const [run] = journal.manifest.runs;
    const steps = run!.checkpoints.map(({ step }) => step);
    expect(steps).toEqual(expect.arrayContaining([100, 300, 550, 6000]));
    expect(steps.length).toBe(12 + 2);
    expect(run!.samples.length).toBeLessThanOrEqual(512);
    expect(run!.coverage.map(({ step }) => step)).toEqual(run!.samples.map(({ step }) => step));
    const files = await filesBelow(root);
    expect(files.filter((name) => name.endsWith(".safetensors")).length).toBe(steps.length);
    expect(files.filter((name) => name.endsWith(".png")).length).toBe(run!.samples.length);
    await journal.close({ keep: false });
  });
});

/** Until a save into this folder has begun to write its temporary file. */
async function untilWriting(folder: string): Promise<void> {
  while (!(await readdir(folder)).some((name) => name.endsWith(".tmp"))) await new Promise(setImmediate);
}

describe("saving", () => {
  it("packs one moment while recording goes on, thinning and going back included", async () => {
    const folder = await temporaryFolder();
    const journal = await recordedProject(join(folder, "journals"));
    for (let step = 1; step <= 20; step++)
      await journal.writeCheckpoint("first", checkpoint(10 + step, "kept", 500_000));
    const before = await contentOf(journal);
    const path = join(folder, "a.saddle");
    const packed = journal.pack(path);
    await untilWriting(folder);
    const recorded = Promise.all([
      journal.appendHistory("first", columns(11, 200)),
      journal.appendHistory("first", columns(201, 300, ["d.loss", "g.loss", "new"])),
      ...Array.from({ length: 15 }, (_, index) => journal.writeCheckpoint("first", checkpoint(301 + index))),
      journal.writeSamples("first", 10, picture(99), layout),
      journal.rewind("first", 250),
    ]);
    await Promise.all([packed, recorded]);
    expect(journal.dirty).toBe(true);
    const other = await Journal.openFile(join(folder, "elsewhere"), path);
    expect(await contentOf(other)).toEqual(before);
    expect((await journal.readHistory("first")).step.length).toBe(250);
    await other.close({ keep: false });
    await journal.close({ keep: false });
  });

  it("writes through a link and keeps the permissions of the file", async () => {
    const folder = await temporaryFolder();
    const journal = await recordedProject(join(folder, "journals"));
    const real = join(folder, "real.saddle");
    await writeFile(real, "old", { mode: 0o600 });
    await symlink(real, join(folder, "link.saddle"));
    await journal.pack(join(folder, "link.saddle"));
    expect((await inspectFile(real)).manifest.runs.length).toBe(2);
    await journal.close({ keep: false });
    expect((await filesBelow(folder)).sort()).toEqual(["link.saddle", "real.saddle"]);
  });

  it.each<[string, (folder: string) => string, string]>([
    ["a folder that is not there", (folder) => join(folder, "none", "a.saddle"), "its folder does not exist"],
    ["a folder", (folder) => folder, "it is a folder"],
  ])("to %s fails by name and changes nothing", async (_, place, reason) => {
    const folder = await temporaryFolder();
    const journal = await recordedProject(join(folder, "journals"));
    const before = await filesBelow(folder);
    const error = await refusalOf(journal.pack(place(folder)));
    expect([error.code, error.message]).toEqual(["disk", expect.stringContaining(reason)]);
    expect(journal.manifest.path).toBe(null);
    expect(journal.dirty).toBe(true);
    expect(await filesBelow(folder)).toEqual(before);
    await journal.close({ keep: false });
  });
});

describe("a journal that was left behind", () => {
  it("is offered with its step, and gives back every record", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const journal = await recordedProject(root);
    const before = await contentOf(journal);
    const { id } = journal;
    expect(await Journal.list(root)).toEqual([]);
    await journal.close({ keep: true });
    expect(await Journal.list(root)).toEqual([
      { id, name: "digits", path: null, changedAt: expect.any(Number), step: 14 },
    ]);
    const again = await Journal.recover(root, id);
    expect([again.recovered, again.dirty, again.id]).toEqual([true, true, id]);
    expect(await contentOf(again)).toEqual(before);
    expect(await Journal.list(root)).toEqual([]);
    await again.close({ keep: false });
    expect(await filesBelow(root)).toEqual([]);
  });

  it("is found by the path of its file, whichever way that is written", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const journal = await Journal.create(root, { name: "a", recipe, path });
    await journal.update((draft) => void draft.runs.push(newRun("a")));
    const { id } = journal;
    await journal.close({ keep: true });
    expect(await Journal.leftoverFor(root, join(folder, "x", "..", "a.saddle"))).toMatchObject({ id });
    expect(await Journal.leftoverFor(root, join(folder, "b.saddle"))).toBe(null);
    await Journal.discard(root, id);
    expect(await Journal.leftoverFor(root, path)).toBe(null);
    expect((await refusalOf(Journal.recover(root, id))).code).toBe("not-found");
    expect((await refusalOf(Journal.discard(root, "../.."))).code).toBe("not-found");
  });

  it("is swept away where it says nothing that its file does not, and offered where it does", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const path = join(folder, "a.saddle");
    const untouched = await Journal.create(root, { name: "new", recipe });
    await untouched.close({ keep: true });
    const saved = await recordedProject(root);
    await saved.pack(path);
    await saved.close({ keep: true });
    expect((await filesBelow(root)).length).toBeGreaterThan(0);
    expect(await Journal.list(root)).toEqual([]);
    expect(await filesBelow(root)).toEqual([]);

    for (const harm of [() => rm(path), () => utimes(path, 1, 1)]) {
      const opened = await recordedProject(root);
      await opened.pack(path);
      await opened.close({ keep: true });
      await harm();
      const [leftover] = await Journal.list(root);
      expect(leftover).toMatchObject({ path });
      await Journal.discard(root, leftover!.id);
    }
  });

  it("loses only what was damaged", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const journal = await recordedProject(root);
    const { id } = journal;
    await journal.close({ keep: true });
    const inside = (name: string) => join(root, id, "runs", name);
    // A power cut: a checkpoint of half its size, an empty picture, a history with half a row and zeros after it.
    const bytes = await readFile(inside("first/checkpoints/10.safetensors"));
    await writeFile(inside("first/checkpoints/10.safetensors"), bytes.subarray(0, bytes.length / 2));
    await writeFile(inside("first/samples/10.png"), "");
    await writeFile(inside("first/history.bin"), new Uint8Array(100), { flag: "a" });
    await writeFile(inside("second/history.bin"), "");
    // Written, but not yet in the manifest.
    await writeFile(inside("first/samples/11.png"), picture(11));
    await writeFile(inside("first/checkpoints/12.safetensors.00c0ffee.tmp"), "half");
    const again = await Journal.recover(root, id);
    const [first, second] = again.manifest.runs;
    expect(first).toMatchObject({ step: 10, checkpoints: [] });
    expect(first!.samples.map(({ step }) => step)).toEqual([0]);
    expect(await again.readHistory("first")).toEqual(columns(1, 10));
    expect(second!.checkpoints.length).toBe(1);
    expect((await again.readHistory("second")).step.length).toBe(0);
    const files = await filesBelow(join(root, id, "runs"));
    expect(files).toEqual(["first/history.bin", "first/samples/0.png", "second/checkpoints/10.safetensors"]);
    // And it can be saved, opened and recorded on.
    await again.appendHistory("second", columns(11, 12));
    await again.pack(join(folder, "a.saddle"));
    expect((await inspectFile(join(folder, "a.saddle"))).manifest.runs[1]!.step).toBe(12);
    await again.close({ keep: false });
  });

  it("of before problems were kept in both languages opens, and its text stands for both", async () => {
    const folder = await temporaryFolder();
    const root = join(folder, "journals");
    const journal = await recordedProject(root);
    const { id } = journal;
    const said = say("d.loss became NaN.", "d.loss 값이 NaN이 되었습니다.");
    const judge = say("patch network", "패치 네트워크");
    const terms = { classes: ["0"], shares: [1], accuracy: 1, threshold: 0.1, confidence: 0.9 };
    await journal.update((draft) => {
      draft.runs[0]!.problem = { state: "diverged", message: said };
      draft.runs[0]!.coverageReference = { ...terms, classifier: judge };
    });
    await journal.close({ keep: true });
    const path = join(root, id, "manifest.json");
    const old = (await readFile(path, "utf8"))
      .replace(JSON.stringify(said), JSON.stringify(said.en))
      .replace(JSON.stringify(judge), JSON.stringify(judge.en));
    expect(old).not.toMatch(/[가-힣]/);
    await writeFile(`${path}.new`, old);
    await rename(`${path}.new`, path);
    const again = await Journal.recover(root, id);
    expect(again.manifest.runs[0]).toMatchObject({
      problem: { state: "diverged", message: same(said.en) },
      coverageReference: { classifier: same(judge.en) },
    });
    await again.pack(join(folder, "a.saddle"));
    await again.close({ keep: false });
    const { manifest } = await inspectFile(join(folder, "a.saddle"));
    expect(manifest.runs[0]?.problem?.message).toEqual(same(said.en));
  });

  it("of a version to come is left for that version", async () => {
    const root = join(await temporaryFolder(), "journals");
    const journal = await recordedProject(root);
    const { id } = journal;
    await journal.close({ keep: true });
    const path = join(root, id, "manifest.json");
    const text = (await readFile(path, "utf8")).replace('"format":1', '"format":3');
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
    expect(await Journal.list(root)).toEqual([]);
    const error = await refusalOf(Journal.recover(root, id));
    expect(error.message).toMatch(/made by Saddle .* in project format 3/);
    expect(await readFile(path, "utf8")).toBe(text);
  });
});
