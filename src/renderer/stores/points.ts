/** The record of points of the step that the timeline shows. */
import type { ErrorValue } from "../../shared/contract/errors";
import { decodePoints, type PointsRecord } from "../../shared/formats/points";
import { request } from "../bridge";
import { useLive } from "./live";
import { useRunFields } from "./project";
import { createRecorded } from "./recorded";
import { recordedIndex, useShownPart } from "./timeline";

export interface PointsAt {
  readonly step: number;
  readonly record: PointsRecord;
}

const records = createRecorded<PointsAt>(async (wanted) => {
  const { samples } = await request("run.samplesAt", wanted);
  if (samples === null || !("points" in samples)) return null;
  return { step: samples.step, record: decodePoints(samples.points, `step ${samples.step}`) };
}, 96);

let lastLive: { frame: object; points: PointsAt } | null = null;

/** The points at the step of the timeline: the live ones at its end, recorded ones before. */
export function usePoints(): { points: PointsAt | null; loading: boolean; error: ErrorValue | null } {
  const run = useRunFields("id", "sampleSteps");
  const live = useShownPart((timeline) => timeline.live);
  const target = useShownPart(({ recorded, step }) => recorded[recordedIndex(recorded, step)]);
  const frame = useLive((store) => store.points);
  const fromFrame = live && run !== null && frame !== null && frame.run === run.id;
  const { value, loading, error } = records.useAt(run, fromFrame ? null : (target ?? -1));
  if (fromFrame) {
    const shown =
      lastLive?.frame === frame
        ? lastLive
        : { frame, points: { step: frame.step, record: decodePoints(frame.bytes, `step ${frame.step}`) } };
    lastLive = shown;
    return { points: shown.points, loading: false, error: null };
  }
  return { points: value, loading, error };
}
