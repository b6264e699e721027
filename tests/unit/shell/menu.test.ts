import type { MenuItemConstructorOptions } from "electron";
import { describe, expect, it, vi } from "vitest";
import { type MenuChoices, menuTemplate } from "../../../src/main/shell/menu";
import { menuCommands } from "../../../src/shared/contract/events";

vi.mock("electron", () => ({ Menu: {} }));

const choices = (over: Partial<MenuChoices> = {}): MenuChoices => ({
  language: "en",
  platform: "linux",
  development: false,
  send: vi.fn(),
  openLink: vi.fn(),
  ...over,
});

function items(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])]);
}

const press = (item: MenuItemConstructorOptions): void =>
  (item.click as unknown as (() => void) | undefined)?.call(undefined);

describe.each(["linux", "win32", "darwin"] as const)("the menu on %s", (platform) => {
  it("sends each command that the window knows, once", () => {
    const sent: string[] = [];
    const all = items(menuTemplate(choices({ platform, send: (command) => sent.push(command) })));
    for (const item of all) press(item);
    expect(sent.sort()).toEqual([...menuCommands].sort());
  });

  it("gives no key to two items", () => {
    const keys = items(menuTemplate(choices({ platform }))).flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("says the same things in Korean", () => {
    const english = items(menuTemplate(choices({ platform })));
    const korean = items(menuTemplate(choices({ platform, language: "ko" })));
    expect(korean.map(({ type, role }) => [type, role])).toEqual(english.map(({ type, role }) => [type, role]));
    const labels = korean.flatMap(({ label, role, type }) => (type === "separator" || role === "help" ? [] : [label]));
    expect(labels.filter((label) => /[가-힣]/.test(label ?? "")).length).toBeGreaterThan(25);
  });
});

it("leaves plain keys to the window, so that they can be typed into a field", () => {
  const plain = items(menuTemplate(choices())).filter(({ accelerator }) => /^(Space|[A-Z])$/.test(accelerator ?? ""));
  expect(plain.map(({ id }) => id).sort()).toEqual(["playPause", "stepBoth", "stepDiscriminator", "stepGenerator"]);
  expect(plain.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
});

it("offers reloading to developers only", () => {
  const roles = (development: boolean) => items(menuTemplate(choices({ development }))).map(({ role }) => role);
  expect(roles(true)).toContain("reload");
  expect(roles(false)).not.toContain("reload");
  expect(roles(false)).not.toContain("toggleDevTools");
});

it("opens papers, not commands, from the help menu", () => {
  const openLink = vi.fn();
  for (const item of items(menuTemplate(choices({ openLink })))) press(item);
  expect(openLink).toHaveBeenCalledWith("https://arxiv.org/abs/1406.2661");
});
