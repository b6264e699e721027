/*
 * Goes into resources/app of the development Electron, which has no default application of its own, and
 * does what that would: the first argument that is a folder with a package.json (else SADDLE_APP) is the
 * application. So several clones share one cached runtime. Runs in Electron 22.
 */
const { existsSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const electron = require("electron");

/** Electron's own default application calls these two, which its types leave out. */
/** @typedef {{ setAppPath(path: string): void, setVersion(version: string): void }} Unlisted */
const app = /** @type {import("electron").App & Unlisted} */ (electron.app);

/** @param {string} path */
const isApplication = (path) => !path.startsWith("-") && existsSync(join(path, "package.json"));

const given = process.argv.slice(1);
const index = given.findIndex(isApplication);
const folder = index >= 0 ? given[index] : process.env.SADDLE_APP;
if (!folder) {
  console.error("This Electron belongs to Saddle: start it with `npm start` in Saddle's folder.");
  app.exit(1);
} else {
  const application = resolve(folder);
  const description = JSON.parse(readFileSync(join(application, "package.json"), "utf8"));
  // What stands before the folder is for Chromium; the application sees what follows it.
  process.argv = [process.execPath, ...given.slice(index + 1)];
  app.setName("Saddle");
  app.setAppPath(application);
  if (description.version) app.setVersion(description.version);
  require(join(application, description.main));
}
