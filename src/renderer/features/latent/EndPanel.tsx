import { NumberInput, SegmentedControl, Select } from "@mantine/core";
import { IconDice5 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { LatentPoint } from "../../../shared/domain/latent";
import type { GalleryPart } from "../../../shared/domain/plugin";
import { maximumSeed } from "../../../shared/domain/recipe";
import { useClassName } from "../../i18n";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import { chooseEnd, type EndName } from "./choice";
import { PreviewGrid } from "./PreviewGrid";
import type { Grids } from "./usePath";

const indexOf = (point: LatentPoint): number => (point.from === "seed" ? 0 : point.index);

interface EndPanelProps {
  end: EndName;
  point: LatentPoint;
  /** Pictures to choose from. */
  grids: Grids;
  /** Which of them the model has. */
  parts: readonly GalleryPart[];
}

const kindOf = { samples: "preview", reconstructions: "example" } as const;

/** The class of a point: its own choice, else the one of its column in the preview grid, else the first. */
function classOf(point: LatentPoint, columns: number, count: number): number {
  const own = point.from === "preview" ? point.index % columns : 0;
  const label = point.from === "example" ? undefined : point.label;
  return Math.min(label ?? own, count - 1);
}

/** One end of the path: a picture of the preview grid, a point drawn from a seed, or the code of a data's picture. */
export function EndPanel({ end, point, grids, parts }: EndPanelProps): ReactElement {
  const { t } = useTranslation("latent");
  const part: GalleryPart = point.from === "example" ? "reconstructions" : "samples";
  const grid = grids[kindOf[part]].picture;
  const note = {
    preview: () => t("picture", { number: indexOf(point) + 1 }),
    example: () => t("example", { number: indexOf(point) + 1 }),
    seed: () => t("fromSeed", { seed: point.from === "seed" ? point.seed : 0 }),
  }[point.from]();
  const named = useClassName();
  const classes = grids.preview.picture?.classes ?? [];
  const draw = (seed: number): void => {
    const told = point.from === "example" || point.label === undefined ? {} : { label: point.label };
    chooseEnd(end, { from: "seed", seed, ...told });
  };
  const roll = (): void => {
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    draw(seed!);
  };
  return (
    <Panel title={t(`end.${end}`)} className="sd-end" note={note}>
      <fieldset aria-label={t(`end.${end}`)}>
        {parts.length > 1 && (
          <SegmentedControl
            className="sd-end-kind"
            size="xs"
            fullWidth
            aria-label={t(`kind.${end}`)}
            value={part}
            data={parts.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(value) => chooseEnd(end, { from: kindOf[value as GalleryPart], index: indexOf(point) })}
          />
        )}
        {grid === null ? (
          <div className="sd-preview sd-preview-waiting" />
        ) : (
          <PreviewGrid
            picture={grid}
            classes={grid.classes}
            chosen={point.from === "seed" ? null : point.index}
            onChoose={(index) => chooseEnd(end, { from: kindOf[part], index })}
          />
        )}
        {part === "samples" && (
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
                if (typeof value === "number") draw(value);
              }}
            />
            <IconButton label={t(`roll.${end}`)} onClick={roll}>
              <IconDice5 size={18} stroke={1.6} />
            </IconButton>
          </div>
        )}
        {point.from !== "example" && classes.length > 0 && (
          <Select
            className="sd-end-class"
            size="xs"
            label={t("class.name")}
            aria-label={t(`class.${end}`)}
            description={t("class.help")}
            data={classes.map((name, index) => ({ value: String(index), label: named(name) }))}
            value={String(classOf(point, grid?.layout.columns ?? 1, classes.length))}
            allowDeselect={false}
            searchable={classes.length > 12}
            onChange={(value) => {
              if (value !== null) chooseEnd(end, { ...point, label: Number(value) });
            }}
          />
        )}
        <p className="sd-end-help">{t(part === "samples" ? "endHelp" : "exampleHelp")}</p>
      </fieldset>
    </Panel>
  );
}
