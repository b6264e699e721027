import { type Localized, say } from "./text";

/** Levenshtein distance between two short names, letter case ignored. */
function distance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}

/** The candidate that `name` was most likely meant to be; null where none is near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const short = name.slice(0, 100);
  let best: string | null = null;
  let least = Math.max(2, Math.ceil(short.length / 2));
  for (const candidate of candidates) {
    const found = distance(short, candidate);
    if (found < least) {
      least = found;
      best = candidate;
    }
  }
  return best;
}

/** The hint that goes with {@link nearest}. */
export const didYouMean = (name: string): Localized => say(`Did you mean ${name}?`, `${name}을(를) 찾으셨나요?`);
