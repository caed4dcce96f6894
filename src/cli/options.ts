/** Options of a command: declared once with their types, and read strictly from the command line. */
import { parseArgs } from 'node:util';
import { flagOf, type Option, type Options, type OptionValues, readOption, valueWords } from '../common/option.ts';
import { ConfigError } from '../errors.ts';
import { nearest } from '../nearest.ts';

export { flagOf, type Option, type Options, type OptionValues, orList } from '../common/option.ts';

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
  return readOption(option, flag, text);
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
