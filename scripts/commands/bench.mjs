/** `npm run bench [-- memory window]`: figures of this machine, each compared within one run. */
import { join } from "node:path";
import { root } from "../lib/environment.mjs";
import { SetupProblem } from "../lib/problem.mjs";
import { foreground } from "../lib/run.mjs";
import { withDisplay } from "../lib/system.mjs";
import { prepareTests } from "../lib/testing.mjs";

/** @type {Record<string, "tensorflow" | "electron">} how far the set-up has to go for each bench */
const benches = { memory: "tensorflow", window: "electron" };

/** @param {string[]} given */
export async function main(given) {
  const unknown = given.filter((name) => !Object.hasOwn(benches, name));
  if (unknown.length > 0) {
    const [asked, known] = [unknown.join(", "), Object.keys(benches).join(", ")];
    throw new SetupProblem(
      { en: `There is no bench ${asked}.`, ko: `그런 벤치가 없습니다: ${asked}.` },
      { en: `There are ${known}.`, ko: `있는 벤치: ${known}.` },
    );
  }
  const chosen = Object.entries(benches).filter(([name]) => given.length === 0 || given.includes(name));
  const env = await prepareTests(chosen.map(([name, needs]) => ({ name, needs })));
  let worst = 0;
  for (const [name] of chosen) {
    process.stdout.write(`\n── ${name} ──\n`);
    const [command = "", ...words] = withDisplay([process.execPath, join(root, "bench", `${name}.mjs`)]);
    worst = Math.max(worst, await foreground(command, words, { cwd: root, env }));
  }
  return worst;
}
