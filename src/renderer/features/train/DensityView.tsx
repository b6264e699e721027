import { Menu, Tooltip } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconPhoto } from "@tabler/icons-react";
import { type PointerEvent, type ReactElement, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isSlice, type Lattice, type PointsRecord } from "../../../shared/formats/points";
import { type Painting, useCanvas } from "../../charts/canvas";
import {
  cellOf,
  curvesOf,
  densityCsv,
  discriminatorAt,
  type Layer,
  layersOf,
  outside,
} from "../../charts/density/layers";
import { curvesWithin, drawLine } from "../../charts/density/line";
import { densityPng, densitySvg } from "../../charts/density/paper";
import { drawPlane, squareWithin } from "../../charts/density/plane";
import { save } from "../../charts/export";
import { exportName } from "../../charts/names";
import { CanvasPen } from "../../charts/pen";
import type { PlotBox } from "../../charts/scales";
import { stepLabel, valueLabel } from "../../charts/ticks";
import { useLocalized } from "../../i18n";
import { usePoints } from "../../stores/points";
import { useProjectPart, useRunFields } from "../../stores/project";
import { EmptyState } from "../../ui/EmptyState";
import { attempt } from "../../ui/notices";
import { Panel } from "../../ui/Panel";
import "./density.css";

/** How a layer looks, for the buttons that switch it. */
function Sign({ layer, dimensions }: { layer: Layer; dimensions: 1 | 2 }): ReactElement {
  return <i className="sd-density-sign" data-layer={layer} data-dimensions={dimensions} aria-hidden />;
}

/** Names a layer by where it stands: the same one is a curve on a line and a cloud in the plane. */
const textOf = (layer: Layer, dimensions: 1 | 2): Layer | `line${Capitalize<Layer>}` =>
  dimensions === 1 && (layer === "data" || layer === "generated" || layer === "lattice")
    ? `line${(layer.charAt(0).toUpperCase() + layer.slice(1)) as Capitalize<Layer>}`
    : layer;

const sliceOf = ({ lattice }: PointsRecord): Lattice | null => (lattice && isSlice(lattice) ? lattice : null);

interface Reading {
  readonly name: string;
  readonly value: string;
}

/** What there is to read at a place of the picture, in pixels; null outside of it. */
function readingAt(record: PointsRecord, box: PlotBox, x: number, y: number): Reading[] | null {
  const [right, down] = [(x - box.left) / box.width, (y - box.top) / box.height];
  if (right < 0 || right > 1 || down < 0 || down > 1) return null;
  const [least, most] = record.bounds[0]!;
  const first = least + right * (most - least);
  const readings = [{ name: "x", value: valueLabel(first) }];
  if (record.dimensions === 1) {
    const { side, data, generated, discriminator, optimum } = curvesOf(record);
    const cell = cellOf([least, most], side, first);
    if (cell < 0) return null;
    readings.push(
      { name: "p_data", value: valueLabel(data[cell]) },
      { name: "p_g", value: valueLabel(generated[cell]) },
    );
    if (discriminator) {
      const best = optimum[cell]!;
      readings.push(
        { name: "D", value: valueLabel(discriminator[cell]) },
        { name: "D*", value: Number.isNaN(best) ? "—" : valueLabel(best) },
      );
    }
    return readings;
  }
  const [bottom, top] = record.bounds[1]!;
  const second = top - down * (top - bottom);
  readings.push({ name: "y", value: valueLabel(second) });
  const d = discriminatorAt(record, [first, second]);
  if (d !== null) readings.push({ name: "D", value: valueLabel(d) });
  return readings;
}

