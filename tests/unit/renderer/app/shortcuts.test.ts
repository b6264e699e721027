import { describe, expect, it } from "vitest";
import { commandOf, type KeyPress, keysOf, shortcutGroups } from "../../../../src/renderer/app/shortcuts";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("keys", () => {
  it("drive the run without a modifier and the project with one", () => {
    expect(commandOf(press(" "), false)).toBe("playPause");
    expect(commandOf(press("s"), false)).toBe("stepBoth");
    expect(commandOf(press("s", { ctrlKey: true }), false)).toBe("save");
    expect(commandOf(press("S", { ctrlKey: true, shiftKey: true }), false)).toBe("saveAs");
    expect(commandOf(press("?", { shiftKey: true }), false)).toBe("shortcuts");
  });

  it("work while a Korean input method is on", () => {
    expect(commandOf(press("ㅇ", { code: "KeyD" }), false)).toBe("stepDiscriminator");
    expect(commandOf(press("Process", { code: "KeyG" }), false)).toBe("stepGenerator");
  });

  it("follow the letter, not the place, on other Latin keyboards", () => {
    expect(commandOf(press("d", { code: "KeyH" }), false)).toBe("stepDiscriminator");
  });

  it("use the command key on a Mac, and leave foreign modifiers alone", () => {
    expect(commandOf(press("s", { metaKey: true }), true)).toBe("save");
    expect(commandOf(press("s", { ctrlKey: true }), true)).toBeNull();
    expect(commandOf(press("d", { altKey: true }), false)).toBeNull();
    expect(commandOf(press("D", { shiftKey: true }), false)).toBeNull();
    expect(commandOf(press("s", { metaKey: true }), false)).toBeNull();
  });

  it("are each listed for one command only", () => {
    for (const mac of [false, true]) {
      const all = Object.values(shortcutGroups)
        .flat()
        .map((shortcut) => keysOf(shortcut, mac).join(" "));
      expect(new Set(all).size).toBe(all.length);
    }
  });
});
