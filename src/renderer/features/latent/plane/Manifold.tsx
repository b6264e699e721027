import { Menu } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { PlaneOfCodes } from "../../../../shared/domain/latent";
import { save } from "../../../charts/export";
import { exportName } from "../../../charts/names";
import { canvasPng, crispScale, fromAtlas, gridSize, paintAtlas } from "../../../charts/pixels";
import { attempt } from "../../../ui/notices";
import { Panel } from "../../../ui/Panel";
import "../../../charts/pixels.css";

const exportScale = 2;
/** Pixels that the names of the axes take. */
const edge = 22;
const label = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0).replace("-", "−");

/** What the decoder makes of a grid over the plane. */
export function Manifold({ project, plane }: { project: string; plane: PlaneOfCodes }): ReactElement {
  const { t } = useTranslation("latent");
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useMemo(() => fromAtlas(plane.step, plane.atlas), [plane]);
  useEffect(() => {
    if (canvas.current !== null) paintAtlas(canvas.current, picture, 0);
  }, [picture]);
  const natural = gridSize(picture.layout, 0);
  const scale = Math.min(
    crispScale(Math.max(1, width - 2 * edge), natural.width, devicePixelRatio),
    crispScale(Math.max(1, height - edge), natural.height, devicePixelRatio),
  );
  const exportPng = async (): Promise<void> => {
    if (canvas.current === null) return;
    const bytes = await canvasPng(canvas.current, exportScale);
    await save(exportName(project, "manifold", plane.step, "png"), "png", bytes);
  };
  const { across, up } = plane;
  const side = { across: across.length, up: up.length };
  return (
    <Panel
      title={t("plane.manifold")}
      className="sd-manifold"
      note={t("plane.manifoldNote", side)}
      menu={<Menu.Item onClick={() => void attempt(exportPng())}>{t("strip.png")}</Menu.Item>}
    >
      <div className="sd-manifold-room" ref={ref}>
        <div className="sd-manifold-frame">
          <div className="sd-manifold-up" aria-hidden>
            <span>{label(up.at(-1)!)}</span>
            <i>z₂</i>
            <span>{label(up[0]!)}</span>
          </div>
          <canvas
            ref={canvas}
            className="sd-pixels"
            role="img"
            aria-label={t("plane.manifoldLabel", side)}
            data-step={plane.step}
            style={{ width: natural.width * scale, height: natural.height * scale }}
          />
          <div className="sd-manifold-across" aria-hidden>
            <span>{label(across[0]!)}</span>
            <i>z₁</i>
            <span>{label(across.at(-1)!)}</span>
          </div>
        </div>
      </div>
    </Panel>
  );
}
