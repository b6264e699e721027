import { Button } from "@mantine/core";
import { IconFolder, IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { wantsImages } from "../../../shared/domain/ownImages";
import type { Catalog, PluginKind } from "../../../shared/domain/plugin";
import type { RecipeCard as Card, PluginSettings } from "../../../shared/domain/recipe";
import { roughTime } from "../../../shared/domain/speed";
import { newProject, newProjectOnFolder, useBusy } from "../../app/commands";
import { useLocalized } from "../../i18n";
import { useSpeeds } from "../../stores/speeds";
import { useCatalog } from "../../stores/trainer";
import { count } from "../../ui/format";
import { filledRecipe } from "../settings/sections";
import { Motif } from "./Motif";

/** A plug-in's title where the trainer has told it, its id until then. */
function useTitle(): (kind: PluginKind, settings: PluginSettings | undefined) => string | null {
  const catalog: Catalog | null = useCatalog();
  const localized = useLocalized();
  return (kind, settings) => {
    if (settings === undefined) return null;
    const card = catalog?.plugins.find((plugin) => plugin.kind === kind && plugin.id === settings.id);
    return card === undefined ? settings.id : localized(card.title);
  };
}

/** How long a recipe takes on this machine, in words; null where it was never tried. */
function useTime({ id, recipe }: Card): string | null {
  const { t } = useTranslation("start");
  const speed = useSpeeds((store) => store.speeds?.known[id]);
  if (speed === undefined) return null;
  const { unit, amount } = roughTime(recipe.training.steps / speed);
  return t(`about.${unit}`, { amount });
}

/** One recipe: what it is, what it will do, where it comes from. */
export function RecipeCard(props: { card: Card }): ReactElement {
  const { t } = useTranslation("start");
  const localized = useLocalized();
  const title = useTitle();
  const catalog = useCatalog();
  const busy = useBusy((store) => store.open);
  const time = useTime(props.card);
  const { card } = props;
  const { recipe } = card;
  const asks = wantsImages(recipe.dataset);
  const optimizers = new Set(Object.values(recipe.optimizers).map((optimizer) => title("optimizer", optimizer)));
  const facts = [
    [t("fact.data"), title("dataset", recipe.dataset)],
    [t("fact.objective"), title("objective", recipe.objective)],
    [t("fact.optimizer"), [...optimizers].join(" · ")],
    [t("fact.batch"), count(recipe.training.batchSize)],
    [t("fact.length"), t("steps", { count: recipe.training.steps, steps: count(recipe.training.steps) })],
    [t("fact.time"), time],
  ].filter((fact): fact is [string, string] => typeof fact[1] === "string");
  return (
    <article className="sd-recipe" data-recipe={card.id}>
      <Motif recipe={catalog === null ? recipe : filledRecipe(catalog, recipe)} />
      <h3>{localized(card.title)}</h3>
      <p className="sd-recipe-summary">{localized(card.summary)}</p>
      <dl className="sd-recipe-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <footer>
        <span className="sd-recipe-reference">{card.reference}</span>
        <Button
          size="sm"
          leftSection={asks ? <IconFolder size={15} stroke={1.8} /> : <IconPlus size={15} />}
          loading={busy}
          aria-label={t("startWith", { recipe: localized(card.title) })}
          onClick={() => void (asks ? newProjectOnFolder : newProject)(card.id)}
        >
          {asks ? t("chooseFolder") : t("begin")}
        </Button>
      </footer>
    </article>
  );
}
