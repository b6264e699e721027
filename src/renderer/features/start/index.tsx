import { Button, Loader } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { request } from "../../bridge";
import { go } from "../../stores/navigation";
import { useProjectPart } from "../../stores/project";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { useRequest } from "../../ui/useRequest";
import { Measuring } from "./Measuring";
import { Recent } from "./Recent";
import { RecipeCard } from "./RecipeCard";
import { SetupNotice } from "./SetupNotice";
import "./start.css";

const askRecipes = () => request("recipes.list", {});

/** Where a person begins: a recipe, a recent project, or a file. */
export default function StartPage(): ReactElement {
  const { t } = useTranslation("start");
  const project = useProjectPart((open) => open?.name ?? null);
  const { answer, error, again } = useRequest(askRecipes);
  return (
    <div className="sd-start">
      <div className="sd-start-main">
        <header className="sd-start-head">
          <div>
            <h1>{t("title")}</h1>
            <p>{t("subtitle")}</p>
          </div>
          {project !== null && (
            <Button variant="default" size="sm" rightSection={<IconArrowRight size={15} />} onClick={() => go("train")}>
              {t("continue", { name: project })}
            </Button>
          )}
        </header>
        <SetupNotice />
        {error !== null && (
          <ErrorNotice error={error}>
            <Button variant="default" onClick={again}>
              {t("again")}
            </Button>
          </ErrorNotice>
        )}
        {answer === null && error === null && <Loader className="sd-start-wait" />}
        {answer?.recipes.length === 0 && <EmptyState title={t("noRecipes")} text={t("noRecipesText")} />}
        {answer !== null && answer.recipes.length > 0 && <Measuring cards={answer.recipes} />}
        <div className="sd-recipes">
          {answer?.recipes.map((card) => (
            <RecipeCard key={card.id} card={card} />
          ))}
        </div>
      </div>
      <Recent />
    </div>
  );
}
