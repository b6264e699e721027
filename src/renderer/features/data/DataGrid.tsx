import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Split } from "../../../shared/contract/data";
import type { PluginSettings } from "../../../shared/domain/recipe";
import { request } from "../../bridge";
import { type AtlasPicture, fromAtlas } from "../../charts/pixels";
import { count } from "../../ui/format";

/** Pictures that are asked for together. */
const chunk = 128;
/** Chunks that are kept: some screens in each direction. */
const keptChunks = 40;
/** Chunks that are waited for at a time: whoever drags through all of them waits for those where it ends. */
const together = 4;
const gap = 3;

interface Chunk {
  readonly indices: readonly number[];
  readonly labels: readonly number[] | null;
  readonly picture: AtlasPicture | null;
  /** Ready to be drawn at any size. */
  readonly bitmap: ImageBitmap | null;
}

export interface Chosen {
  readonly index: number;
  readonly label: number | null;
}

interface Store {
  /** What is shown. */
  readonly key: string;
  readonly chunks: Map<number, Chunk>;
  /** Numbers of the chunks that were asked for and are not here. */
  readonly awaited: Set<number>;
  /** A picture that was chosen before it was here. */
  wanted: number | null;
}

const emptyStore = (key: string): Store => ({ key, chunks: new Map(), awaited: new Set(), wanted: null });

interface DataGridProps {
  dataset: PluginSettings;
  split: Split;
  /** Of one class only; null for all. */
  label: number | null;
  /** Pictures of that split and class. */
  total: number;
  /** Side of a picture, its own pixels. */
  side: number;
  classes: readonly string[] | null;
  chosen: number | null;
  onChoose: (chosen: Chosen) => void;
}

