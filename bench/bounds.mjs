/** How long benches that train to the end may train. */

/** Minutes of training of one recipe, where nothing else is asked for; `scripts/commands/bench.mjs` says when it is. */
export const trainingMinutes = /** @type {const} */ ({ parzen: 20, digits: 10, modes: 20 });

/** @param {keyof typeof trainingMinutes} bench @returns {number} */
export const minutesFor = (bench) => Number(process.env.SADDLE_BENCH_MINUTES ?? trainingMinutes[bench]);
