/** What benches of several recipes, or that train to the end, are bounded by. */

/** Minutes of training of one recipe, where nothing else is asked for; `scripts/commands/bench.mjs` says when it is. */
export const trainingMinutes = /** @type {const} */ ({ elbo: 10, parzen: 20, digits: 10, modes: 20 });

/** @param {keyof typeof trainingMinutes} bench @returns {number} */
export const minutesFor = (bench) => Number(process.env.SADDLE_BENCH_MINUTES ?? trainingMinutes[bench]);

/** Recipes that the benches named here are bounded to with `--recipe`; all of a bench's own without. */
export const choosing = /** @type {const} */ (["recipes", "parzen", "modes"]);

const chosen = process.env.SADDLE_BENCH_RECIPES?.split(",");

/**
 * Of a bench's recipes those that were asked for.
 * @param {string[]} ids @returns {string[]}
 */
export function chosenOf(ids) {
  const kept = chosen ? ids.filter((id) => chosen.includes(id)) : ids;
  if (kept.length === 0) throw new Error(`This bench has ${ids.join(", ")}, and none of them was chosen.`);
  return kept;
}
