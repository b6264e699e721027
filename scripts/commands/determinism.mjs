/**
 * `npm run determinism`: each recipe as it is, trained for 500 steps by the command line and trained again, to
 * the bit. Takes minutes, so `npm test` holds small networks to the same instead.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { root } from "../lib/environment.mjs";
import { SetupProblem } from "../lib/problem.mjs";
import { lastLine, run } from "../lib/run.mjs";
import { setUp } from "../lib/setup.mjs";

const steps = 500;
/** Of one command, milliseconds. */
const timeout = 20 * 60_000;

/** @param {string[]} given ids of recipes; all if none */
export async function main(given) {
  const { env } = await setUp({ electron: false, verify: false });
  const home = await mkdtemp(join(tmpdir(), "saddle-determinism-"));
  /** @param {string[]} words */
  const saddle = async (words) => {
    // All of it: what `run` keeps is the end, and the recipes are longer than that.
    const decoder = new StringDecoder("utf8");
    let said = "";
    const result = await run(process.execPath, [join(root, "out", "main", "cli.js"), ...words, "--json"], {
      cwd: home,
      env: { ...process.env, ...env, SADDLE_HOME: home },
      timeout,
      onOutput(chunk, standard) {
        if (standard) said += decoder.write(chunk);
      },
    });
    const lines = said.split("\n").filter((line) => line.startsWith("{"));
    return { ...result, lines: lines.map((line) => JSON.parse(line)) };
  };
  try {
    const cards = (await saddle(["recipes"])).lines;
    const known = cards.map(({ id }) => id);
    /** Recipes for a person's own pictures, of which there are none here. */
    const without = cards.filter(({ recipe }) => recipe.dataset.source === "").map(({ id }) => id);
    const unknown = given.filter((id) => !known.includes(id));
    if (unknown.length > 0) {
      const [asked, there] = [unknown.join(", "), known.join(", ")];
      throw new SetupProblem(
        { en: `There is no recipe ${asked}.`, ko: `그런 레시피가 없습니다: ${asked}.` },
        { en: `There are ${there}.`, ko: `있는 레시피: ${there}.` },
      );
    }
    let failed = 0;
    for (const recipe of given.length > 0 ? given : known) {
      if (without.includes(recipe)) {
        process.stdout.write(`${recipe}: left out, since it is for pictures of one's own\n`);
        continue;
      }
      const project = `${recipe}.saddle`;
      const half = String(steps / 2);
      const trained = await saddle(["train", project, "--recipe", recipe, "--steps", half]);
      const resumed = trained.code === 0 ? await saddle(["resume", project, "--steps", half]) : trained;
      const verified = resumed.code === 0 ? await saddle(["verify", project, "--from", "0"]) : resumed;
      const { reproduced, steps: compared, checkpoints, difference } = verified.lines.at(-1) ?? {};
      const same = verified.code === 0 && reproduced === true;
      if (!same) failed += 1;
      process.stdout.write(
        same
          ? `${recipe}: ${half} steps, saved, resumed for ${half} more; ${compared} steps trained again in one go: the same figures and the same weights (sha256 ${checkpoints.at(-1).found.slice(0, 16)}…) to the bit\n`
          : `${recipe}: NOT the same: ${JSON.stringify(difference ?? checkpoints) ?? lastLine(verified.output)}\n`,
      );
    }
    return failed === 0 ? 0 : 1;
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
