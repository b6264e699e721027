import { Menu } from "@mantine/core";
import { type PointerEvent, type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { save } from "../../charts/export";
import { exportName } from "../../charts/names";
import { type AtlasPicture, canvasPng, paintAtlas } from "../../charts/pixels";
import { attempt } from "../../ui/notices";
import { Panel } from "../../ui/Panel";
import { stripLength } from "./usePath";
import "../../charts/pixels.css";

const gap = 1;
const exportScale = 4;

interface StripProps {
  project: string;
  picture: AtlasPicture;
  position: number;
  onPosition: (position: number) => void;
}

/** A copy of the first pictures of an atlas as one row. */
const oneRow = (picture: AtlasPicture): HTMLCanvasElement => {
  const canvas = document.createElement("canvas");
  paintRow(canvas, picture);
  return canvas;
};

function paintRow(canvas: HTMLCanvasElement, picture: AtlasPicture): void {
  paintAtlas(canvas, picture, gap, 0, stripLength, stripLength);
}

/** The whole path from A to B, and where on it the slider is. */
export function Strip({ project, picture, position, onPosition }: StripProps): ReactElement {
  const { t } = useTranslation("latent");
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) paintRow(canvas.current, picture);
  }, [picture]);
  const pick = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const place = ((event.clientX - box.left) / box.width) * stripLength - 0.5;
    onPosition(Math.min(1, Math.max(0, place / (stripLength - 1))));
  };
  const exportPng = async (): Promise<void> =>
    save(exportName(project, "latent-path", picture.step, "png"), "png", await canvasPng(oneRow(picture), exportScale));
  const { width, height } = picture.layout;
  return (
    <Panel
      title={t("strip.title")}
      className="sd-strip"
      note={t("strip.note")}
      menu={<Menu.Item onClick={() => void attempt(exportPng())}>{t("strip.png")}</Menu.Item>}
    >
      <div className="sd-strip-room" style={{ maxWidth: (96 * stripLength * width) / height }}>
        <div className="sd-strip-pictures" role="none" onPointerDown={pick} onPointerMove={pick}>
          <canvas ref={canvas} className="sd-pixels" role="img" aria-label={t("strip.label", { count: stripLength })} />
        </div>
        <div
          className="sd-strip-mark"
          style={{ left: `${((position * (stripLength - 1) + 0.5) / stripLength) * 100}%` }}
        />
      </div>
    </Panel>
  );
}
