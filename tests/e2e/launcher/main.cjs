/*
 * The built lab, held back until Playwright listens. A window that opens while Playwright attaches is lost to
 * it, and it then waits for ever; on a busy machine that is one start in four. Playwright has a loader of its
 * own for this, which it gives only to an Electron that it has found itself; this is that loader's idea without
 * its Chromium switches. Playwright calls `__playwright_run` when it is there.
 */
const { resolve } = require("node:path");
const { app } = require("electron");

const root = resolve(__dirname, "../../..");

const ready = app.whenReady();
const emit = app.emit.bind(app);
let readyArguments = [];
let isReady = false;
let release;
const held = new Promise((done) => {
  release = done;
});

app.emit = (event, ...given) => {
  if (event !== "ready") return emit(event, ...given);
  readyArguments = given;
  return app.listenerCount("ready") > 0;
};
app.isReady = () => isReady;
app.whenReady = () => held;
globalThis.__playwright_run = async () => {
  await ready;
  isReady = true;
  release();
  emit("ready", ...readyArguments);
};

app.setAppPath(root);
require(resolve(root, require(resolve(root, "package.json")).main));
