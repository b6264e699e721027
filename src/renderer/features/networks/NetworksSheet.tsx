import { Modal } from "@mantine/core";
import { type ReactElement, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Recipe } from "../../../shared/domain/recipe";
import { request } from "../../bridge";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorNotice } from "../../ui/ErrorNotice";
import { useRequest } from "../../ui/useRequest";
import { Networks } from "./Networks";

function Asked({ recipe }: { recipe: Recipe }): ReactElement {
  const { t } = useTranslation("train");
  const { answer, error } = useRequest(useCallback(() => request("recipes.check", { recipe }), [recipe]));
  if (error !== null) return <ErrorNotice error={error} />;
  if (answer === null) return <EmptyState title={t("networks.loading")} />;
  return <Networks check={answer} />;
}

/** The networks of a run's recipe, whenever somebody wants to see them. */
export function NetworksSheet(props: { recipe: Recipe; opened: boolean; onClose: () => void }): ReactElement {
  const { t } = useTranslation("train");
  const common = useTranslation("common").t;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t("networks.title")}
      closeButtonProps={{ "aria-label": common("close") }}
      size={540}
    >
      <div className="sd-networks-sheet">
        <Asked recipe={props.recipe} />
      </div>
    </Modal>
  );
}
