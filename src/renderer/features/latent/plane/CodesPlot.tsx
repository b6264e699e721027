import { Menu, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaneOfCodes } from "../../../../shared/domain/latent";
import { fontFamily } from "../../../app/palette";
import { save } from "../../../charts/export";
import { exportName } from "../../../charts/names";
import { pngOf } from "../../../charts/pixels";
import { linearTicks, stepLabel } from "../../../charts/ticks";
import { useClassName } from "../../../i18n";
import { attempt } from "../../../ui/notices";
import { Panel } from "../../../ui/Panel";
import { classColour, classSign } from "./classColours";
import { type Extent, extentOf } from "./extent";

const room = { left: 34, right: 10, top: 8, bottom: 22 };
/** Labels of ticks as few as the axis has room for. */
const tickCount = 5;

interface Plot {
  readonly plane: PlaneOfCodes;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
  /** A class that stands out; null for all alike. */
  readonly chosen: number | null;
}

const styleOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function paint(canvas: HTMLCanvasElement, { plane, width, height, dark, chosen }: Plot): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  const [across, up] = extentOf(plane.codes);
  const inner = { width: width - room.left - room.right, height: height - room.top - room.bottom };
  const place = (value: number, [least, most]: Extent): number => (value - least) / (most - least);
  const x = (value: number): number => room.left + place(value, across) * inner.width;
  const y = (value: number): number => room.top + (1 - place(value, up)) * inner.height;

  context.font = `10.5px ${fontFamily}`;
  context.fillStyle = styleOf("--saddle-axis");
  context.strokeStyle = styleOf("--saddle-grid");
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const tick of linearTicks(across[0], across[1], tickCount)) {
    context.beginPath();
    context.moveTo(x(tick), room.top);
    context.lineTo(x(tick), room.top + inner.height);
    context.stroke();
    context.fillText(String(tick), x(tick), height - 9);
  }
  context.textAlign = "right";
  for (const tick of linearTicks(up[0], up[1], tickCount)) {
    context.beginPath();
    context.moveTo(room.left, y(tick));
    context.lineTo(room.left + inner.width, y(tick));
    context.stroke();
    context.fillText(String(tick), room.left - 6, y(tick));
  }

  const { codes, labels, classes } = plane;
  context.font = `600 11px ${fontFamily}`;
  context.textAlign = "center";
  for (let i = 0; i < codes.length / 2; i += 1) {
    const label = labels?.[i];
    const [px, py] = [x(codes[2 * i]!), y(codes[2 * i + 1]!)];
    context.globalAlpha = chosen === null || chosen === label ? 0.9 : 0.12;
    if (label === undefined) {
      context.fillStyle = styleOf("--saddle-data");
      context.beginPath();
      context.arc(px, py, 2.2, 0, 2 * Math.PI);
      context.fill();
    } else {
      context.fillStyle = classColour(label, dark);
      context.fillText(classSign(classes?.[label] ?? String(label), label), px, py);
    }
  }
  context.globalAlpha = 1;
}

/** Where the encoder puts held-out examples, each as its class. */
export function CodesPlot({ project, plane }: { project: string; plane: PlaneOfCodes }): ReactElement {
  const { t } = useTranslation("latent");
  const { ref, width, height } = useElementSize();
  const named = useClassName();
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useComputedColorScheme("light") === "dark";
  const [chosen, choose] = useState<number | null>(null);
  useEffect(() => {
    if (canvas.current !== null && width > 0 && height > 0) {
      paint(canvas.current, { plane, width, height, dark, chosen });
    }
  }, [plane, width, height, dark, chosen]);
  const count = plane.codes.length / 2;
  const exportPng = async (): Promise<void> => {
    const sheet = document.createElement("canvas");
    paint(sheet, { plane, width, height, dark, chosen });
    await save(exportName(project, "codes", plane.step, "png"), "png", await pngOf(sheet));
  };
  return (
    <Panel
      title={t("plane.codes")}
      className="sd-codes"
      note={t("plane.codesNote", { count: stepLabel(count) })}
      menu={<Menu.Item onClick={() => void attempt(exportPng())}>{t("strip.png")}</Menu.Item>}
    >
      <div className="sd-codes-room" ref={ref}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={t("plane.codesLabel", { count })}
          data-step={plane.step}
          style={{ width, height }}
        />
      </div>
      {plane.classes !== null && plane.labels !== null && (
        <div className="sd-codes-legend" role="toolbar" aria-label={t("plane.legend")}>
          {plane.classes.map((name, index) => {
            const sign = classSign(name, index);
            return (
              <button
                key={name}
                type="button"
                aria-pressed={chosen === index}
                onClick={() => choose(chosen === index ? null : index)}
              >
                <b style={{ color: classColour(index, dark) }}>{sign}</b>
                {sign !== name && <span>{named(name)}</span>}
              </button>
            );
          })}
        </div>
      )}
    </Panel>
  );
}
