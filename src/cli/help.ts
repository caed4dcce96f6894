/** Help text, generated from the description of a command. */
import { commonOptions, flagOf, type Option, type Options, type Positionals } from './options.ts';

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly positionals?: Positionals;
  readonly options: Options;
  readonly examples: readonly { readonly command: string; readonly does: string }[];
  readonly notes?: readonly string[];
}

/** The whole of `subpixel <command> --help`, wrapped at `columns`. */
export function commandHelp(command: Described, columns = 100): string {
  const { name, positionals } = command;
  const options: Options = { ...command.options, ...commonOptions };
  const rows = Object.entries(options).flatMap(([key, option]) =>
    option.hidden ? [] : [[flagColumn(key, option), explain(option)] as const],
  );
  const usage = positionals && (positionals.usage ?? `<${positionals.name}>`);
  if (positionals) rows.unshift([usage!, positionals.summary]);
  const parts = [
    `subpixel ${name}: ${command.summary}`,
    `Usage\n  subpixel ${name}${usage ? ` ${usage}` : ''} [options]`,
    `Options\n${table(rows, columns)}`,
    ...(command.notes ?? []).map((text) => wrap(text, Math.min(columns, 100)).join('\n')),
    `Examples\n${command.examples.map((e) => `  ${e.command}\n      ${e.does}`).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The whole of `subpixel --help`. */
export function overview(version: string, commands: readonly { readonly name: string; readonly summary: string }[], columns = 100): string {
  const first = commands[0]!.name;
  return [
    `subpixel ${version}: super-resolution. Upscale pictures, and train, evaluate and compare networks.`,
    '',
    'Usage',
    '  subpixel <command> [options]',
    '',
    'Commands',
    table(
      commands.map((c) => [c.name, c.summary]),
      columns,
    ),
    '',
    'Options',
    table(
      [
        ['-h, --help', 'show this text; after a command, its own'],
        ['-V, --version', 'print the version'],
      ],
      columns,
    ),
    '',
    'Examples',
    `  subpixel ${first} photo.jpg`,
    `  subpixel help ${first}`,
    '',
  ].join('\n');
}

function flagColumn(key: string, option: Option): string {
  const value =
    option.type === 'boolean'
      ? ''
      : ` <${option.value ?? (option.type === 'string' ? 'text' : option.type === 'choice' ? 'name' : 'number')}>`;
  return `${option.short ? `-${option.short}, ` : '    '}--${flagOf(key)}${value}`;
}

function explain(option: Option): string {
  const extra = [
    ...(option.type === 'choice' ? [option.choices.join(', ')] : []),
    ...(option.type !== 'boolean' && option.default !== undefined ? [`default ${option.default}`] : []),
    ...(option.repeatable ? ['may be repeated'] : []),
  ];
  return extra.length > 0 ? `${option.summary} (${extra.join('; ')})` : option.summary;
}

function table(rows: readonly (readonly [string, string])[], columns: number): string {
  const left = Math.max(...rows.map(([a]) => a.length)) + 2;
  const width = Math.max(24, Math.min(columns, 110) - left - 2);
  return rows.flatMap(([a, b]) => wrap(b, width).map((line, i) => `  ${(i === 0 ? a : '').padEnd(left)}${line}`)).join('\n');
}

/** Lines of at most `width` characters, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
