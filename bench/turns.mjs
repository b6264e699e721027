/** Contenders that are measured in turns of equal length: ours, theirs, ours, theirs. */
import { busyShare } from "./machine.mjs";
import { figure, median } from "./report.mjs";

/** @typedef {{ count: number, seconds: number } & Record<string, unknown>} Turn what was done, and how long it took */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {(seconds: number) => Promise<Turn>} run works for so long, finishing what is in hand
 */

export const rounds = Number(process.env.SADDLE_BENCH_ROUNDS ?? 5);
export const turnSeconds = Number(process.env.SADDLE_BENCH_SECONDS ?? 2.5);
/** Before the first turn each contender works untimed: graphs are traced, caches filled, pools started. */
const warmUpSeconds = 0.5;
/** How long the machine is watched while all contenders wait, milliseconds. */
const watched = 200;
/** From this share on, the machine does not count as quiet. */
export const quietShare = 0.1;

/** @param {Turn} turn things a second */
export const rateOf = ({ count, seconds }) => count / seconds;

/**
 * @template {string} Name
 * @param {(Contender & { name: Name })[]} contenders
 * @param {{ rounds?: number, seconds?: number, warmUp?: number, busy?: () => Promise<number> }} [options]
 * @returns {Promise<{ turns: Record<Name, Turn[]>, rates: Record<Name, number[]>, busy: number[] }>}
 *   busy: share of the processors that others used before each round
 */
export async function takeTurns(contenders, options = {}) {
  const busyNow = options.busy ?? (() => busyShare(watched));
  for (const { run } of contenders) await run(options.warmUp ?? warmUpSeconds);
  const turns = /** @type {Record<Name, Turn[]>} */ ({});
  for (const { name } of contenders) turns[name] = [];
  const busy = [];
  for (let round = 0; round < (options.rounds ?? rounds); round++) {
    busy.push(await busyNow());
    for (const { name, run } of contenders) turns[name].push(await run(options.seconds ?? turnSeconds));
  }
  const rates = /** @type {Record<Name, number[]>} */ (
    Object.fromEntries(contenders.map(({ name }) => [name, turns[name].map(rateOf)]))
  );
  return { turns, rates, busy };
}

/** What to say of a machine that others used meanwhile; undefined where it was quiet. @param {number[]} busy */
export function busyNote(busy) {
  const share = median(busy);
  if (share < quietShare) return undefined;
  return `Other programs used ${figure(share * 100)}% of the processors between the turns: these figures say little. Frameworks suffer unequally from that (threads that wait for one another most), so repeat it on a quiet machine.`;
}
