/**
 * What became of a plain value, so that it can be told without telling all of it: the state of a project is large,
 * and most of the time a run has only gone on by a few steps. What did not change is the same object afterwards.
 */

export type Change =
  /** Another value in place of the one before. */
  | { readonly value: unknown }
  /** Of an object: fields that changed or came, and those that went. */
  | { readonly fields: Readonly<Record<string, Change>>; readonly gone: readonly string[] }
  /** Of a list: its first `keep` items stay, but for those that changed, by index; the rest is `rest`. */
  | { readonly keep: number; readonly items: Readonly<Record<string, Change>>; readonly rest: readonly unknown[] };

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Changes that are there, by name or index. */
const present = (changes: readonly (readonly [string, Change | null])[]): Record<string, Change> =>
  Object.fromEntries(changes.filter((entry): entry is readonly [string, Change] => entry[1] !== null));

/**
 * @param before a value as JSON has them; so is `after`
 * @returns null where both are equal
 */
export function changeOf(before: unknown, after: unknown): Change | null {
  if (Object.is(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) return changeOfList(before, after);
  if (isObject(before) && isObject(after)) return changeOfFields(before, after);
  return { value: after };
}

function changeOfList(before: readonly unknown[], after: readonly unknown[]): Change | null {
  const keep = Math.min(before.length, after.length);
  const items = present(
    Array.from({ length: keep }, (_, index) => [String(index), changeOf(before[index], after[index])]),
  );
  if (before.length === after.length && Object.keys(items).length === 0) return null;
  return { keep, items, rest: after.slice(keep) };
}

function changeOfFields(before: Fields, after: Fields): Change | null {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const fields = present(
    Object.entries(after).map(([name, value]) => [
      name,
      Object.hasOwn(before, name) ? changeOf(before[name], value) : { value },
    ]),
  );
  return gone.length === 0 && Object.keys(fields).length === 0 ? null : { fields, gone };
}

/**
 * The value after a change. What did not change is taken over as it is, not copied.
 * @throws TypeError where the change is not one of such a value
 */
export function changed(before: unknown, change: Change): unknown {
  if ("value" in change) return change.value;
  if ("fields" in change) {
    if (!isObject(before)) throw new TypeError("fields changed of what has none");
    const after = new Map(Object.entries(before));
    for (const name of change.gone) after.delete(name);
    for (const [name, inner] of Object.entries(change.fields)) after.set(name, changed(after.get(name), inner));
    return Object.fromEntries(after);
  }
  if (!Array.isArray(before)) throw new TypeError("items changed of what is no list");
  if (before.length < change.keep) throw new TypeError("more items kept than there are");
  const after: unknown[] = before.slice(0, change.keep);
  for (const [index, inner] of Object.entries(change.items))
    after[Number(index)] = changed(after[Number(index)], inner);
  after.push(...change.rest);
  return after;
}
