import { Button, SegmentedControl, Slider } from "@mantine/core";
import { IconEraser, IconPencil } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../../app/commands";
import { useProjectFields } from "../../../stores/project";

export type Tool = "draw" | "erase";
const tools = { draw: IconPencil, erase: IconEraser } as const;

/** What the pointer does, how wide it is, and the ways back. */
export function Tools(props: {
  tool: Tool;
  onTool: (tool: Tool) => void;
  size: number;
  /** Of the slider. */
  sizes: { readonly least: number; readonly most: number; readonly step: number };
  onSize: (size: number) => void;
  /** Null where there is nothing to clear. */
  onClear: (() => void) | null;
}): ReactElement {
  const { t } = useTranslation("settings");
  const project = useProjectFields("canUndo");
  const { least, most, step } = props.sizes;
  return (
    <div className="sd-drawing-tools">
      <SegmentedControl
        size="xs"
        value={props.tool}
        aria-label={t("drawing.tool")}
        data={(["draw", "erase"] as const).map((value) => {
          const Icon = tools[value];
          return {
            value,
            label: (
              <span className="sd-drawing-tool">
                <Icon size={14} stroke={1.8} aria-hidden />
                {t(`drawing.${value}`)}
              </span>
            ),
          };
        })}
        onChange={(value) => props.onTool(value as Tool)}
      />
      <Slider
        className="sd-drawing-size"
        size="sm"
        min={least}
        max={most}
        step={step}
        value={props.size}
        label={(value) => value.toFixed(2)}
        thumbLabel={t("drawing.size")}
        title={t("drawing.size")}
        onChange={props.onSize}
      />
      <span className="sd-drawing-back">
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={project?.canUndo !== true}
          data-action="drawing-undo"
          onClick={commands.undo}
        >
          {t("undo")}
        </Button>
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={props.onClear === null}
          data-action="drawing-clear"
          onClick={() => props.onClear?.()}
        >
          {t("drawing.clear")}
        </Button>
      </span>
    </div>
  );
}
