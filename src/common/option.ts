/** One option of the command line, which is also a field of a request to the server: its kind, its limits, and its value in a text. */
import { ConfigError, expected } from '../errors.ts';

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

/** `maxPixels` → `max-pixels`. */
export function flagOf(key: string): string {
  return key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}

/**
 * The value of an option in a text that `name` is called in messages. Throws ConfigError unless the text says a value of the option's kind.
 * Numbers are decimal: `4`, `2.5`, `1e8`.
 */
export function readOption(option: Exclude<Option, { type: 'boolean' }>, name: string, text: string): string | number {
  const what = valueWords(option);
  if (option.type === 'string') {
    if (text === '') throw new ConfigError(expected(what, name, text));
    return text;
  }
  if (option.type === 'choice') {
    if (!option.choices.includes(text)) throw new ConfigError(expected(what, name, text));
    return text;
  }
  const number = decimal.test(text.trim()) ? Number(text) : Number.NaN;
  const { above = Number.NEGATIVE_INFINITY, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = option;
  const right =
    Number.isFinite(number) && number > above && number >= min && number <= max && (option.type === 'number' || Number.isInteger(number));
  if (!right) throw new ConfigError(expected(what, name, Number.isNaN(number) ? text : number));
  return number;
}

/** Neither `0x10` nor `Infinity`. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** `a whole number from 1 to 100` */
export function valueWords(option: Exclude<Option, { type: 'boolean' }>): string {
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
