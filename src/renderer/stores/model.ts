/** The model of what is shown: what its card says it can do. */
import {
  type Catalog,
  type GalleryPart,
  type PluginCard,
  type SingleUpdate,
  singleUpdates,
} from "../../shared/domain/plugin";
import type { Recipe } from "../../shared/domain/recipe";
import { activeRunOf, useProjectStore } from "./project";
import { useCatalog, useTrainer } from "./trainer";

const cardOf = (catalog: Catalog | null, recipe: Recipe | undefined): PluginCard | undefined =>
  catalog?.plugins.find(({ kind, id }) => kind === "model" && id === recipe?.model.id);

const shownRecipe = ({ project }: ReturnType<typeof useProjectStore.getState>): Recipe | undefined =>
  activeRunOf(project)?.recipe ?? project?.recipe;

/** Networks that can be updated alone; both players until the catalog is known. */
export function useSingles(): readonly SingleUpdate[] {
  const catalog = useCatalog();
  const recipe = useProjectStore(shownRecipe);
  return cardOf(catalog, recipe)?.singles ?? singleUpdates;
}

/** As {@link useSingles}, for commands. */
export function singlesNow(): readonly SingleUpdate[] {
  const catalog = useTrainer.getState().hello?.catalog ?? null;
  return cardOf(catalog, shownRecipe(useProjectStore.getState()))?.singles ?? singleUpdates;
}

const samplesAlone: readonly GalleryPart[] = ["samples"];

/** What the recorded pictures of the model show, in their order. */
export function useGalleryParts(): readonly GalleryPart[] {
  const catalog = useCatalog();
  const recipe = useProjectStore(shownRecipe);
  return cardOf(catalog, recipe)?.gallery ?? samplesAlone;
}
