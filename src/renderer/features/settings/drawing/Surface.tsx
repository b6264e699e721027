import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useRef } from "react";
import { type Painting, useCanvas } from "../../../charts/canvas";
import type { Place } from "./place";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Strokes {
  /** @param erase whether the pen's other end or the second button draws */
  begin(at: Place, erase: boolean): void;
  move(to: Place): void;
  end(): void;
  /** Where the pointer is, whether it draws or not; null when it has left. */
  hover(at: Place | null): void;
  /** @returns whether the key meant something here */
  press(event: KeyboardEvent): boolean;
}

/** Bit of the second button, and of the other end of a pen, in `PointerEvent.buttons`. */
const erasing = 2 | 32;

/** A canvas to draw on with pointer and keys. */
export function Surface(props: {
  id: string;
  label: string;
  /** Of width to height. */
  shape: "wide" | "square";
  /** Pixels at the top and the bottom that lie outside of the drawing. */
  inset?: { readonly top: number; readonly bottom: number };
  /** Null where the drawing is only shown. */
  strokes: Strokes | null;
  painting: (size: Size) => Painting;
  /** What lies over the canvas. */
  children?: ReactNode;
}): ReactElement {
  const { ref, ...room } = useElementSize();
  const side = Math.min(room.width, room.height);
  const { width, height } = props.shape === "square" ? { width: side, height: side } : room;
  const canvas = useRef<HTMLCanvasElement>(null);
  const { strokes, painting, inset = { top: 0, bottom: 0 } } = props;
  const memo = useRef<{ of: typeof painting; width: number; height: number; painting: Painting } | null>(null);
  if (memo.current?.of !== painting || memo.current.width !== width || memo.current.height !== height) {
    memo.current = { of: painting, width, height, painting: painting({ width, height }) };
  }
  useCanvas(canvas, width, height, memo.current.painting);

  const placeOf = (event: { clientX: number; clientY: number }): Place => {
    const box = canvas.current!.getBoundingClientRect();
    const within = (share: number): number => Math.min(1, Math.max(0, share));
    return {
      x: within((event.clientX - box.left) / box.width),
      y: within(1 - (event.clientY - box.top - inset.top) / (box.height - inset.top - inset.bottom)),
    };
  };
  const drawing = useRef(false);
  const end = (): void => {
    if (!drawing.current) return;
    drawing.current = false;
    strokes?.end();
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (drawing.current) {
      // A quick pointer has been at more places than there are frames.
      const passed = event.nativeEvent.getCoalescedEvents();
      for (const each of passed.length > 0 ? passed : [event.nativeEvent]) strokes?.move(placeOf(each));
    }
    strokes?.hover(placeOf(event));
  };

  return (
    <div className="sd-drawing-room" data-shape={props.shape} ref={ref}>
      <canvas
        ref={canvas}
        id={props.id}
        className="sd-drawing-canvas"
        role={strokes === null ? "img" : "application"}
        tabIndex={strokes === null ? undefined : 0}
        aria-label={props.label}
        style={{ width, height, left: (room.width - width) / 2, top: (room.height - height) / 2 }}
        onContextMenu={(event) => event.preventDefault()}
        onPointerDown={(event) => {
          if (strokes === null || drawing.current || (event.button !== 0 && (event.buttons & erasing) === 0)) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drawing.current = true;
          strokes.begin(placeOf(event), (event.buttons & erasing) !== 0);
        }}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        onLostPointerCapture={end}
        onPointerLeave={() => strokes?.hover(null)}
        onKeyDown={(event) => {
          if (strokes === null || event.ctrlKey || event.metaKey || event.altKey || !strokes.press(event)) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {props.children}
    </div>
  );
}
