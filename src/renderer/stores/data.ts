/** The data of the recipe: choosing, importing and what is known of it. */
import { useEffect, useState } from "react";
import { create } from "zustand";
import type { DataDescription, ImportProgress } from "../../shared/contract/data";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import { fashionMnistData } from "../../shared/domain/fashionMnist";
import { ownImages } from "../../shared/domain/ownImages";
import type { PluginSettings, Recipe } from "../../shared/domain/recipe";
import { on, request } from "../bridge";
import { attempt } from "../ui/notices";
import { editDraft, flushDraft, useDraft } from "./draft";
import { activeRunOf, useProjectStore } from "./project";

interface DataStore {
  /** The import that is under way. */
  progress: ImportProgress | null;
  /** How far an archive is unpacked, for an import or for a look at it. */
  unpacking: ImportProgress | null;
  /** A source is being looked at, or its import was asked for. */
  busy: boolean;
}

export const useDataStore = create<DataStore>(() => ({ progress: null, unpacking: null, busy: false }));

let following = false;

/** Begins to follow imports, whoever asked for them. */
export function followImports(): void {
  if (following) return;
  following = true;
  on("data.progress", (progress) => {
    const now = progress.ended ? null : progress;
    if (progress.unit !== "unpacked") useDataStore.setState({ progress: now });
    else {
      // An import and a look at the same archive unpack it side by side: the one that is further is shown.
      useDataStore.setState(({ unpacking }) =>
        now !== null && unpacking?.source === now.source && unpacking.done > now.done ? {} : { unpacking: now },
      );
    }
  });
}

const recipeNow = (): Recipe | null => useDraft.getState().recipe ?? useProjectStore.getState().project?.recipe ?? null;

async function busily(work: () => Promise<void>): Promise<void> {
  if (useDataStore.getState().busy) return;
  useDataStore.setState({ busy: true });
  await attempt(work());
  useDataStore.setState({ busy: false });
}

/** A recipe belongs to its run once that has begun: another one is for a fresh run. */
async function takeDataset(dataset: PluginSettings): Promise<void> {
  const { project } = useProjectStore.getState();
  if (activeRunOf(project) !== null) await request("run.restart", {});
  const recipe = recipeNow();
  if (recipe === null) return;
  editDraft({ ...recipe, dataset });
  await flushDraft();
}

async function importSettings(dataset: PluginSettings): Promise<void> {
  const filled = await request("data.import", { dataset });
  const recipe = recipeNow();
  // Something else was chosen meanwhile.
  if (recipe === null || recipe.dataset.source !== dataset.source) return;
  if (JSON.stringify(filled.dataset) !== JSON.stringify(recipe.dataset)) await takeDataset(filled.dataset);
}

/** Makes pictures of a person the data of the recipe, and imports them. */
export const takeSource = (path: string): Promise<void> =>
  busily(async () => {
    const recipe = recipeNow();
    if (recipe === null) return;
    const inspection = await request("data.inspect", { path });
    const dataset = ownImages(path, inspection, recipe.dataset);
    await takeDataset(dataset);
    await importSettings(dataset);
  });

/** Makes Fashion-MNIST the data of the recipe, and fetches it. */
export const takeFashion = (): Promise<void> =>
  busily(async () => {
    const recipe = recipeNow();
    if (recipe === null) return;
    const dataset = fashionMnistData(recipe.dataset);
    await takeDataset(dataset);
    await importSettings(dataset);
  });

export async function chooseSource(kind: "file" | "folder"): Promise<void> {
  const chosen = await attempt(request("data.choose", { kind }));
  if (chosen?.path) await takeSource(chosen.path);
}

export const importNow = (dataset: PluginSettings): Promise<void> =>
  busily(async () => {
    await flushDraft();
    await importSettings(dataset);
  });

export const cancelImport = (): Promise<unknown> => attempt(request("data.cancel", {}));

export interface Described {
  readonly description: DataDescription | null;
  readonly error: ErrorValue | null;
  /** Whether the answer is still to come. */
  readonly waiting: boolean;
}

const settleDelay = 250;

/** What the trainer says of data, a moment after its settings last changed or an import ended. */
export function useDescription(dataset: PluginSettings | null): Described {
  const key = dataset === null ? null : JSON.stringify(dataset);
  const importing = useDataStore((store) => store.progress !== null);
  const [state, setState] = useState<Described & { key: string | null }>({
    description: null,
    error: null,
    waiting: true,
    key: null,
  });
  useEffect(() => {
    if (key === null || importing) return;
    let current = true;
    const settle = (answer: Omit<Described, "waiting">): void => {
      if (current) setState({ ...answer, waiting: false, key });
    };
    const timer = setTimeout(() => {
      request("data.describe", { dataset: JSON.parse(key) as PluginSettings }).then(
        ({ description }) => settle({ description, error: null }),
        (thrown: unknown) => settle({ description: null, error: toErrorValue(thrown) }),
      );
    }, settleDelay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, importing]);
  // What is known of other data says nothing of this.
  return state.key === key ? state : { description: null, error: null, waiting: true };
}
