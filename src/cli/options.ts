/** Options of a command: declared once with their types, and read strictly from the command line. */
import { parseArgs } from 'node:util';
import { ConfigError, expected } from '../errors.ts';
import { nearest } from '../nearest.ts';

interface OptionBase {
  readonly summary: string;
  /** One letter: `s` is given as `-s`. */
  readonly short?: string;
  /** What the help shows for the value: `path`, `number`. */
  readonly value?: string;
  /** May be given more than once; the values come as an array. */
  readonly repeatable?: true;
  /** Left out of the list of options in the help; its notes tell of it. */
  readonly hidden?: true;
}

/** One option; its key in camelCase is the flag in kebab-case: `maxPixels` is `--max-pixels`. */
export type Option =
  | (OptionBase & { readonly type: 'boolean' })
  | (OptionBase & { readonly type: 'string'; readonly default?: string })
  | (OptionBase & {
      readonly type: 'number' | 'integer';
      readonly above?: number;
      readonly min?: number;
      readonly max?: number;
      readonly default?: number;
    })
  | (OptionBase & { readonly type: 'choice'; readonly choices: readonly string[]; readonly default?: string });
export type Options = Readonly<Record<string, Option>>;

type Scalar<O extends Option> = O extends { type: 'boolean' }
  ? boolean
  : O extends { type: 'number' | 'integer' }
    ? number
    : O extends { type: 'choice'; choices: readonly (infer C)[] }
      ? C
      : string;
type ValueOf<O extends Option> = O extends { repeatable: true }
  ? Scalar<O>[]
  : O extends { type: 'boolean' } | { default: string | number }
    ? Scalar<O>
    : Scalar<O> | undefined;
export type OptionValues<S extends Options> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** The files or names after the options. */
export interface Positionals {
  readonly name: string;
  /** As the help shows them, where that is not `<name>`. */
  readonly usage?: string;
  readonly summary: string;
  readonly min: number;
  readonly max?: number;
}

/** Options that every command has; `cli.ts` acts on them. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h', summary: 'show this text' },
  debug: { type: 'boolean', summary: 'show the stack of an error' },
} as const satisfies Options;

/** Choices of `--device`; `auto` is the CPU, the one device on which every result was checked. */
export const deviceChoices = ['auto', 'cpu', 'webgpu', 'cuda'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** Options of every command that runs networks. */
export const engineOptions = {
  device: { type: 'choice', choices: deviceChoices, default: 'auto', summary: 'where the network runs; auto is the CPU' },
  threads: { type: 'integer', min: 1, max: 1024, summary: 'CPU threads; default all cores' },
} as const satisfies Options;

/** Options of the commands that make smaller pictures, all but the size. */
export const lrOptions = {
  output: {
    type: 'string',
    short: 'o',
    value: 'path',
    summary: 'folder for the results (the tree is mirrored), or a file for one picture; default: next to each picture as name_d2.png',
  },
  format: {
    type: 'choice',
    short: 'f',
    choices: ['png', 'jpg', 'jpeg', 'webp', 'tiff', 'avif', 'gif'],
    summary: 'default: that of --output, else PNG, which loses nothing',
  },
  quality: { type: 'integer', short: 'q', min: 1, max: 100, summary: 'of JPEG, WebP and AVIF, 1 to 100; default 95, 90 and 80' },
  recursive: { type: 'boolean', short: 'r', summary: 'also the subfolders of a folder' },
  resume: { type: 'boolean', summary: 'skip pictures whose result is there' },
  overwrite: { type: 'boolean', summary: 'replace results that are there; originals are never replaced' },
  maxPixels: { type: 'integer', value: 'pixels', min: 1, default: 100_000_000, summary: 'refuse larger pictures' },
  json: { type: 'boolean', summary: 'one JSON object per picture and line' },
  quiet: { type: 'boolean', summary: 'errors only' },
} as const satisfies Options;

/** `maxPixels` → `max-pixels`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}

/** Throws ConfigError for an unknown flag, a missing, extra or wrong value, or the wrong number of positionals. */
export function readArguments<S extends Options>(
  definition: { readonly name: string; readonly options: S; readonly positionals?: Positionals },
  args: readonly string[],
): { options: OptionValues<S>; positionals: string[] } {
  const known: Options = { ...definition.options, ...commonOptions };
  const keys = new Map(Object.keys(known).map((key) => [flagOf(key), key]));
  const shape = Object.entries(known).map(([key, option]) => [
    flagOf(key),
    { type: option.type === 'boolean' ? ('boolean' as const) : ('string' as const), ...(option.short ? { short: option.short } : {}) },
  ]);
  // Not `strict`: its messages are about Node, and it takes the -1 of `--scale -1` for an option. The tokens are checked below.
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(shape),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(definition.options)) {
    if (option.repeatable) values[key] = [];
    else if (option.type === 'boolean') values[key] = false;
    else values[key] = option.default;
  }
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const key = keys.get(token.name);
    if (key === undefined) throw unknownFlag(token.rawName, [...keys.keys()], definition.name);
    const value = readValue(known[key]!, token.rawName, token.value, token.inlineValue === true);
    if (known[key]!.repeatable) (values[key] as unknown[]).push(value);
    else values[key] = value;
  }
  checkPositionals(definition, positionals);
  return { options: values as OptionValues<S>, positionals };
}

