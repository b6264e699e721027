import { describe, expect, it, vi } from "vitest";
import { Documents } from "../../../src/main/shell/documents";
import type { ProjectState } from "../../../src/shared/domain/project";

const project = (dirty: boolean, path: string | null): ProjectState => ({
  id: "p1",
  name: "digits",
  path,
  dirty,
  recipe: {
    id: "gan-mnist",
    dataset: { id: "mnist" },
    model: { id: "mlp-gan" },
    regularizers: [],
    optimizers: {},
    training: { batchSize: 64, steps: 100, sampleEvery: 10, checkpointEvery: 0 },
    seed: 1,
  },
  runs: [],
  activeRun: null,
  recovered: false,
  canUndo: false,
  canRedo: false,
});

/** A desk that writes down what happens to it, and a person with ready answers. */
function lab(
  open: ProjectState | null,
  answers: { unsaved?: "save" | "discard" | "cancel"; path?: string | null } = {},
) {
  const log: string[] = [];
  const note =
    (name: string) =>
    async (value = ""): Promise<void> => {
      log.push(`${name} ${value}`.trim());
    };
  const desk = {
    project: () => open,
    create: note("create"),
    open: note("open"),
    recover: note("recover"),
    save: note("save"),
    close: note("close"),
  };
  const ask = {
    openProject: vi.fn(async () => answers.path ?? null),
    saveProject: vi.fn(async () => answers.path ?? null),
    unsavedChanges: vi.fn(async () => answers.unsaved ?? ("cancel" as const)),
  };
  return { documents: new Documents(desk, ask), log, ask };
}

describe("unsaved changes", () => {
  it("are saved to their file before another project opens", async () => {
    const { documents, log } = lab(project(true, "/a.saddle"), { unsaved: "save" });
    expect(await documents.open("/b.saddle")).toEqual({ outcome: "done" });
    expect(log).toEqual(["save /a.saddle", "open /b.saddle"]);
  });

  it("keep everything as it is when the person cancels the question or the place to save", async () => {
    const first = lab(project(true, "/a.saddle"), { unsaved: "cancel" });
    expect(await first.documents.create("gan-mnist")).toEqual({ outcome: "cancelled" });
    const second = lab(project(true, null), { unsaved: "save", path: null });
    expect(await second.documents.close()).toEqual({ outcome: "cancelled" });
    expect([...first.log, ...second.log]).toEqual([]);
  });

  it("are dropped only when the person says so", async () => {
    const { documents, log } = lab(project(true, null), { unsaved: "discard" });
    await documents.close();
    expect(log).toEqual(["close"]);
  });

  it("are not asked about where there are none", async () => {
    const { documents, ask } = lab(project(false, null));
    expect(await documents.settle()).toBe(true);
    expect(ask.unsavedChanges).not.toHaveBeenCalled();
  });
});

describe("saving", () => {
  it("asks for a place the first time, and for another with save as", async () => {
    const fresh = lab(project(true, null), { path: "/new.saddle" });
    await fresh.documents.save(false);
    const known = lab(project(true, "/a.saddle"), { path: "/copy.saddle" });
    await known.documents.save(false);
    await known.documents.save(true);
    expect([...fresh.log, ...known.log]).toEqual(["save /new.saddle", "save /a.saddle", "save /copy.saddle"]);
  });

  it("refuses without a project", async () => {
    await expect(lab(null).documents.save(false)).rejects.toMatchObject({ code: "conflict" });
  });
});

it("a second file waits until the question about the first is answered", async () => {
  let answer: (answer: "discard") => void = () => undefined;
  const { documents, log, ask } = lab(project(true, null));
  ask.unsavedChanges.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  ask.unsavedChanges.mockResolvedValueOnce("discard");
  const first = documents.open("/first.saddle");
  const second = documents.open("/second.saddle");
  await Promise.resolve();
  await Promise.resolve();
  expect(ask.unsavedChanges).toHaveBeenCalledTimes(1);
  answer("discard");
  await Promise.all([first, second]);
  expect(log).toEqual(["open /first.saddle", "open /second.saddle"]);
});
