/** `npm run screenshots`: pictures of every page, taken from the real lab. */
import { runPlaywright } from "../lib/playwright.mjs";
import { prepareTests } from "../lib/testing.mjs";

/** @param {string[]} given */
export async function main(given) {
  const env = await prepareTests([{ name: "screenshots", needs: "electron" }]);
  return runPlaywright("tests/e2e/screenshots.config.ts", given, env);
}
