import { Menu } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { save } from "../../charts/export";
import { exportName } from "../../charts/names";
import { canvasPng, crispScale, paintAtlas } from "../../charts/pixels";
import { stepLabel } from "../../charts/ticks";
import { useLocalized } from "../../i18n";
import { useProjectPart, useRunPart } from "../../stores/project";
import { useSamples } from "../../stores/samples";
import { EmptyState } from "../../ui/EmptyState";
import { attempt } from "../../ui/notices";
import { Panel } from "../../ui/Panel";
import "../../charts/pixels.css";

/** Pixels of a picture between two pictures. */
const gap = 1;
const exportScale = 4;

/** The generator's pictures of the same 64 points z at the step that is shown. */
export function Gallery(): ReactElement {
  const project = useProjectPart((open) => open?.name ?? "");
  const started = useRunPart((run) => run !== null);
  const { t } = useTranslation("train");
  const localized = useLocalized();
  const { picture, loading, error } = useSamples();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && picture !== null) paintAtlas(canvas.current, picture, gap);
  }, [picture]);

  const layout = picture?.layout;
  const columns = layout === undefined ? 0 : Math.min(layout.columns, layout.count);
  const rows = layout === undefined ? 0 : Math.ceil(layout.count / layout.columns);
  const natural = {
    width: columns * ((layout?.width ?? 0) + gap) - gap,
    height: rows * ((layout?.height ?? 0) + gap) - gap,
  };
  const scale = Math.min(
    crispScale(width, natural.width, devicePixelRatio),
    crispScale(height, natural.height, devicePixelRatio),
  );
  const exportPng = async (): Promise<void> => {
    if (canvas.current === null || picture === null) return;
    const bytes = await canvasPng(canvas.current, exportScale);
    await save(exportName(project, "samples", picture.step, "png"), "png", bytes);
  };

  return (
    <Panel
      title={t("gallery.title")}
      className="sd-gallery"
      note={
        picture === null ? undefined : t("gallery.note", { step: stepLabel(picture.step), count: picture.layout.count })
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
                  : t("gallery.emptyHint")
            }
          />
        ) : (
          <canvas
            ref={canvas}
            className="sd-pixels"
            role="img"
            aria-label={t("gallery.label", { step: stepLabel(picture.step), count: picture.layout.count })}
            data-step={picture.step}
            style={{ width: natural.width * scale, height: natural.height * scale }}
          />
        )}
      </div>
    </Panel>
  );
}
