import { UnstyledButton } from "@mantine/core";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DataDescription } from "../../../shared/contract/data";
import { fromAtlas, paintAtlas } from "../../charts/pixels";
import { useClassName } from "../../i18n";
import { count } from "../../ui/format";
import { Panel } from "../../ui/Panel";
import "../../charts/pixels.css";

/** One picture of an atlas, as large as its frame. */
export function Picture(props: {
  atlas: DataDescription["pictures"];
  at: number;
  label: string;
  size: "small" | "large" | "full";
}): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { atlas, at } = props;
  useEffect(() => {
    if (canvas.current !== null) paintAtlas(canvas.current, fromAtlas(0, atlas), 0, at, 1);
  }, [atlas, at]);
  return <canvas ref={canvas} className="sd-pixels" data-size={props.size} role="img" aria-label={props.label} />;
}

const size = { width: 240, height: 72 };

/** How often each brightness occurs, on a scale of square roots, so that rare ones are seen. */
function Histogram({ description }: { description: DataDescription }): ReactElement {
  const { t } = useTranslation("data");
  const { histogram, channels } = description;
  const roots = Array.from(histogram, Math.sqrt);
  const most = Math.max(...roots, 1);
  const line = (channel: number): string =>
    Array.from({ length: 256 }, (_, byte) => {
      const x = (byte / 255) * size.width;
      const y = size.height - (roots[channel * 256 + byte]! / most) * (size.height - 2);
      return `${byte === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("");
  return (
    <svg
      className="sd-data-histogram"
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("histogram")}
    >
      {channels.map((_, channel) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
          key={channel}
          d={line(channel)}
          data-channel={channels.length === 1 ? "grey" : channel}
        />
      ))}
    </svg>
  );
}

const channelNames = ["R", "G", "B"];

export function Figures({ description }: { description: DataDescription }): ReactElement {
  const { t } = useTranslation("data");
  const { channels, pictures, duplicates, shape, testCount } = description;
  return (
    <Panel title={t("figures")} className="sd-data-figures">
      <div className="sd-data-pair">
        <figure className="sd-data-figure">
          <Picture atlas={pictures} at={0} label={t("mean")} size="full" />
          <figcaption>{t("mean")}</figcaption>
        </figure>
        <figure className="sd-data-figure">
          <Picture atlas={pictures} at={1} label={t("deviation")} size="full" />
          <figcaption>{t("deviation")}</figcaption>
        </figure>
      </div>
      <dl className="sd-data-list">
        <div>
          <dt>{t("shape")}</dt>
          <dd>{shape.join(" × ")}</dd>
        </div>
        <div>
          <dt>{t("split")}</dt>
          <dd>
            {count(description.count)} / {count(testCount)}
          </dd>
        </div>
        {channels.map(({ mean, deviation }, channel) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
          <div key={channel}>
            <dt>{channels.length === 1 ? t("bytes") : t("bytesOf", { channel: channelNames[channel] ?? channel })}</dt>
            <dd>
              {mean.toFixed(1)} ± {deviation.toFixed(1)}
            </dd>
          </div>
        ))}
        <div>
          <dt>{t("duplicates")}</dt>
          <dd>{count(duplicates)}</dd>
        </div>
      </dl>
      <Histogram description={description} />
      <div className="sd-data-axis">
        <span>0</span>
        <span>{t("histogram")}</span>
        <span>255</span>
      </div>
    </Panel>
  );
}

/** Examples of each class; a click shows one class only. */
export function Classes(props: {
  description: DataDescription;
  chosen: number | null;
  onChoose: (label: number | null) => void;
}): ReactElement | null {
  const { t } = useTranslation("data");
  const { classCounts } = props.description;
  const named = useClassName();
  const classes = props.description.classes?.map(named) ?? null;
  if (classes === null || classCounts === null) return null;
  const most = Math.max(...classCounts, 1);
  return (
    <Panel title={t("classes")} note={t("classesNote", { count: classes.length })} className="sd-data-classes">
      <ul>
        {classes.map((name, label) => (
          <li key={name}>
            <UnstyledButton
              aria-pressed={props.chosen === label}
              data-class={label}
              onClick={() => props.onChoose(props.chosen === label ? null : label)}
            >
              <span className="sd-data-class-name" title={name}>
                {name}
              </span>
              <span className="sd-data-bar">
                <i style={{ width: `${(classCounts[label]! / most) * 100}%` }} />
              </span>
              <span className="sd-data-class-count">{count(classCounts[label]!)}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