/** Any number of pictures to scroll through: only what is seen is asked for, and drawn on one canvas. */
export function DataGrid(props: DataGridProps): ReactElement {
  const { t } = useTranslation("data");
  const { dataset, split, label, total, side, classes, chosen, onChoose } = props;
  const { ref: frame, width, height } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [focused, setFocused] = useState(0);
  const [focusLabel, setFocusLabel] = useState("");

  const cell = useMemo(() => {
    const whole = Math.max(1, Math.round(56 / side));
    return side * whole > 88 ? 64 : side * whole;
  }, [side]);
  const columns = Math.max(1, Math.floor((width - 12 + gap) / (cell + gap)));
  const rows = Math.ceil(total / columns);
  const pitch = cell + gap;

  const key = `${JSON.stringify(dataset)} ${split} ${label}`;
  const store = useRef(emptyStore(""));
  if (store.current.key !== key) store.current = emptyStore(key);

  const paint = useCallback((): void => {
    const [target, view] = [canvas.current, scroller.current];
    if (target === null || view === null || width === 0) return;
    const ratio = window.devicePixelRatio;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (target.width !== across || target.height !== down) {
      target.width = across;
      target.height = down;
    }
    const context = target.getContext("2d");
    if (context === null) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = cell < side;
    const ink = getComputedStyle(target).color;
    const first = Math.max(0, Math.floor(view.scrollTop / pitch)) * columns;
    const last = Math.min(total, (Math.ceil((view.scrollTop + height) / pitch) + 1) * columns);
    let waiting = 0;
    for (let at = first; at < last; at++) {
      const part = store.current.chunks.get(Math.floor(at / chunk));
      const x = (at % columns) * pitch;
      const y = Math.floor(at / columns) * pitch - view.scrollTop;
      const layout = part?.picture?.layout;
      if (part?.bitmap && layout) {
        const inside = at % chunk;
        const sx = (inside % layout.columns) * layout.width;
        const sy = Math.floor(inside / layout.columns) * layout.height;
        context.drawImage(part.bitmap, sx, sy, layout.width, layout.height, x, y, cell, cell);
      } else {
        waiting += 1;
        context.globalAlpha = 0.06;
        context.fillStyle = ink;
        context.fillRect(x, y, cell, cell);
        context.globalAlpha = 1;
      }
      if (part?.indices[at % chunk] === chosen && chosen !== null) {
        context.strokeStyle = ink;
        context.lineWidth = 2;
        context.strokeRect(x - 1, y - 1, cell + 2, cell + 2);
      }
    }
    target.dataset.waiting = String(waiting);
  }, [width, height, columns, pitch, cell, side, total, chosen]);

  const arrived = useRef((_: number): void => undefined);
  const ask = useCallback((): void => {
    const view = scroller.current;
    if (view === null || width === 0) return;
    const from = Math.max(0, Math.floor(view.scrollTop / pitch) - 2) * columns;
    const to = Math.min(total, (Math.ceil((view.scrollTop + height) / pitch) + 2) * columns);
    const now = store.current;
    for (let number = Math.floor(from / chunk); number * chunk < to; number++) {
      if (now.awaited.size >= together) return;
      if (now.chunks.has(number) || now.awaited.has(number)) continue;
      now.awaited.add(number);
      request("data.pictures", { dataset, split, label, begin: number * chunk, count: chunk })
        .then(async ({ indices, labels, atlas }) => {
          const picture = atlas === null ? null : fromAtlas(0, atlas);
          // Off the main thread.
          const bitmap = picture?.image instanceof ImageData ? await createImageBitmap(picture.image) : null;
          now.chunks.set(number, { indices, labels, picture, bitmap });
          for (const old of now.chunks.keys()) {
            if (now.chunks.size <= keptChunks) break;
            now.chunks.get(old)?.bitmap?.close();
            now.chunks.delete(old);
          }
          now.awaited.delete(number);
          if (store.current === now) arrived.current(number);
        })
        .catch(() => now.awaited.delete(number));
    }
  }, [dataset, split, label, total, width, height, columns, pitch]);

  useEffect(() => {
    ask();
    paint();
  }, [ask, paint]);

  // Another selection begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what changed
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setFocused(0);
  }, [key]);

  const choose = (at: number): void => {
    const part = store.current.chunks.get(Math.floor(at / chunk));
    const index = part?.indices[at % chunk];
    store.current.wanted = index === undefined ? at : null;
    if (index === undefined) return;
    const found = part?.labels?.[at % chunk] ?? null;
    setFocused(at);
    const name = found === null ? "" : `, ${classes?.[found] ?? found}`;
    setFocusLabel(`${t("picture", { number: index + 1 })}${name}`);
    onChoose({ index, label: found });
  };

  // By what is on the page when it comes, not when it was asked for.
  arrived.current = (number) => {
    const { wanted } = store.current;
    if (wanted !== null && Math.floor(wanted / chunk) === number) choose(wanted);
    ask();
    paint();
  };

  const press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(total - 1, Math.max(0, focused + by));
    const view = scroller.current;
    const top = Math.floor(next / columns) * pitch;
    if (view !== null && (top < view.scrollTop || top + pitch > view.scrollTop + height)) {
      view.scrollTop = top < view.scrollTop ? top : top + pitch - height;
    }
    choose(next);
  };

  return (
    <div className="sd-data-grid" ref={frame}>
      <canvas ref={canvas} aria-hidden />
      <div
        ref={scroller}
        className="sd-data-scroll"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: pictures on a canvas are walked through as one thing
        tabIndex={0}
        aria-label={t("gridLabel", { total: count(total) })}
        data-total={total}
        onScroll={() => {
          ask();
          paint();
        }}
        onKeyDown={press}
        onClick={(event) => {
          const view = event.currentTarget;
          const box = view.getBoundingClientRect();
          const column = Math.floor((event.clientX - box.left) / pitch);
          const row = Math.floor((event.clientY - box.top + view.scrollTop) / pitch);
          const at = row * columns + column;
          if (column < columns && at < total) choose(at);
        }}
      >
        <div style={{ height: Math.max(0, rows * pitch - gap) }} />
      </div>
      <span className="sd-data-hidden" aria-live="polite">
        {focusLabel}
      </span>
    </div>
  );
}
