import { SegmentedControl, Slider } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type ReactElement, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type InterpolationMode, interpolationModes } from "../../../shared/domain/latent";
import { type AtlasPicture, crispScale, paintAtlas } from "../../charts/pixels";
import { stepLabel } from "../../charts/ticks";
import { Panel } from "../../ui/Panel";
import { useChoice } from "./choice";
import { stripLength } from "./usePath";
import "../../charts/pixels.css";

interface BigPictureProps {
  picture: AtlasPicture | null;
  mode: InterpolationMode;
  position: number;
  /** Whether the ends are codes without a prior, of which no length is typical. */
  codes: boolean;
  /** What stands beside the title: live or paused, and what the timeline has to do with it. */
  note: string;
}

/** The picture at the slider's position, and the slider between A and B. */
export function BigPicture({ picture, mode, position, codes, note }: BigPictureProps): ReactElement {
  const { t } = useTranslation("latent");
  const canvas = useRef<HTMLCanvasElement>(null);
  const { ref, width, height } = useElementSize();
  useEffect(() => {
    if (canvas.current !== null && picture !== null) paintAtlas(canvas.current, picture, 0, stripLength, 1);
  }, [picture]);
  const size = picture?.layout ?? { width: 1, height: 1 };
  const scale = Math.min(
    crispScale(width, size.width, devicePixelRatio),
    crispScale(height, size.height, devicePixelRatio),
  );
  return (
    <Panel title={t("between")} className="sd-between" note={note}>
      <div className="sd-between-room" ref={ref}>
        {picture !== null && (
          <canvas
            ref={canvas}
            className="sd-pixels"
            role="img"
            aria-label={t("pictureAt", { percent: Math.round(position * 100), step: stepLabel(picture.step) })}
            data-step={picture.step}
            style={{ width: size.width * scale, height: size.height * scale }}
          />
        )}
      </div>
      <div className="sd-between-slider">
        <b>A</b>
        <Slider
          className="sd-between-track"
          min={0}
          max={1}
          step={0.01}
          value={position}
          label={(value) => value.toFixed(2)}
          thumbLabel={t("interpolation")}
          onChange={(value) => useChoice.setState({ position: value })}
        />
        <b>B</b>
        <output>{position.toFixed(2)}</output>
      </div>
      <div className="sd-between-mode">
        <SegmentedControl
          size="xs"
          aria-label={t("mode.name")}
          value={mode}
          data={interpolationModes.map((value) => ({ value, label: t(`mode.${value}`) }))}
          onChange={(value) => useChoice.setState({ mode: value as InterpolationMode })}
        />
        <p>{t(`mode.${mode}${codes ? "Codes" : "Help"}`)}</p>
      </div>
    </Panel>
  );
}
