import { recipes } from "../../src/main/lab/recipes";
/** The window is a page without powers: what it could ask of Node, the browser or the bridge beyond its work is refused. */
import { expect, sharedLab, test } from "./lab";
import { answerOf } from "./window";

// What is refused is told in the console.
const complaints = /^Refused to|^Not allowed to load local resource|the server responded with a status of 404/;
const shared = sharedLab({ complaints });
test.use({ complaints });

const startAddress = "saddle://app/index.html";

test.afterEach(async () => {
  // Whatever was tried, the page is still there and works.
  const { page } = shared.lab;
  expect(page.url()).toBe(startAddress);
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
});

test("there is no Node in the window, and one object of Saddle's", async () => {
  const { page, app } = shared.lab;
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  const found = await page.evaluate(() => {
    const names = [
      "require",
      "process",
      "module",
      "exports",
      "Buffer",
      "global",
      "__dirname",
      "electron",
      "ipcRenderer",
    ];
    // A page that nobody put anything on.
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? window));
    frame.remove();
    const own = Object.getOwnPropertyNames(window).filter((name) => !plain.has(name));
    return {
      node: names.filter((name) => name in window),
      own: own.filter((name) => !/^\d+$/.test(name)),
      bridge: Object.keys(window.saddle).sort(),
    };
  });
  expect(found.node).toEqual([]);
  // The test driver and a library of the page itself put names there, too.
  expect(found.own.filter((name) => !/^__(playwright|zod)/.test(name))).toEqual(["saddle"]);
  expect(found.bridge).toEqual(["acquirePort", "on", "pathOf", "request"]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test("the bridge cannot be replaced or bent", async () => {
  const { page } = shared.lab;
  const kept = await page.evaluate(() => {
    const { saddle } = window;
    const attempts = [
      () => Object.assign(window, { saddle: null }),
      () => Object.assign(window.saddle, { request: null }),
      () => Object.defineProperty(window, "saddle", { value: null }),
    ];
    for (const attempt of attempts) {
      try {
        attempt();
      } catch {
        // Refused aloud.
      }
    }
    return window.saddle === saddle && typeof window.saddle.request === "function";
  });
  expect(kept).toBe(true);
});

test("the content security policy refuses inline scripts, eval and strangers", async () => {
  const { page } = shared.lab;
  const tried = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.head.append(script);
    const image = document.createElement("div");
    image.innerHTML = '<img src="x" onerror="window.handlerRan = true">';
    document.body.append(image);
    // Later, since code that the test driver runs is exempt from the policy.
    const evaluated = await new Promise<string>((done) => {
      setTimeout(() => {
        try {
          // biome-ignore lint/security/noGlobalEval: this is what must not work
          done(`eval gave ${eval("1 + 1")}`);
        } catch (error) {
          done(error instanceof Error ? error.name : "");
        }
      });
    });
    const fetched = await fetch("https://example.com/").then(
      () => "fetched",
      () => "refused",
    );
    const ran = ["inlineRan", "handlerRan"].filter((name) => name in window);
    await new Promise((done) => setTimeout(done, 100));
    script.remove();
    image.remove();
    return { ran, evaluated, fetched, blocked };
  });
  expect(tried.ran).toEqual([]);
  expect(tried.evaluated).toBe("EvalError");
  expect(tried.fetched).toBe("refused");
  expect(tried.blocked).toEqual(
    expect.arrayContaining(["script-src-elem", "script-src-attr", "script-src", "connect-src"]),
  );
});

test("Saddle's own scheme serves the built window and nothing beside it", async () => {
  const { page } = shared.lab;
  const statuses = await page.evaluate(async () => {
    const addresses = [
      "index.html",
      "../main/index.js",
      "..%2fmain%2findex.js",
      "%2e%2e/%2e%2e/package.json",
      "/etc/passwd",
    ];
    const status = (address: string): Promise<number | string> =>
      fetch(`saddle://app/${address}`).then(
        (response) => response.status,
        () => "refused",
      );
    return Promise.all(addresses.map(status));
  });
  expect(statuses).toEqual([200, 404, 404, 404, 404]);
});

