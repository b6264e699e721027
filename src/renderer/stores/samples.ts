/** The generated pictures of the step that the timeline shows. */
import type { ErrorValue } from "../../shared/contract/errors";
import { request } from "../bridge";
import { type AtlasPicture, fromAtlas } from "../charts/pixels";
import { useLive } from "./live";
import { useRunFields } from "./project";
import { createRecorded } from "./recorded";
import { recordedIndex, useShownPart } from "./timeline";

const pictures = createRecorded<AtlasPicture>(async (wanted) => {
  const { samples } = await request("run.samplesAt", wanted);
  if (samples === null || !("png" in samples)) return null;
  const bytes = new Uint8Array(samples.png.length);
  bytes.set(samples.png);
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  return { step: samples.step, layout: samples.layout, image };
}, 96);

let lastLive: { frame: object; picture: AtlasPicture } | null = null;

/** The samples at the step of the timeline: the live ones at its end, recorded ones before. */
export function useSamples(): { picture: AtlasPicture | null; loading: boolean; error: ErrorValue | null } {
  const run = useRunFields("id", "sampleSteps");
  const live = useShownPart((timeline) => timeline.live);
  const target = useShownPart(({ recorded, step }) => recorded[recordedIndex(recorded, step)]);
  const frame = useLive((store) => store.samples);
  const fromFrame = live && run !== null && frame !== null && frame.run === run.id;
  const { value, loading, error } = pictures.useAt(run, fromFrame ? null : (target ?? -1));
  if (fromFrame) {
    if (lastLive?.frame !== frame) lastLive = { frame, picture: fromAtlas(frame.step, frame.atlas) };
    return { picture: lastLive.picture, loading: false, error: null };
  }
  return { picture: value, loading, error };
}
