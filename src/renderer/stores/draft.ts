/**
 * The recipe as it is being edited. Edits show at once and reach the project a moment later, so that
 * typing a number is one step to undo; whatever uses the recipe flushes first.
 */
import { create } from "zustand";
import { type ErrorValue, toErrorValue } from "../../shared/contract/errors";
import type { Recipe } from "../../shared/domain/recipe";
import { request } from "../bridge";
import { useProjectStore } from "./project";

interface DraftStore {
  /** Null while there is nothing that the project does not know. */
  recipe: Recipe | null;
  /** Why the project refused the last edit. */
  refused: ErrorValue | null;
}

const delay = 350;

export const useDraft = create<DraftStore>(() => ({ recipe: null, refused: null }));

let timer: ReturnType<typeof setTimeout> | undefined;
let sending: Promise<void> = Promise.resolve();

async function send(recipe: Recipe): Promise<void> {
  try {
    await request("project.setRecipe", { recipe });
    // The project's own word on it comes as an event; until then the form must not fall back to the old one.
    useProjectStore.setState(({ project }) => ({ project: project === null ? null : { ...project, recipe } }));
    // A newer edit may wait by now: it stays.
    if (useDraft.getState().recipe === recipe) useDraft.setState({ recipe: null, refused: null });
  } catch (thrown) {
    useDraft.setState({ refused: toErrorValue(thrown) });
  }
}

let editing: string | undefined;

/**
 * Shows the edit at once, and tells the project soon.
 * @param setting what was edited: edits of one setting in a row are one step to undo, another begins a new one.
 */
export function editDraft(recipe: Recipe, setting?: string): void {
  if (setting !== editing) void flushDraft();
  editing = setting;
  useDraft.setState({ recipe, refused: null });
  clearTimeout(timer);
  timer = setTimeout(() => void flushDraft(), delay);
}

/** Tells the project of what waits; done when it knows. */
export async function flushDraft(): Promise<void> {
  clearTimeout(timer);
  const { recipe, refused } = useDraft.getState();
  if (recipe !== null && refused === null) sending = sending.then(() => send(recipe));
  await sending;
}

/** Forgets what waits, when another project came or the recipe changed from outside. */
export function dropDraft(): void {
  clearTimeout(timer);
  useDraft.setState({ recipe: null, refused: null });
}

useProjectStore.subscribe((now, before) => {
  const other = now.project?.id !== before.project?.id;
  const refused = useDraft.getState().refused !== null;
  if (other || (refused && now.project?.recipe !== before.project?.recipe)) dropDraft();
});
