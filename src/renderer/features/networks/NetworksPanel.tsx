import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useRecipeCheck } from "../../stores/recipeCheck";
import { Panel } from "../../ui/Panel";
import { Networks } from "./Networks";

/** Shows the layer's settings in the form. */
function reveal(path: string): void {
  const list = path.replace(/\.\d+$/, "");
  const place =
    document.querySelector(`[data-layer="${path}"] .sd-layer-head, [data-field="${path}"]`) ??
    document.querySelector(`[data-field="${list}"]`);
  if (!(place instanceof HTMLElement)) return;
  place.scrollIntoView({ block: "center" });
  place.focus();
}

/** The networks that a press on play would build. */
export function NetworksPanel(): ReactElement | null {
  const { t } = useTranslation("train");
  const check = useRecipeCheck((store) => store.check);
  if (check === null || check.networks.length === 0) return null;
  return (
    <Panel title={t("networks.title")} note={t("networks.note")} className="sd-networks">
      <Networks check={check} onReveal={reveal} />
    </Panel>
  );
}
