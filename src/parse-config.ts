/** Checks a configuration against its schema and says, in one sentence, what is wrong with it. */
import * as v from 'valibot';
import { ConfigError } from './errors.ts';
import { nearest } from './nearest.ts';

/** The parts of a schema's inside that lead to its keys. */
interface Inside {
  readonly entries?: Readonly<Record<string, Inside>>;
  readonly wrapped?: Inside;
  readonly item?: Inside;
  readonly options?: readonly Inside[];
  /** Of a variant: the key that tells its options apart. */
  readonly key?: string;
  readonly literal?: unknown;
}

/**
 * The value with its defaults filled in. `name` is what the value is called in messages, such as the file it comes from.
 * Throws ConfigError with the path of the first wrong key; an unknown key is answered with the nearest known one, or with all.
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
    const known = knownKeys(schema as Inside, value, keys.slice(0, -1));
    const near = nearest(unknown, known);
    const instead = near ? `; did you mean ${JSON.stringify(near)}?` : known.length > 0 ? ` (known: ${known.join(', ')})` : '';
    throw new ConfigError(`${name}: unknown key ${JSON.stringify(path)}${instead}`);
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

/** The keys that a schema knows at a path of a value; of a variant those of the value's kind. */
function knownKeys(schema: Inside, value: unknown, path: readonly string[]): string[] {
  let level = unwrap([schema], value);
  let at = value;
  for (const key of path) {
    at = valueAt(at, key);
    level = unwrap(
      level.flatMap((s) => s.entries?.[key] ?? s.item ?? []),
      at,
    );
  }
  return level.flatMap((s) => Object.keys(s.entries ?? {}));
}

function unwrap(schemas: readonly Inside[], value: unknown): Inside[] {
  return schemas.flatMap((s) => {
    if (s.wrapped) return unwrap([s.wrapped], value);
    if (!s.options) return [s];
    const { key } = s;
    const kind = key && valueAt(value, key);
    const ofKind = s.options.filter((o) => key && kind !== undefined && o.entries?.[key]?.literal === kind);
    return unwrap(ofKind.length > 0 ? ofKind : s.options, value);
  });
}

function valueAt(value: unknown, key: string): unknown {
  return (value as Readonly<Record<string, unknown>> | undefined)?.[key];
}
