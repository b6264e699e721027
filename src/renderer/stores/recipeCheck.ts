/** What the trainer last said of the recipe before the start: written by the form, read by whoever draws it. */
import { create } from "zustand";
import type { RecipeCheck } from "../../shared/contract/trainer";
import type { Recipe } from "../../shared/domain/recipe";

interface RecipeCheckStore {
  check: RecipeCheck | null;
  /** The recipe that was asked about; another one is being looked at where this is not the one that is shown. */
  of: Recipe | null;
}

export const useRecipeCheck = create<RecipeCheckStore>(() => ({ check: null, of: null }));
