/** Where the window was, in `window.json` of the lab's folder: read with mistrust, kept on a screen that exists. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** All in device-independent pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const minimumSize = { width: 960, height: 640 } as const;
const usualSize = { width: 1440, height: 900 } as const;

const coordinate = z.int().min(-100_000).max(100_000);
const length = z.int().min(1).max(100_000);
const windowStateSchema = z.strictObject({
  bounds: z.strictObject({ x: coordinate, y: coordinate, width: length, height: length }),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

const overlap = (a: Rectangle, b: Rectangle): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

const between = (low: number, value: number, high: number): number =>
  Math.max(low, Math.min(value, Math.max(low, high)));

/** `bounds` moved and cut so that all of it lies in `area`; never smaller than the minimum size. */
function within(bounds: Rectangle, area: Rectangle): Rectangle {
  const width = between(minimumSize.width, bounds.width, area.width);
  const height = between(minimumSize.height, bounds.height, area.height);
  return {
    x: between(area.x, bounds.x, area.x + area.width - width),
    y: between(area.y, bounds.y, area.y + area.height - height),
    width,
    height,
  };
}

/**
 * Where to open the window. A remembered place is kept on the display that shows most of it; one whose
 * display is gone, and a first start, go to the middle of the first display.
 * @param areas work areas of all displays, the primary one first; at least one.
 */
export function placeWindow(remembered: WindowState | null, areas: readonly [Rectangle, ...Rectangle[]]): WindowState {
  if (remembered !== null) {
    const { bounds, maximized } = remembered;
    const best = areas.reduce((a, b) => (overlap(bounds, b) > overlap(bounds, a) ? b : a));
    if (overlap(bounds, best) > 0) return { bounds: within(bounds, best), maximized };
  }
  const [area] = areas;
  const size = remembered?.bounds ?? usualSize;
  const centred = {
    x: Math.round(area.x + (area.width - size.width) / 2),
    y: Math.round(area.y + (area.height - size.height) / 2),
    width: size.width,
    height: size.height,
  };
  return { bounds: within(centred, area), maximized: remembered?.maximized ?? false };
}

const fileIn = (home: string): string => join(home, "window.json");

/** What was remembered; null where nothing was, or where the file is not what Saddle writes. */
export function readWindowState(home: string): WindowState | null {
  try {
    const parsed = windowStateSchema.safeParse(JSON.parse(readFileSync(fileIn(home), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A place that cannot be remembered is not worth a message. */
export function writeWindowState(home: string, state: WindowState): void {
  const temporary = `${fileIn(home)}.new`;
  try {
    writeFileSync(temporary, JSON.stringify(state));
    renameSync(temporary, fileIn(home));
  } catch {
    // The window then opens at its usual place.
  }
}
