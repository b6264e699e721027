import { Menu, SegmentedControl } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type GalleryPart, galleryCells } from "../../../shared/domain/plugin";
import { save } from "../../charts/export";
import { exportName } from "../../charts/names";
import { canvasPng, crispScale, paintAtlas } from "../../charts/pixels";
import { stepLabel } from "../../charts/ticks";
import { useClassName, useLocalized } from "../../i18n";
import { useGalleryParts } from "../../stores/model";
import { useProjectPart, useRunPart } from "../../stores/project";
import { useSamples } from "../../stores/samples";
import { ColumnLabels, columnLabelHeight } from "../../ui/ColumnLabels";
import { EmptyState } from "../../ui/EmptyState";
import { attempt } from "../../ui/notices";
import { Panel } from "../../ui/Panel";
import "../../charts/pixels.css";

/** Pixels of a picture between two pictures. */
const gap = 1;
const exportScale = 4;

/** Pictures of the same 64 points z, or of the same examples above their reconstructions, at the step that is shown. */
export function Gallery(): ReactElement {
  const project = useProjectPart((open) => open?.name ?? "");
  const started = useRunPart((run) => run !== null);
  const { t } = useTranslation("train");
  const localized = useLocalized();
  const { picture, loading, error } = useSamples();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const parts = useGalleryParts();
  const [wished, setWished] = useState<GalleryPart>("samples");
  const part = parts.includes(wished) ? wished : parts[0]!;
  const first = parts.length > 1 ? parts.indexOf(part) * galleryCells : 0;
  const cells = parts.length > 1 ? galleryCells : undefined;
  useEffect(() => {
    if (canvas.current !== null && picture !== null) paintAtlas(canvas.current, picture, gap, first, cells);
  }, [picture, first, cells]);

  const layout = picture === null ? undefined : { ...picture.layout, count: cells ?? picture.layout.count };
  const shown = { step: stepLabel(picture?.step ?? 0), count: (layout?.count ?? 0) / (part === "samples" ? 1 : 2) };
  const columns = layout === undefined ? 0 : Math.min(layout.columns, layout.count);
  const rows = layout === undefined ? 0 : Math.ceil(layout.count / layout.columns);
  const natural = {
    width: columns * ((layout?.width ?? 0) + gap) - gap,
    height: rows * ((layout?.height ?? 0) + gap) - gap,
  };
  const named = useClassName();
  const labels = (layout?.columnLabels ?? []).map(named);
  const what = labels.length > 0 ? "sweep" : part;
  const room = height - (labels.length > 0 ? columnLabelHeight : 0);
  const scale = Math.min(
    crispScale(width, natural.width, devicePixelRatio),
    crispScale(room, natural.height, devicePixelRatio),
  );
  const exportPng = async (): Promise<void> => {
    if (canvas.current === null || picture === null) return;
    const bytes = await canvasPng(canvas.current, exportScale);
    await save(exportName(project, part, picture.step, "png"), "png", bytes);
  };

  return (
    <Panel
      title={t(`gallery.${part}`)}
      className="sd-gallery"
      note={picture === null ? undefined : t(`gallery.${what}Note`, shown)}
      actions={
        parts.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("gallery.parts")}
            value={part}
            data={parts.map((value) => ({ value, label: t(`gallery.${value}Tab`) }))}
            onChange={(value) => setWished(value as GalleryPart)}
          />
        )
      }
      menu={
        picture === null ? undefined : (
          <Menu.Item onClick={() => void attempt(exportPng())}>{t("gallery.png")}</Menu.Item>
        )
      }
    >
      <div className="sd-gallery-room" ref={ref} data-loading={loading}>
        {picture === null ? (
          <EmptyState
            icon={<IconPhoto size={30} stroke={1.3} />}
            title={error !== null ? localized(error.message) : loading ? t("gallery.loading") : t("gallery.empty")}
            text={
              error !== null
                ? error.hint && localized(error.hint)
                : started
                  ? t("gallery.waiting")
                  : t(part === "samples" ? "gallery.emptyHint" : "gallery.reconstructionsHint")
            }
          />
        ) : (
          <div className="sd-sweep" style={{ width: natural.width * scale }}>
            {labels.length > 0 && <ColumnLabels labels={labels} title={t("gallery.classes")} />}
            <canvas
              ref={canvas}
              className="sd-pixels"
              role="img"
              aria-label={t(`gallery.${what}Label`, { ...shown, classes: labels.join(", ") })}
              data-step={picture.step}
              style={{ width: natural.width * scale, height: natural.height * scale }}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}
