/** The keys of a valibot schema as rows of a table: what a value may be, what it is when left out, and what it means. */

/** The parts of a schema's inside that are read here. */
export interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly item?: Schema;
  readonly items?: readonly Schema[];
  readonly value?: Schema;
  readonly literal?: string;
  readonly options?: readonly (Schema | string)[];
  /** Names of the variants that have this key, where not all have. */
  readonly only?: readonly string[];
  /** Of a lazy schema: the schema for a value. */
  readonly getter?: (value: unknown) => Schema;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: number }[];
}

export interface Row {
  readonly key: string;
  readonly value: string;
  readonly otherwise: string;
  readonly meaning: string;
}

/** Rows of all keys with their `comments`, those of objects within objects as `data.folders`, of objects in lists as `losses[].name`. */
export function rowsOf(schema: Schema, prefix = '', comments: ReadonlyMap<string, string> = new Map()): Row[] {
  return Object.entries(entriesOf(schema)).flatMap(([name, given]) => {
    const key = prefix + name;
    const inner = given.wrapped ?? given;
    const own = {
      key,
      value: words(inner),
      otherwise: otherwise(given),
      meaning: comments.get(key) ?? (given.only ? `only for \`${given.only.join('`, `')}\`` : ''),
    };
    if (Object.keys(entriesOf(inner)).length === 0) return [own];
    const below = rowsOf(inner, `${key}${inner.item ? '[]' : ''}.`, comments);
    return own.meaning === '' && given.default === undefined ? below : [own, ...below];
  });
}

/** Of variants the keys of all; the key that tells them apart has all their names. */
function entriesOf(schema: Schema): Readonly<Record<string, Schema>> {
  if (schema.item) return entriesOf(schema.item);
  if (schema.type === 'union') return Object.assign({}, ...(schema.options as readonly Schema[]).map(entriesOf));
  if (schema.type !== 'variant') return schema.entries ?? {};
  const variants = (schema.options as readonly Schema[]).map(entriesOf);
  const [tag] = Object.keys(variants[0]!) as [string];
  const names = variants.map((v) => v[tag]!.literal!);
  const merged: Record<string, Schema> = { ...Object.assign({}, ...variants), [tag]: { type: 'picklist', options: names } };
  for (const [key, entry] of Object.entries(merged)) {
    const only = names.filter((_, i) => variants[i]![key]);
    if (only.length < names.length) merged[key] = { ...entry, only };
  }
  return merged;
}

function words(schema: Schema): string {
  const { type, item, items, value, options, getter } = schema;
  if (getter) return [...new Set(['', 0, []].map((value) => words(getter(value))))].join(', ');
  if (type === 'tuple') return '`[from, to]`';
  if (type === 'strict_tuple') return `list of ${items!.length}: ${[...new Set(items!.map(words))].join(', ')}`;
  if (type === 'array' && item!.type === 'lazy') return 'list of steps';
  if (type === 'picklist') return options!.map((o) => `\`${o}\``).join(', ');
  if (type === 'union') return (options as readonly Schema[]).map(words).join(' or ');
  if (type === 'array') return Object.keys(entriesOf(item!)).length > 0 ? 'list' : `list of: ${words(item!)}`;
  if (type === 'record') return value!.type === 'unknown' ? 'keys and values' : `keys with: ${words(value!)}`;
  if (type === 'strict_object' || type === 'variant') return 'keys below';
  if (type === 'boolean') return '`true`, `false`';
  return type === 'number' ? number(schema) : 'text';
}

function number({ pipe = [] }: Schema): string {
  const bound = (type: string) => pipe.find((action) => action.type === type)?.requirement;
  const bounds = [
    [bound('min_value'), 'from'],
    [bound('gt_value'), 'above'],
    [bound('max_value'), 'to'],
    [bound('lt_value'), 'below'],
  ] as const;
  const kind = pipe.some((action) => action.type === 'integer') ? 'whole number' : 'number';
  return [kind, ...bounds.flatMap(([at, word]) => (at === undefined ? [] : [`${word} ${at}`]))].join(' ');
}

function otherwise(schema: Schema): string {
  if (schema.wrapped === undefined) return 'required';
  return schema.default === undefined ? 'none' : `\`${JSON.stringify(schema.default).replaceAll('"', '')}\``;
}
