import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Quit, type Steps } from "../../../src/main/shell/quit";

function steps(over: Partial<Steps> = {}) {
  return {
    confirm: vi.fn(async () => true),
    close: vi.fn(async (_options: { keep: boolean }) => undefined),
    end: vi.fn(),
    report: vi.fn(),
    budget: 10_000,
    ...over,
  };
}

describe("quitting", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("asks, closes the project and then ends", async () => {
    const way = steps();
    await new Quit(way).request();
    expect(way.close).toHaveBeenCalledWith({ keep: false });
    expect(way.end).toHaveBeenCalledTimes(1);
  });

  it("stays when the person cancels, and can be asked again", async () => {
    const confirm = vi.fn(async () => true).mockResolvedValueOnce(false);
    const way = steps({ confirm });
    const quit = new Quit(way);
    await quit.request();
    expect(way.close).not.toHaveBeenCalled();
    expect(quit.ended).toBe(false);
    await quit.request();
    expect(way.end).toHaveBeenCalledTimes(1);
  });

  it("asks one question however often it is requested", async () => {
    let answer: (stay: boolean) => void = () => undefined;
    const confirm = vi.fn(() => new Promise<boolean>((resolve) => (answer = resolve)));
    const way = steps({ confirm });
    const quit = new Quit(way);
    const first = quit.request();
    await quit.request();
    answer(true);
    await first;
    await quit.request();
    expect(confirm).toHaveBeenCalledTimes(1);
    expect(way.close).toHaveBeenCalledTimes(1);
    expect(way.end).toHaveBeenCalledTimes(1);
  });

  it("ends after its budget when closing hangs", async () => {
    const way = steps({ close: () => new Promise(() => undefined) });
    const request = new Quit(way).request();
    await vi.advanceTimersByTimeAsync(way.budget);
    await request;
    expect(way.end).toHaveBeenCalledTimes(1);
  });

  it("keeps the journal when there is no time to ask", async () => {
    const way = steps();
    await new Quit(way).sessionEnds();
    expect(way.confirm).not.toHaveBeenCalled();
    expect(way.close).toHaveBeenCalledWith({ keep: true });
    expect(way.end).toHaveBeenCalledTimes(1);
  });

  it("stays open, with the fault reported, when saving before the end fails", async () => {
    const fault = new Error("the disk is full");
    const way = steps({ confirm: () => Promise.reject(fault) });
    const quit = new Quit(way);
    await quit.request();
    expect(way.report).toHaveBeenCalledWith(fault);
    expect(way.close).not.toHaveBeenCalled();
    expect(quit.ended).toBe(false);
  });
});
