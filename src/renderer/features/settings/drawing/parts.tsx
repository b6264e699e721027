import { IconPencil } from "@tabler/icons-react";
import type { ReactElement } from "react";

/** What to do where nothing is drawn yet; the pointer draws through it. */
export const Empty = ({ text }: { text: string }): ReactElement => (
  <p className="sd-drawing-empty">
    <IconPencil size={16} stroke={1.6} aria-hidden />
    <span>{text}</span>
  </p>
);

/** What is under the pointer or the keys' cursor, else what they do. */
export const Caption = ({ text, note }: { text: string; note?: string }): ReactElement => (
  <p className="sd-drawing-caption">
    <span aria-live="polite">{text}</span>
    {note !== undefined && <span>{note}</span>}
  </p>
);
