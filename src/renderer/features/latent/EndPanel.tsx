import { NumberInput } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { LatentPoint } from "../../../shared/domain/latent";
import { maximumSeed } from "../../../shared/domain/recipe";
import type { AtlasPicture } from "../../charts/pixels";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import { chooseEnd, type EndName } from "./choice";
import { PreviewGrid } from "./PreviewGrid";

interface EndPanelProps {
  end: EndName;
  point: LatentPoint;
  preview: AtlasPicture | null;
}

/** One end of the path: a picture of the preview grid, or a point drawn from a seed. */
export function EndPanel({ end, point, preview }: EndPanelProps): ReactElement {
  const { t } = useTranslation("latent");
  const roll = (): void => {
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    chooseEnd(end, { from: "seed", seed: seed! });
  };
  return (
    <Panel
      title={t(`end.${end}`)}
      className="sd-end"
      note={point.from === "preview" ? t("picture", { number: point.index + 1 }) : t("fromSeed", { seed: point.seed })}
    >
      <fieldset aria-label={t(`end.${end}`)}>
        {preview === null ? (
          <div className="sd-preview sd-preview-waiting" />
        ) : (
          <PreviewGrid
            picture={preview}
            chosen={point.from === "preview" ? point.index : null}
            onChoose={(index) => chooseEnd(end, { from: "preview", index })}
          />
        )}
        <div className="sd-end-seed">
          <NumberInput
            aria-label={t(`seed.${end}`)}
            placeholder={t("seed.placeholder")}
            value={point.from === "seed" ? point.seed : ""}
            min={0}
            max={maximumSeed}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            hideControls
            onChange={(value) => {
              if (typeof value === "number") chooseEnd(end, { from: "seed", seed: value });
            }}
          />
          <IconButton label={t(`roll.${end}`)} onClick={roll}>
            <IconDice5 size={18} stroke={1.6} />
          </IconButton>
        </div>
        <p className="sd-end-help">{t("endHelp")}</p>
      </fieldset>
    </Panel>
  );
}
