/** A drawing while a stroke goes on, and what of it reaches the recipe. */
import { useRef, useState } from "react";
import { flushDraft } from "../../../stores/draft";
import { useForm } from "../context";

export interface Drawing<T> {
  /** With the stroke that goes on. */
  readonly shown: T;
  /** Shows a stroke that goes on. */
  sketch(value: T): void;
  /** The newest sketch, which a stroke may be ahead of what was rendered with. */
  latest(): T;
  /** Ends a stroke: one step to undo. */
  finish(): void;
  /** A change at once, such as by a key; several in a row are one step to undo. */
  change(value: T): void;
}

/** @param stored what the recipe holds */
export function useDrawing<T>(path: string, stored: T): Drawing<T> {
  const form = useForm();
  const going = useRef<T | null>(null);
  const [, render] = useState<T | null>(null);
  const sketch = (value: T): void => {
    going.current = value;
    render(value);
  };
  return {
    shown: going.current ?? stored,
    sketch,
    latest: () => going.current ?? stored,
    finish: () => {
      const value = going.current;
      going.current = null;
      render(null);
      if (value === null || value === stored) return;
      form.change(path, value);
      void flushDraft();
    },
    change: (value) => form.change(path, value),
  };
}
