import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AtlasPicture, paintFitted } from "../../charts/pixels";
import { useClassName } from "../../i18n";
import "../../charts/pixels.css";

const cellsOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

interface PreviewGridProps {
  picture: AtlasPicture;
  /** The class of each column; none where columns mean nothing. */
  classes: readonly string[];
  /** The chosen picture; null when the end comes from a seed. */
  chosen: number | null;
  onChoose: (index: number) => void;
}

/** The preview grid to choose from: a click, or arrow keys and Enter. */
export function PreviewGrid({ picture, classes, chosen, onChoose }: PreviewGridProps): ReactElement {
  const named = useClassName();
  const { t } = useTranslation("latent");
  const canvas = useRef<HTMLCanvasElement>(null);
  const cells = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(chosen ?? 0);
  const { columns, count, width, height } = picture.layout;
  const { ref, width: across } = useElementSize();
  useEffect(() => {
    if (canvas.current !== null && across >= 1) paintFitted(canvas.current, picture, across, devicePixelRatio);
  }, [picture, across]);

  const move = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = focused + by;
    if (next < 0 || next >= count) return;
    setFocused(next);
    cells.current?.querySelectorAll("button")[next]?.focus();
  };
  const rows = Math.ceil(count / columns);
  return (
    <div ref={ref} className="sd-preview" style={{ aspectRatio: `${columns * width} / ${rows * height}` }}>
      <canvas ref={canvas} className="sd-pixels" aria-hidden />
      <div
        ref={cells}
        className="sd-preview-cells"
        role="toolbar"
        aria-label={t("grid")}
        style={{ gridTemplateColumns: `repeat(${columns}, 1fr)`, gridTemplateRows: `repeat(${rows}, 1fr)` }}
        onKeyDown={move}
      >
        {cellsOf(count).map((index) => (
          <button
            key={index}
            type="button"
            tabIndex={index === focused ? 0 : -1}
            aria-label={
              classes.length > 0
                ? t("class.of", { number: index + 1, name: named(classes[index % columns]!) })
                : t("picture", { number: index + 1 })
            }
            aria-pressed={index === chosen}
            onFocus={() => setFocused(index)}
            onClick={() => onChoose(index)}
          />
        ))}
      </div>
    </div>
  );
}
