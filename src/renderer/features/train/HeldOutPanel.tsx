import { Tooltip } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { stepLabel } from "../../charts/ticks";
import { columnsOf } from "../../stores/history";
import { useRunPart } from "../../stores/project";
import { useShownPart } from "../../stores/timeline";
import { Panel } from "../../ui/Panel";
import { heldOutAt } from "./heldOut";

const figure = (value: number): string => value.toFixed(2).replace("-", "−");

/** How well test images are made again, at the step of the timeline; nothing for models that are not measured so. */
export function HeldOutPanel(): ReactElement | null {
  const { t } = useTranslation("train");
  const run = useRunPart((active) => active?.id ?? null);
  const at = useShownPart(({ step }) => heldOutAt(columnsOf(run), step)?.step ?? null);
  const found = at === null ? null : heldOutAt(columnsOf(run), at);
  if (found === null) return null;
  return (
    <Panel title={t("heldOut.title")} className="sd-heldout" note={t("chart.step", { step: stepLabel(found.step) })}>
      <dl>
        {found.figures.map(({ name, value }) => (
          <Tooltip key={name} label={t(`heldOut.${name}Help`)} withArrow multiline w={280}>
            <div className="sd-heldout-figure" data-figure={name}>
              <dt>{t(`heldOut.${name}`)}</dt>
              <dd>{figure(value)}</dd>
            </div>
          </Tooltip>
        ))}
      </dl>
    </Panel>
  );
}
