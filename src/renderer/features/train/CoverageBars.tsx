import { useElementSize } from "@mantine/hooks";
import { memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Coverage, CoverageReference } from "../../../shared/domain/run";
import { colour } from "../../app/palette";
import { useClassName } from "../../i18n";

const room = { left: 34, right: 4, top: 8, bottom: 18 };

interface CoverageBarsProps {
  coverage: Coverage;
  reference: CoverageReference;
}

/** Share of each class or mode: generated as bars (solid for high quality), the data's as dotted marks across them. */
export const CoverageBars = memo(function CoverageBars({ coverage, reference }: CoverageBarsProps): ReactElement {
  const { t } = useTranslation("train");
  const named = useClassName();
  const { ref, width, height } = useElementSize();
  const total = Math.max(1, coverage.total);
  const shares = coverage.counts.map((count) => count / total);
  const highest = Math.max(...shares, ...reference.shares);
  // Quarters of the axis that stand still while the bars move.
  const top = Math.min(1, Math.ceil(highest * 10 + 0.5) / 10);
  const inner = {
    width: Math.max(0, width - room.left - room.right),
    height: Math.max(0, height - room.top - room.bottom),
  };
  const down = (share: number): number => room.top + (1 - share / top) * inner.height;
  const place = inner.width / Math.max(1, shares.length);
  const bar = Math.min(36, place * 0.66);
  const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
  return (
    <div className="sd-coverage-bars" ref={ref}>
      {inner.height > 20 && (
        <svg width={width} height={height} role="img" aria-label={t("coverage.barsLabel")}>
          {[0, top / 2, top].map((share) => (
            <g key={share}>
              <line x1={room.left} x2={width - room.right} y1={down(share)} y2={down(share)} stroke={colour("grid")} />
              <text x={room.left - 6} y={down(share) + 4} textAnchor="end" className="sd-coverage-tick">
                {Math.round(share * 100)}%
              </text>
            </g>
          ))}
          {shares.map((share, index) => {
            const middle = room.left + place * (index + 0.5);
            const name = named(reference.classes[index] ?? String(index));
            // A word does not fit below its bar; the pointer tells it.
            const sign = name.length <= 3 ? name : String(index);
            const expected = reference.shares[index] ?? 0;
            const highQuality = coverage.highQuality?.[index];
            const dropped = "threshold" in reference ? share <= expected * reference.threshold : highQuality === 0;
            return (
              <g key={name} data-class={name} data-count={coverage.counts[index]} data-high-quality={highQuality}>
                <title>
                  {t(highQuality === undefined ? "coverage.bar" : "coverage.modeBar", {
                    name,
                    count: coverage.counts[index],
                    highQuality,
                    share: percent(share),
                    expected: percent(expected),
                  })}
                </title>
                {/* The whole place answers to the pointer, also where the bar is short. */}
                <rect x={middle - place / 2} y={room.top} width={place} height={inner.height} fill="transparent" />
                <rect
                  x={middle - bar / 2}
                  y={down(share)}
                  width={bar}
                  height={down(0) - down(share)}
                  fill={colour("generator")}
                  opacity={highQuality === undefined ? 1 : 0.35}
                  rx={1.5}
                />
                {highQuality !== undefined && (
                  <rect
                    x={middle - bar / 2}
                    y={down(highQuality / total)}
                    width={bar}
                    height={down(0) - down(highQuality / total)}
                    fill={colour("generator")}
                    rx={1.5}
                  />
                )}
                <line
                  x1={middle - bar / 2 - 3}
                  x2={middle + bar / 2 + 3}
                  y1={down(expected)}
                  y2={down(expected)}
                  stroke={colour("ink")}
                  strokeWidth={2}
                  strokeDasharray="2 2"
                />
                <text
                  x={middle}
                  y={height - 4}
                  textAnchor="middle"
                  className="sd-coverage-class"
                  data-dropped={dropped}
                >
                  {place >= 26 && dropped ? `${sign} ✕` : dropped ? "✕" : place >= 14 ? sign : ""}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
});