/** Data, generated points and D of a run on points, at the step that is shown. */
export function DensityView(): ReactElement {
  const project = useProjectPart((open) => open?.name ?? "");
  const run = useRunFields("id", "recipe");
  const { t } = useTranslation("train");
  const localized = useLocalized();
  const { points, loading, error } = usePoints();
  const { ref, width, height } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hidden, setHidden] = useState<ReadonlySet<Layer>>(new Set());
  const [pointer, setPointer] = useState<readonly [number, number] | null>(null);
  const record = points?.record ?? null;
  const room = { left: 0, top: 0, width, height };

  const painting = useMemo<Painting | null>(
    () =>
      record === null
        ? null
        : (context, colours) => {
            const look = { colours, hidden, box: { left: 0, top: 0, width, height } };
            (record.dimensions === 1 ? drawLine : drawPlane)(new CanvasPen(context), record, look);
          },
    [record, hidden, width, height],
  );
  useCanvas(canvas, width, height, painting);

  const toggle = (layer: Layer): void => {
    const next = new Set(hidden);
    if (!next.delete(layer)) next.add(layer);
    setHidden(next);
  };
  const saveAs = async (kind: "csv" | "svg" | "png"): Promise<void> => {
    if (points === null || run === null) return;
    const subtitle = t("chart.subtitle", {
      project,
      run: run.id,
      recipe: run.recipe.id,
      seed: run.recipe.seed,
    });
    const step = t("chart.step", { step: stepLabel(points.step) });
    const drawing = { record: points.record, hidden, title, subtitle: `${subtitle} · ${step}` };
    const text = new TextEncoder();
    const bytes =
      kind === "csv"
        ? text.encode(densityCsv(points.record))
        : kind === "svg"
          ? text.encode(densitySvg(drawing))
          : await densityPng(drawing);
    await save(exportName(project, "points", points.step, kind), kind, bytes);
  };
  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setPointer([event.clientX - left, event.clientY - top]);
  };

  const title = t(record?.dimensions === 2 ? "density.plane" : "density.title");
  const arrows = record?.lattice?.dimensions === 1 && !hidden.has("lattice");
  const box = record?.dimensions === 1 ? curvesWithin(room, arrows) : squareWithin(room);
  const readings = record === null || pointer === null ? null : readingAt(record, box, ...pointer);
  const slice = record && sliceOf(record);
  const sliceText = slice && t(`density.slice${slice.dimensions}Help`, { size: stepLabel(slice.latentSize) });
  const count = record === null ? 0 : record.generated.length / record.dimensions;
  const strays = record === null ? 0 : outside(record);
  return (
    <Panel
      title={title}
      className="sd-gallery sd-density"
      note={
        points === null
          ? undefined
          : t(strays === 0 ? "density.note" : "density.noteOutside", {
              step: stepLabel(points.step),
              count: stepLabel(count),
              outside: stepLabel(strays),
            })
      }
      menu={
        points === null ? undefined : (
          <>
            <Menu.Label>{t("chart.export")}</Menu.Label>
            <Menu.Item onClick={() => void attempt(saveAs("csv"))}>{t("density.csv")}</Menu.Item>
            <Menu.Item onClick={() => void attempt(saveAs("svg"))}>{t("chart.svg")}</Menu.Item>
            <Menu.Item onClick={() => void attempt(saveAs("png"))}>{t("chart.png")}</Menu.Item>
          </>
        )
      }
    >
      {record !== null && (
        <fieldset className="sd-density-layers" aria-label={t("density.layers")}>
          {layersOf(record).map((layer) => {
            const text = textOf(layer, record.dimensions);
            const help = layer === "lattice" && slice ? sliceText : t(`density.${text}Help`);
            return (
              <Tooltip key={layer} label={help} openDelay={400} withArrow>
                <button
                  type="button"
                  className="sd-legend-item"
                  data-layer={layer}
                  aria-pressed={!hidden.has(layer)}
                  onClick={() => toggle(layer)}
                >
                  <Sign layer={layer} dimensions={record.dimensions} />
                  <span className="sd-legend-label">
                    {t(layer === "lattice" && slice ? "density.slice" : `density.${text}`)}
                  </span>
                </button>
              </Tooltip>
            );
          })}
        </fieldset>
      )}
      <div className="sd-gallery-room" ref={ref} data-loading={loading}>
        {points === null || record === null ? (
          <EmptyState
            icon={<IconPhoto size={30} stroke={1.3} />}
            title={error !== null ? localized(error.message) : loading ? t("density.loading") : t("gallery.empty")}
            text={error !== null ? error.hint && localized(error.hint) : undefined}
          />
        ) : (
          <canvas
            ref={canvas}
            className="sd-density-canvas"
            role="img"
            aria-label={t(record.dimensions === 1 ? "density.lineLabel" : "density.label", {
              step: stepLabel(points.step),
              count: stepLabel(count),
            })}
            data-step={points.step}
            style={{ width, height }}
            onPointerMove={point}
            onPointerLeave={() => setPointer(null)}
          />
        )}
      </div>
      <p className="sd-chart-caption sd-density-caption" data-long={slice !== null || undefined}>
        {readings === null
          ? [
              t(record?.dimensions === 1 ? "density.lineCaption" : "density.planeCaption"),
              ...(sliceText && !hidden.has("lattice") ? [sliceText] : []),
            ].join(" ")
          : readings.map(({ name, value }) => (
              <span key={name} className="sd-density-reading">
                {name} <b>{value}</b>
              </span>
            ))}
      </p>
    </Panel>
  );
}
