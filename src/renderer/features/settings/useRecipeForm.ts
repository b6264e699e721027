/** What the form shows and may do: the recipe before the start, the run's own settings after it. */
import { useEffect, useMemo, useState } from "react";
import { type ErrorValue, toErrorValue } from "../../../shared/contract/errors";
import type { RecipeCheck } from "../../../shared/contract/trainer";
import { same, valueAt, withValue } from "../../../shared/domain/path";
import type { Recipe, RecipeCard, RecipeIssue } from "../../../shared/domain/recipe";
import type { RunSummary } from "../../../shared/domain/run";
import { request } from "../../bridge";
import { editDraft, useDraft } from "../../stores/draft";
import { useProjectPart, useRunFields } from "../../stores/project";
import { useRecipeCheck } from "../../stores/recipeCheck";
import { useCatalog, useTrainer } from "../../stores/trainer";
import { attempt } from "../../ui/notices";
import type { Access, FormContext } from "./context";
import { filledRecipe } from "./sections";

const checkDelay = 250;

/** An error at a setting, as an issue of the recipe; requests name the recipe itself in their paths. */
function issueOf(error: ErrorValue | null): RecipeIssue | null {
  if (error?.path === undefined) return null;
  const { message, hint } = error;
  return { path: error.path.replace(/^recipe\./, ""), message, ...(hint === undefined ? {} : { hint }) };
}

/** A run's recipe with its live edits laid over it. */
export const recipeOf = (run: Pick<RunSummary, "recipe" | "edits">): Recipe =>
  run.edits.reduce((recipe, edit) => withValue(recipe, edit.path, edit.value), run.recipe);

/** The built-in recipe that a recipe came from, or null. */
function useCard(id: string | undefined): RecipeCard | null {
  const [cards, setCards] = useState<readonly RecipeCard[]>([]);
  useEffect(() => {
    let current = true;
    request("recipes.list", {}).then(
      (answer) => current && setCards(answer.recipes),
      // Sources and change marks are an extra: the form works without them.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, []);
  return cards.find((card) => card.id === id) ?? null;
}

/** What the trainer says about the recipe, a moment after the last edit; the latest answer is kept, and what it is of. */
function useCheck(recipe: Recipe | null): { check: RecipeCheck | null; of: Recipe | null } {
  const { check, of } = useRecipeCheck();
  const ready = useTrainer((store) => store.status === "ready");
  useEffect(() => {
    if (recipe === null || !ready) return;
    let current = true;
    const timer = setTimeout(() => {
      request("recipes.check", { recipe }).then(
        (answer) => current && useRecipeCheck.setState({ check: answer, of: recipe }),
        (thrown: unknown) => {
          const issue = issueOf(toErrorValue(thrown));
          if (!current || issue === null) return;
          useRecipeCheck.setState(({ check: before }) =>
            before === null ? {} : { check: { ...before, issues: [issue] }, of: recipe },
          );
        },
      );
    }, checkDelay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [recipe, ready]);
  return { check, of };
}

export interface RecipeForm {
  recipe: Recipe;
  /** What the form shows of the run; null before the start. */
  run: Pick<RunSummary, "recipe" | "edits" | "state" | "parameters" | "stepsPerEpoch"> | null;
  card: RecipeCard | null;
  check: RecipeCheck | null;
  /** What is wrong with the recipe, each at its setting. */
  issues: readonly RecipeIssue[];
  form: FormContext;
  /** Whether anything differs from the built-in recipe. */
  changed: boolean;
  replace: (recipe: Recipe) => void;
}

/** Null while no project is open. */
export function useRecipeForm(): RecipeForm | null {
  const project = useProjectPart((open) => open?.recipe ?? null);
  const run = useRunFields("recipe", "edits", "state", "parameters", "stepsPerEpoch");
  const catalog = useCatalog();
  const draft = useDraft((store) => store.recipe);
  const refused = useDraft((store) => store.refused);
  const recipe = useMemo(() => {
    if (project === null) return null;
    const bare = run === null ? (draft ?? project) : recipeOf(run);
    return catalog === null ? bare : filledRecipe(catalog, bare);
  }, [project, run, draft, catalog]);
  const published = useCard(recipe?.id);
  const card = useMemo(
    () =>
      published === null || catalog === null
        ? published
        : { ...published, recipe: filledRecipe(catalog, published.recipe) },
    [published, catalog],
  );
  const { check, of } = useCheck(run === null ? recipe : null);
  const [refusals, setRefusals] = useState(0);

  return useMemo(() => {
    if (recipe === null) return null;
    const refusal = issueOf(refused);
    const issues = [...(refusal === null ? [] : [refusal]), ...(run === null ? (check?.issues ?? []) : [])];
    // The last of those that one setting makes.
    const layers = new Map(
      (run === null ? (check?.networks ?? []) : []).flatMap((network) =>
        network.layers.flatMap((layer) => (layer.path === undefined ? [] : [[layer.path, layer] as const])),
      ),
    );
    const access = (live: boolean): Access => {
      if (run === null) return "edit";
      return live && (run.state === "paused" || run.state === "finished") ? "live" : "fixed";
    };
    const form: FormContext = {
      valueAt: (path) => valueAt(recipe, path),
      publishedAt: (path) => (card === null ? undefined : valueAt(card.recipe, path)),
      access,
      issueAt: (path) => issues.find((issue) => issue.path === path) ?? null,
      issuesBelow: (path) => issues.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`)),
      layerAt: (path) => layers.get(path) ?? null,
      layersOf: of,
      sourceAt: (path) => card?.sources[path] ?? null,
      change: (path, value) => {
        if (run === null) editDraft(withValue(recipe, path, value), path);
        else if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") {
          void attempt(request("run.edit", { path, value })).then((done) => {
            if (done === undefined) setRefusals((count) => count + 1);
          });
        }
      },
      refusals,
    };
    const changed = card !== null && !same({ ...recipe, seed: 0 }, { ...card.recipe, seed: 0 });
    return { recipe, run, card, check, issues, form, changed, replace: (next) => editDraft(next) };
  }, [recipe, run, card, check, of, refused, refusals]);
}
