import { type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Painting } from "../../../charts/canvas";
import { linearTicks, tickLabel, valueLabel } from "../../../charts/ticks";
import { useLocalized } from "../../../i18n";
import { useForm } from "../context";
import type { Field } from "../schema";
import { flat, heightAt, heightsOf, isEmptyCurve, stroked } from "./curve";
import { Caption, Empty } from "./parts";
import type { Place } from "./place";
import { type Size, Surface } from "./Surface";
import { type Tool, Tools } from "./Tools";
import { useDrawing } from "./useDrawing";

/** Of the brush, as a share of the interval. */
const widths = { least: 0.01, most: 0.3, step: 0.01 } as const;
const foot = 18;
/** The highest that can be drawn stands a little below the edge. */
const head = 6;

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;

/** The density as it is drawn: dotted, as data is. */
function curvePainting(
  heights: readonly number[],
  [from, to]: readonly [number, number],
  cursor: Place | null,
): (size: Size) => Painting {
  return ({ width, height }) =>
    (context, colours) => {
      const bottom = height - foot;
      const across = (share: number): number => share * width;
      const down = (value: number): number => bottom - value * (bottom - head);
      context.font = "11px Pretendard, sans-serif";
      context.textAlign = "center";
      for (const tick of linearTicks(from, to, Math.max(2, Math.round(width / 70)))) {
        const x = across((tick - from) / (to - from));
        context.fillStyle = colours.grid;
        context.fillRect(x, head, 1, bottom - head);
        context.fillStyle = colours.quiet;
        const half = context.measureText(tickLabel(tick)).width / 2;
        context.fillText(tickLabel(tick), Math.min(width - half, Math.max(half, x)), height - 5);
      }
      context.fillStyle = colours.quiet;
      context.fillRect(0, bottom, width, 1);
      context.beginPath();
      heights.forEach((value, index) => {
        context.lineTo(across(index / (heights.length - 1)), down(value));
      });
      context.strokeStyle = colours.ink;
      context.lineWidth = 2;
      context.setLineDash([2, 3.5]);
      context.stroke();
      context.setLineDash([]);
      context.lineTo(width, bottom);
      context.lineTo(0, bottom);
      context.globalAlpha = 0.14;
      context.fillStyle = colours.data;
      context.fill();
      context.globalAlpha = 1;
      if (cursor === null) return;
      context.strokeStyle = colours.quiet;
      context.lineWidth = 1;
      context.strokeRect(across(cursor.x) - 0.5, head, 1, bottom - head);
      context.beginPath();
      context.arc(across(cursor.x), down(heightAt(heights, cursor.x)), 4, 0, 2 * Math.PI);
      context.fillStyle = colours.surface;
      context.fill();
      context.strokeStyle = colours.ink;
      context.lineWidth = 1.5;
      context.stroke();
    };
}

/** A density to draw with the pointer, over the interval that the settings beside it say. */
export function CurveField({ field, path }: { field: Field; path: string }): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const form = useForm();
  const beside = (name: string): unknown => form.valueAt(path.replace(/[^.]+$/, name));
  const value = form.valueAt(path) ?? field.initial;
  const stored = useMemo(() => heightsOf(value), [value]);
  const drawing = useDrawing<readonly number[]>(path, stored);
  const [tool, setTool] = useState<Tool>("draw");
  const [width, setWidth] = useState(0.06);
  const stroke = useRef<{ last: Place; erase: boolean } | null>(null);
  const [cursor, setCursor] = useState<Place | null>(null);
  const [least, most] = [numberOf(beside("from"), 0), numberOf(beside("to"), 1)];
  const [from, to] = most > least ? [least, most] : [least, least + 1];
  const heights = drawing.shown;
  const editable = form.access(false) === "edit";

  const draw = (from: Place, to: Place, erase: boolean): void => {
    const down = (at: Place): Place => (erase ? { x: at.x, y: 0 } : at);
    stroke.current = { last: to, erase };
    drawing.sketch(stroked(drawing.latest(), down(from), down(to), width));
  };

  const press = (event: KeyboardEvent): boolean => {
    const at = cursor ?? { x: 0.5, y: 0 };
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (sideways !== undefined) {
      const step = (event.shiftKey ? 8 : 1) / (heights.length - 1);
      setCursor({ ...at, x: Math.min(1, Math.max(0, at.x + sideways * step)) });
      return true;
    }
    const upwards = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const gone = event.key === "Delete" || event.key === "Backspace";
    if (upwards === undefined && !gone) return false;
    const height = gone ? 0 : heightAt(heights, at.x) + (upwards ?? 0) * (event.shiftKey ? 0.1 : 0.02);
    setCursor(at);
    const touch = { x: at.x, y: height };
    drawing.change(stroked(heights, touch, touch, width));
    return true;
  };
  const painting = useMemo(() => curvePainting(heights, [from, to], cursor), [heights, from, to, cursor]);

  return (
    <div className="sd-drawing" data-drawing={path}>
      {editable && (
        <Tools
          tool={tool}
          onTool={setTool}
          size={width}
          sizes={widths}
          onSize={setWidth}
          onClear={isEmptyCurve(heights) ? null : () => drawing.change(flat())}
        />
      )}
      <Surface
        id={`field-${path}`}
        label={t("drawing.curveLabel", { title: localized(field.text.title) })}
        shape="wide"
        painting={painting}
        inset={{ top: head, bottom: foot }}
        strokes={
          editable
            ? {
                begin: (at, erase) => draw(at, at, erase || tool === "erase"),
                move: (at) => {
                  if (stroke.current !== null) draw(stroke.current.last, at, stroke.current.erase);
                },
                end: drawing.finish,
                hover: setCursor,
                press,
              }
            : null
        }
      >
        {isEmptyCurve(heights) && <Empty text={t(editable ? "drawing.emptyCurve" : "drawing.nothing")} />}
      </Surface>
      <Caption
        text={
          cursor === null
            ? t(editable ? "drawing.curveHint" : "drawing.shown")
            : t("drawing.curveAt", {
                x: valueLabel(from + cursor.x * (to - from)),
                height: valueLabel(heightAt(heights, cursor.x)),
              })
        }
      />
    </div>
  );
}
