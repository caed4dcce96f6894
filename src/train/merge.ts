/** Overrides of a configuration: one tree of keys laid over another, and what must be laid over one tree to get another. */

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A tree that says of what kind it is: keys of one kind have no meaning in another. */
const namesKind = (tree: Tree) => (tree['name'] ?? tree['mode'] ?? null) !== null;

/** `base` with the keys of `over`: trees are merged, but one with a `name` or `mode` replaces, as do all other values; null removes a key. */
export function merge(base: Tree, over: Tree): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isTree(value) && isTree(before) && !namesKind(value) ? merge(before, value) : value;
  }
  return merged;
}

/** The smallest tree for which merge(from, tree) is `to`; keys that are undefined count as absent. */
export function changes(from: Tree, to: Tree): Record<string, unknown> {
  const over: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [a, b] = [from[key], to[key]];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    if (b === undefined) over[key] = null;
    else over[key] = isTree(a) && isTree(b) && !namesKind(b) ? changes(a, b) : b;
  }
  return over;
}
