import { describe, expect, it } from "vitest";
import { contentSecurityPolicy } from "../../../src/main/shell/security/csp";
import { allowedLink } from "../../../src/main/shell/security/externalLinks";
import { isTrustedSender } from "../../../src/main/shell/security/navigation";
import { isGranted, permissions } from "../../../src/main/shell/security/permissions";

describe("links", () => {
  it.each([
    "https://arxiv.org/abs/1406.2661",
    "https://papers.nips.cc/paper/5423-generative-adversarial-nets",
    "https://github.com/tensorflow/tfjs/issues/1",
  ])("opens %s", (address) => {
    expect(allowedLink(address)).toBe(address);
  });

  it.each([
    ["without encryption", "http://arxiv.org/abs/1406.2661"],
    ["on another port", "https://arxiv.org:8443/"],
    ["with a name in front", "https://arxiv.org@evil.example/"],
    ["of a host that only ends alike", "https://notarxiv.org/"],
    ["of a host that only begins alike", "https://arxiv.org.evil.example/"],
    ["of a part that is not meant", "https://github.com/someone/else"],
    ["that climbs out of the part that is meant", "https://github.com/tensorflow/../someone/else"],
    ["to a file", "file:///etc/passwd"],
    ["to a program", "calculator:"],
    ["of no kind", "arxiv"],
  ])("refuses a link %s", (_what, address) => {
    expect(() => allowedLink(address)).toThrowError(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("permissions", () => {
  it("grants nothing, listed or not, and says why", () => {
    for (const [name, [granted, reason]] of Object.entries(permissions)) {
      expect(granted, name).toBe(false);
      expect(reason, name).not.toBe("");
    }
    expect(isGranted("camera-of-the-future")).toBe(false);
    expect(isGranted("constructor")).toBe(false);
  });
});

describe("senders", () => {
  it.each([
    ["the page itself", { url: "saddle://app/index.html", parent: null }, true],
    ["a frame in the page", { url: "saddle://app/index.html", parent: {} }, false],
    ["another page", { url: "https://app/index.html", parent: null }, false],
    ["another host", { url: "saddle://apple/index.html", parent: null }, false],
    ["an empty page", { url: "about:blank", parent: null }, false],
    ["a page that is gone", null, false],
  ])("%s: %s", (_who, frame, trusted) => {
    expect(isTrustedSender(frame)).toBe(trusted);
  });
});

it("the policy allows no foreign source and no inline script", () => {
  const directives = new Map(
    contentSecurityPolicy.split("; ").map((line) => [line.split(" ")[0], line.split(" ").slice(1)]),
  );
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("script-src")).toEqual(["'self'"]);
  expect(directives.get("connect-src")).toEqual(["'self'"]);
  expect(contentSecurityPolicy).not.toMatch(/https?:|\*|unsafe-eval/);
});
