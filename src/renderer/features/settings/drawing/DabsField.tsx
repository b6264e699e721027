import { type KeyboardEvent, type ReactElement, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Dab, dabRadius, mostDabs, planeReach } from "../../../../shared/domain/drawing";
import type { Painting } from "../../../charts/canvas";
import { linearTicks, tickLabel, valueLabel } from "../../../charts/ticks";
import { useLocalized } from "../../../i18n";
import { count } from "../../../ui/format";
import { useForm } from "../context";
import type { Field } from "../schema";
import { dabAt, dabsOf, erased, inPlane, onDrawing, painted } from "./dabs";
import { Caption, Empty } from "./parts";
import type { Place } from "./place";
import { type Size, Surface } from "./Surface";
import { type Tool, Tools } from "./Tools";
import { useDrawing } from "./useDrawing";

const sizes = { least: dabRadius.least, most: 0.8, step: 0.01 } as const;
/** Darkness of a dab of the greatest density, of which several overlap in a stroke. */
const ink = 0.75;
/** Standard deviations to which a soft dab is painted. */
const reach = 3;

function dabPainting(
  dabs: readonly Dab[],
  soft: boolean,
  cursor: { readonly at: Place; readonly radius: number } | null,
): (size: Size) => Painting {
  return ({ width, height }) =>
    (context, colours) => {
      const pixels = width / (2 * planeReach);
      const place = (x: number, y: number): [number, number] => [onDrawing(x) * width, (1 - onDrawing(y)) * height];
      context.fillStyle = colours.grid;
      context.font = "11px Pretendard, sans-serif";
      for (const tick of linearTicks(-planeReach, planeReach, 6)) {
        const [x, y] = place(tick, tick);
        context.fillStyle = colours.grid;
        context.fillRect(Math.round(x), 0, 1, height);
        context.fillRect(0, Math.round(y), width, 1);
        if (Math.abs(tick) === planeReach) continue;
        context.fillStyle = colours.quiet;
        context.textAlign = "center";
        context.fillText(tickLabel(tick), x, height - 4);
        context.textAlign = "left";
        context.fillText(tickLabel(tick), 4, y + 4);
      }
      // Of a mixture's part the greatest density goes by weight / radius².
      const densities = dabs.map(({ radius, weight }) => weight / radius ** 2);
      const greatest = Math.max(...densities, Number.MIN_VALUE);
      context.fillStyle = colours.data;
      dabs.forEach(({ x, y, radius }, index) => {
        const [left, top] = place(x, y);
        const size = (soft ? reach : 1) * radius * pixels;
        const most = Math.max(0.03, ink * (densities[index]! / greatest));
        if (soft) {
          const gradient = context.createRadialGradient(left, top, 0, left, top, size);
          for (let stop = 0; stop <= 8; stop++) {
            const away = (stop / 8) * reach;
            const alpha = Math.round(255 * most * Math.exp(-(away ** 2) / 2));
            gradient.addColorStop(stop / 8, `${colours.data}${alpha.toString(16).padStart(2, "0")}`);
          }
          context.fillStyle = gradient;
        } else {
          context.globalAlpha = most;
        }
        context.beginPath();
        context.arc(left, top, size, 0, 2 * Math.PI);
        context.fill();
        context.globalAlpha = 1;
      });
      if (cursor === null) return;
      context.strokeStyle = colours.ink;
      context.lineWidth = 1;
      context.beginPath();
      context.arc(cursor.at.x * width, (1 - cursor.at.y) * height, Math.max(2, cursor.radius * pixels), 0, 2 * Math.PI);
      context.stroke();
    };
}

/** A distribution in the plane to paint with a brush. */
export function DabsField({ field, path }: { field: Field; path: string }): ReactElement {
  const { t } = useTranslation("settings");
  const localized = useLocalized();
  const form = useForm();
  const value = form.valueAt(path) ?? field.initial;
  const stored = useMemo(() => dabsOf(value), [value]);
  const drawing = useDrawing<readonly Dab[]>(path, stored);
  const soft = form.valueAt(path.replace(/[^.]+$/, "brush")) !== "hard";
  const [tool, setTool] = useState<Tool>("draw");
  const [radius, setRadius] = useState(0.15);
  const [cursor, setCursor] = useState<Place | null>(null);
  const stroke = useRef<{ last: Place; erase: boolean } | null>(null);
  const dabs = drawing.shown;
  const full = dabs.length >= mostDabs;
  const editable = form.access(false) === "edit";

  const begin = (at: Place, erase: boolean): void => {
    stroke.current = { last: at, erase };
    const before = drawing.latest();
    if (erase) drawing.sketch(erased(before, at, radius));
    else if (before.length < mostDabs) drawing.sketch([...before, dabAt(at, radius)]);
  };
  const move = (to: Place): void => {
    if (stroke.current === null) return;
    const { last, erase } = stroke.current;
    if (erase) {
      drawing.sketch(erased(drawing.latest(), to, radius));
      return;
    }
    const next = painted(drawing.latest(), last, to, radius);
    stroke.current = { last: next.last, erase };
    drawing.sketch(next.dabs);
  };
  const press = (event: KeyboardEvent): boolean => {
    const at = cursor ?? { x: 0.5, y: 0.5 };
    const step = (event.shiftKey ? 0.5 : 0.1) / (2 * planeReach);
    const within = (share: number): number => Math.min(1, Math.max(0, share));
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (by !== undefined) {
      setCursor({ x: within(at.x + by[0]! * step), y: within(at.y + by[1]! * step) });
      return true;
    }
    const draws = event.key === " " || event.key === "Enter";
    const erases = event.key === "Delete" || event.key === "Backspace";
    if (!draws && !erases) return false;
    setCursor(at);
    if (erases || tool === "erase") drawing.change(erased(dabs, at, radius));
    else if (!full) drawing.change([...dabs, dabAt(at, radius)]);
    return true;
  };
  const painting = useMemo(
    () => dabPainting(dabs, soft, cursor === null || !editable ? null : { at: cursor, radius }),
    [dabs, soft, cursor, radius, editable],
  );

  return (
    <div className="sd-drawing" data-drawing={path}>
      {editable && (
        <Tools
          tool={tool}
          onTool={setTool}
          size={radius}
          sizes={sizes}
          onSize={setRadius}
          onClear={dabs.length === 0 ? null : () => drawing.change([])}
        />
      )}
      <Surface
        id={`field-${path}`}
        label={t("drawing.dabsLabel", { title: localized(field.text.title), count: dabs.length })}
        shape="square"
        painting={painting}
        strokes={
          editable
            ? {
                begin: (at, erase) => begin(at, erase || tool === "erase"),
                move,
                end: drawing.finish,
                hover: setCursor,
                press,
              }
            : null
        }
      >
        {dabs.length === 0 && <Empty text={t(editable ? "drawing.emptyDabs" : "drawing.nothing")} />}
      </Surface>
      <Caption
        text={
          full && editable
            ? t("drawing.full", { most: count(mostDabs) })
            : cursor === null
              ? t(editable ? "drawing.dabsHint" : "drawing.shown")
              : t("drawing.dabsAt", { x: valueLabel(inPlane(cursor.x)), y: valueLabel(inPlane(cursor.y)) })
        }
        note={t("drawing.dabs", { used: count(dabs.length), most: count(mostDabs) })}
      />
    </div>
  );
}
