import { beforeEach, describe, expect, it } from "vitest";
import { PaintClock, shortest } from "../../../../src/renderer/charts/clock";

let now: number;
let hidden: boolean;
let painting: number;
let timers: { at: number; work: () => void }[];
let clock: PaintClock;
let told: string[];

/** Lets time pass; whatever is due happens in its order. */
function pass(milliseconds: number): void {
  const end = now + milliseconds;
  for (;;) {
    const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (next === undefined) break;
    timers.splice(timers.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.work();
  }
  now = end;
}

const show = (shown: boolean): void => {
  hidden = !shown;
  clock.wake();
};
const countOf = (what: string): number => told.filter((word) => word === what).length;

beforeEach(() => {
  [now, hidden, painting, timers, told] = [0, false, 5, [], []];
  clock = new PaintClock({
    now: () => now,
    later: (work, delay) => void timers.push({ at: now + delay, work }),
    afterPaint: (work) => void timers.push({ at: now + painting, work }),
    hidden: () => hidden,
  });
  clock.onBeat(() => told.push("beat"));
  clock.onPainted(() => told.push("painted"));
});

describe("the beat of the views", () => {
  it("comes at once after a rest, and tells when it has been painted", () => {
    clock.request();
    pass(0);
    expect(told).toEqual(["beat"]);
    pass(painting);
    expect(told).toEqual(["beat", "painted"]);
  });

  it("gathers whatever comes in between", () => {
    for (let time = 0; time < 10 * shortest; time += 10) {
      clock.request();
      pass(10);
    }
    expect(countOf("beat")).toBeLessThanOrEqual(11);
    expect(countOf("beat")).toBeGreaterThanOrEqual(9);
  });

  it("slows down where painting takes long", () => {
    painting = 100;
    clock.request();
    pass(1000);
    expect(clock.interval).toBe(900);
  });

  it("stands still without anything new, and while the window is hidden", () => {
    clock.request();
    pass(5000);
    expect(countOf("beat")).toBe(1);
    show(false);
    for (let time = 0; time < 5000; time += 10) {
      clock.request();
      pass(10);
    }
    expect(told).toEqual(["beat", "painted"]);
  });

  it("frees the trainer and comes at once when the window is shown again", () => {
    show(false);
    clock.request();
    pass(5000);
    show(true);
    expect(told).toEqual(["painted", "beat"]);
  });

  it("does not paint what was asked for just before the window was hidden", () => {
    clock.request();
    pass(0);
    clock.request();
    show(false);
    pass(5000);
    expect(countOf("beat")).toBe(1);
    show(true);
    expect(countOf("beat")).toBe(2);
  });
});