test("the bridge refuses what is no request, with an error value", async () => {
  const { page } = shared.lab;
  const refused: ReadonlyArray<readonly [route: unknown, input: unknown]> = [
    ["no.such.route", {}],
    ["constructor", {}],
    ["__proto__", {}],
    ["toString", {}],
    ["x".repeat(100_000), {}],
    [42, {}],
    [null, {}],
    ["project.open", { path: 5 }],
    ["project.open", { path: "x".repeat(100_000) }],
    ["project.new", {}],
    ["project.new", { recipeId: "x".repeat(1000) }],
    ["project.setRecipe", { recipe: { id: "gan-mnist" } }],
    ["settings.set", { language: "tlh" }],
    ["settings.set", { unknown: true }],
    ["latent.generate", { points: [] }],
    ["latent.generate", { points: [{ from: "preview", index: 64 }] }],
    ["run.samplesAt", { run: "run-1", step: -1 }],
    ["export.save", { suggestedName: "a.csv", kind: "exe", bytes: [1] }],
    ["app.openExternal", { url: "https://example.com/" }],
    ["app.openExternal", { url: "file:///etc/passwd" }],
    ["app.openExternal", { url: "javascript:alert(1)" }],
    ["project.recover", { id: "../../etc" }],
  ];
  for (const [route, input] of refused) {
    const answer = await answerOf(page, route as "project.new", input as { recipeId: string });
    const said = JSON.stringify([String(route).slice(0, 40), input]).slice(0, 120);
    expect(answer, said).toMatchObject({
      ok: false,
      error: { message: { en: expect.stringMatching(/\S/), ko: expect.stringMatching(/[가-힣]/) } },
    });
    if (!answer.ok)
      expect(["bad-input", "not-found"], `${said}: ${answer.error.message.en}`).toContain(answer.error.code);
  }
});

test("a recipe that does not exist and a file that is not there are named", async () => {
  const { page } = shared.lab;
  expect(await answerOf(page, "project.new", { recipeId: "gan-minst" })).toMatchObject({
    ok: false,
    error: { code: "not-found", hint: { en: "Did you mean gan-mnist?" } },
  });
  expect(await answerOf(page, "project.open", { path: "/nowhere/at all.saddle" })).toMatchObject({
    ok: false,
    error: { code: "not-found", message: { en: expect.stringContaining("/nowhere/at all.saddle") } },
  });
});

test("the window opens no other and goes nowhere", async ({ home }) => {
  // In an application of its own: the test driver waits for the pages that do not come.
  const { page, app } = await home.start();
  await expect(page.locator("[data-recipe]")).toHaveCount(recipes.length);
  const opened = await page.evaluate(() => window.open("https://example.com/", "_blank") !== null);
  expect(opened).toBe(false);
  for (const address of ["https://example.com/", "file:///etc/passwd", "saddle://app/index.html?other"]) {
    await page.evaluate(async (target) => {
      const link = document.createElement("a");
      link.href = target;
      document.body.append(link);
      for (const where of ["_blank", "_top"]) {
        link.target = where;
        link.click();
      }
      link.remove();
      window.location.href = target;
      await new Promise((done) => setTimeout(done, 100));
    }, address);
    const left = await page.evaluate(() => [location.href, document.querySelectorAll("[data-recipe]").length]);
    expect(left, address).toEqual([startAddress, recipes.length]);
  }
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("permissions are denied", async ({ home }) => {
  // With a camera and a microphone to be had, so that it is the lab that refuses them.
  const { page } = await home.start({ flags: ["--use-fake-device-for-media-stream"] });
  const answers = await page.evaluate(async () => {
    const names = [
      "geolocation",
      "notifications",
      "camera",
      "microphone",
      "midi",
      "clipboard-read",
    ] as PermissionName[];
    const states = await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    const media = await navigator.mediaDevices.getUserMedia({ video: true, audio: true }).then(
      () => "granted",
      (error: DOMException) => error.name,
    );
    const place = await new Promise<string | number>((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done("granted"),
        (error) => done(error.code),
      ),
    );
    return {
      states: Object.fromEntries(names.map((name, index) => [name, states[index]])),
      media,
      place,
      note: await Notification.requestPermission(),
    };
  });
  expect(answers.states).toEqual({
    geolocation: "denied",
    notifications: "denied",
    camera: "denied",
    microphone: "denied",
    midi: "denied",
    "clipboard-read": "denied",
  });
  expect(answers.media).toBe("NotAllowedError");
  expect(answers.place).toBe(1);
  expect(answers.note).toBe("denied");
});
