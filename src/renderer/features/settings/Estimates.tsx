import { Button } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { amount, bytes, count } from "../../ui/format";
import { StatNumber } from "../../ui/StatNumber";
import { NetworksSheet } from "../networks/NetworksSheet";
import type { RecipeForm } from "./useRecipeForm";

/** What the recipe amounts to: sizes of the networks, steps an epoch, memory. */
export function Estimates(props: { form: RecipeForm }): ReactElement | null {
  const { t } = useTranslation("settings");
  const { run, check, recipe } = props.form;
  const [drawn, setDrawn] = useState(false);
  const parameters = run?.parameters ?? check?.parameters;
  const stepsPerEpoch = run?.stepsPerEpoch ?? check?.stepsPerEpoch;
  if (parameters === undefined || stepsPerEpoch === undefined) return null;
  return (
    <div className="sd-estimates">
      {Object.entries(parameters).map(([network, size]) => (
        <StatNumber
          key={network}
          label={t(`network.${network}`, { defaultValue: network })}
          value={amount(size)}
          title={t("parameters", { network, size: count(size) })}
        />
      ))}
      <StatNumber label={t("stepsPerEpoch")} value={count(stepsPerEpoch)} />
      {run === null && check !== null && (
        <StatNumber label={t("memory")} value={bytes(check.memoryBytes)} title={t("memoryHelp")} />
      )}
      {run !== null && (
        <>
          <Button variant="default" size="compact-xs" data-action="networks" onClick={() => setDrawn(true)}>
            {t("networks")}
          </Button>
          <NetworksSheet recipe={recipe} opened={drawn} onClose={() => setDrawn(false)} />
        </>
      )}
    </div>
  );
}