function unknownFlag(flag: string, known: readonly string[], command: string): ConfigError {
  const near = flag.startsWith('--') ? nearest(flag.slice(2), known) : undefined;
  return new ConfigError(`Unknown option ${flag}${near ? `; did you mean --${near}?` : ''} (see subpixel ${command} --help)`);
}

function readValue(option: Option, flag: string, text: string | undefined, inline: boolean): unknown {
  if (option.type === 'boolean') {
    if (text !== undefined) throw new ConfigError(`Expected no value for ${flag} but received ${JSON.stringify(text)}`);
    return true;
  }
  const what = valueWords(option);
  if (text === undefined) throw new ConfigError(`Expected ${what} for ${flag} but received nothing`);
  if (!inline && /^--?[A-Za-z]/.test(text)) throw new ConfigError(`Expected ${what} for ${flag} but received the option ${text}`);
  if (option.type === 'string') {
    if (text === '') throw new ConfigError(expected(what, flag, text));
    return text;
  }
  if (option.type === 'choice') {
    if (!option.choices.includes(text)) throw new ConfigError(expected(what, flag, text));
    return text;
  }
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const { above = Number.NEGATIVE_INFINITY, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
  const right =
    Number.isFinite(number) && number > above && number >= min && number <= max && (option.type === 'number' || Number.isInteger(number));
  if (!right) throw new ConfigError(expected(what, flag, Number.isNaN(number) ? text : number));
  return number;
}

function valueWords(option: Exclude<Option, { type: 'boolean' }>): string {
  if (option.type === 'string') return `a ${option.value ?? 'value'}`;
  if (option.type === 'choice') return orList(option.choices);
  const kind = option.type === 'integer' ? 'a whole number' : 'a number';
  const { above, min, max } = option;
  const lower = above !== undefined ? ` above ${above}` : min !== undefined ? ` from ${min}` : '';
  if (max !== undefined) return `${kind}${lower}${lower === '' ? ' up to' : above !== undefined ? ' and up to' : ' to'} ${max}`;
  return min !== undefined ? `${kind} of ${min} or more` : `${kind}${lower}`;
}

/** `a, b or c` */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function checkPositionals(
  { name, positionals }: { readonly name: string; readonly positionals?: Positionals },
  given: readonly string[],
): void {
  const { min, max, name: what } = positionals ?? { min: 0, max: 0, name: '' };
  if (given.length < min) throw new ConfigError(`Expected ${what} but received nothing (see subpixel ${name} --help)`);
  if (max !== undefined && given.length > max)
    throw new ConfigError(
      `Expected ${max === 0 ? 'options only' : `at most ${max} of ${what}`} but received ${JSON.stringify(given[max])}`,
    );
}
