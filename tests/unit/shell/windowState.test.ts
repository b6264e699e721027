import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  minimumSize,
  placeWindow,
  type Rectangle,
  readWindowState,
  writeWindowState,
} from "../../../src/main/shell/windowState";

const left: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
const right: Rectangle = { x: 1920, y: 0, width: 2560, height: 1440 };

describe("where the window opens", () => {
  it("is where it was, on the second display too", () => {
    const state = { bounds: { x: 2100, y: 100, width: 1200, height: 800 }, maximized: true };
    expect(placeWindow(state, [left, right])).toEqual(state);
  });

  it("is the middle of the first display when the other is gone, with the size it had", () => {
    const state = { bounds: { x: 2100, y: 100, width: 1200, height: 800 }, maximized: false };
    expect(placeWindow(state, [left]).bounds).toEqual({ x: 360, y: 153, width: 1200, height: 800 });
  });

  it("is always reachable", () => {
    const number = fc.integer({ min: -5000, max: 8000 });
    const size = fc.integer({ min: 1, max: 9000 });
    fc.assert(
      fc.property(number, number, size, size, (x, y, width, height) => {
        const { bounds } = placeWindow({ bounds: { x, y, width, height }, maximized: false }, [left, right]);
        const inside = [left, right].some(
          (area) =>
            bounds.x >= area.x &&
            bounds.y >= area.y &&
            bounds.x + bounds.width <= area.x + area.width &&
            bounds.y + bounds.height <= area.y + area.height,
        );
        expect(inside).toBe(true);
        expect(bounds.width).toBeGreaterThanOrEqual(minimumSize.width);
        expect(bounds.height).toBeGreaterThanOrEqual(minimumSize.height);
      }),
    );
  });

  it("keeps its title bar on a display that is smaller than the window may be", () => {
    const tiny: Rectangle = { x: 10, y: 20, width: 800, height: 600 };
    expect(placeWindow(null, [tiny]).bounds).toEqual({ x: 10, y: 20, ...minimumSize });
  });
});

describe("window.json", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "saddle-window-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it("gives back what was written", () => {
    const state = { bounds: { x: -20, y: 30, width: 1000, height: 700 }, maximized: true };
    writeWindowState(home, state);
    expect(readWindowState(home)).toEqual(state);
  });

  it.each([
    ["nothing", null],
    ["half a file", '{"bounds":{"x":1'],
    ["a number that is none", '{"bounds":{"x":"1","y":0,"width":1000,"height":700},"maximized":false}'],
    ["a size beyond all screens", '{"bounds":{"x":0,"y":0,"width":1e9,"height":700},"maximized":false}'],
  ])("counts as never written when it holds %s", (_what, text) => {
    if (text !== null) writeFileSync(join(home, "window.json"), text);
    expect(readWindowState(home)).toBeNull();
  });
});
