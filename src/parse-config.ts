/** Checks a configuration against its schema and says, in one sentence, what is wrong with it. */
import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { ConfigError } from './errors.ts';

/** The parts of a schema's inside that lead to its keys. */
interface Inside {
  readonly entries?: Readonly<Record<string, Inside>>;
  readonly wrapped?: Inside;
  readonly item?: Inside;
  readonly options?: readonly Inside[];
}

/**
 * The value with its defaults filled in. `name` is what the value is called in messages, such as the file it comes from.
 * Throws ConfigError with the path of the first wrong key; an unknown key is answered with the nearest known one.
 */
export function parseConfig<S extends v.GenericSchema>(schema: S, value: unknown, name: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  // A misspelt key is also a missing one: the misspelling says more.
  const issues = result.issues.flatMap(withinUnion);
  const issue = issues.find(isUnknownKey) ?? issues[0]!;
  const keys = (issue.path ?? []).map((item) => String(item.key));
  const path = keys.join('.');
  if (isUnknownKey(issue)) {
    const unknown = keys.at(-1)!;
    const known = knownKeys(schema as Inside, keys.slice(0, -1));
    const nearest = known.length > 0 ? `; did you mean ${JSON.stringify(closest(unknown, known))}?` : '';
    throw new ConfigError(`${name}: unknown key ${JSON.stringify(path)}${nearest}`);
  }
  if (issue.received === 'undefined') throw new ConfigError(`${name}: expected a value for ${path} but it is missing`);
  const what = issue.expected ?? issue.message;
  throw new ConfigError(`${name}: expected ${what} for ${path || 'the whole'} but received ${issue.received}`);
}

/** Of a value that fits no option of a union, what is wrong within the option of its kind; the issue itself when it is of no option's kind. */
function withinUnion(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  const { path = [], issues = [] } = issue;
  const inner = issue.type === 'union' ? issues.filter((i) => i.path !== undefined) : [];
  if (inner.length === 0) return [issue];
  return inner.map((i) => ({ ...i, path: [...path, ...i.path!] as unknown as NonNullable<typeof i.path> }));
}

function isUnknownKey(issue: v.BaseIssue<unknown>): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

/** The keys that a schema knows at a path. */
function knownKeys(schema: Inside, path: readonly string[]): string[] {
  let level = unwrap([schema]);
  for (const key of path) level = unwrap(level.flatMap((s) => s.entries?.[key] ?? s.item ?? []));
  return level.flatMap((s) => Object.keys(s.entries ?? {}));
}

function unwrap(schemas: readonly Inside[]): Inside[] {
  return schemas.flatMap((s) => (s.wrapped ? unwrap([s.wrapped]) : s.options ? unwrap(s.options) : [s]));
}
