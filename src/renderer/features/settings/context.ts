/** What every part of the form shares: the values, and what may be done to each. */
import { createContext, useContext } from "react";
import type { LayerFacts } from "../../../shared/domain/network";
import type { Recipe, RecipeIssue } from "../../../shared/domain/recipe";
import type { Localized } from "../../../shared/domain/text";

/** `edit`: before the start. `live`: a run exists, this field may change now. `fixed`: only shown. */
export type Access = "edit" | "live" | "fixed";

export interface FormContext {
  /** The value at a dotted path of the recipe, or undefined. */
  valueAt(path: string): unknown;
  /** The value in the built-in recipe that this one came from; undefined where that has none. */
  publishedAt(path: string): unknown;
  /** Before the start everything can be edited; while a run is paused, its live fields. */
  access(live: boolean): Access;
  change(path: string, value: unknown): void;
  /** Grows with each live change that the run refused: what was typed gives way to what holds. */
  refusals: number;
  issueAt(path: string): RecipeIssue | null;
  /** What is wrong at a path and within it. */
  issuesBelow(path: string): readonly RecipeIssue[];
  /** What the layer that a path lists will be; null where nothing is known of it, or yet. */
  layerAt(path: string): LayerFacts | null;
  /** The recipe whose layers those are. */
  layersOf: Recipe | null;
  /** Where the value comes from, where the recipe names a source for exactly this path. */
  sourceAt(path: string): Localized | null;
}

const context = createContext<FormContext | null>(null);

export const FormProvider = context.Provider;

export function useForm(): FormContext {
  const form = useContext(context);
  if (form === null) throw new Error("A settings field stands outside its form");
  return form;
}
