/** Values inside a recipe by dotted path: `model.generator.0.units`. */

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Undefined where there is nothing. Own names only: a path may come from a file, and `__proto__` leads out of the recipe. */
export function valueAt(root: unknown, path: string): unknown {
  if (path === "") return root;
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined), root);
}

/** A copy with one value replaced; what lies between is made where it is missing. */
export function withValue<T>(root: T, path: string, value: unknown): T {
  const set = (node: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    if (Array.isArray(node)) {
      const copy: unknown[] = [...node];
      copy[Number(key)] = set(copy[Number(key)], rest);
      return copy;
    }
    const record = isContainer(node) ? node : {};
    return { ...record, [key]: set(record[key], rest) };
  };
  return set(root, path.split(".")) as T;
}

export const same = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, index) => same(value, b[index]))
    );
  }
  if (!isContainer(a) || !isContainer(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
};
