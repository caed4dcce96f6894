/** The generated parts of the Markdown files: what stands between `<!-- gen NAME ARGUMENT -->` and `<!-- /gen -->`. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { rules } from '../src/autodiff/rules/index.ts';
import { commands } from '../src/cli/commands/index.ts';
import { parseRecords } from '../src/cli/csv.ts';
import { groupBy } from '../src/cli/group-by.ts';
import { signed } from '../src/cli/run-list.ts';
import { type Row, rowsOf, type Schema } from '../src/cli/schema-rows.ts';
import { identityText } from '../src/cli/sets/match.ts';
import { suiteSchema } from '../src/cli/suite-config.ts';
import { formatFacts, writableFormats } from '../src/codecs/formats.ts';
import { measureOptions } from '../src/common/measure-options.ts';
import type { Options } from '../src/common/option.ts';
import { groupConfigs, stepDefs } from '../src/data/degrade/steps.ts';
import { pictureSets } from '../src/data/sets/registry.ts';
import { losses } from '../src/losses/index.ts';
import { optimizers } from '../src/optim/index.ts';
import { optionSchema } from '../src/server/openapi-parts.ts';
import { upscaleFields } from '../src/server/request-options.ts';
import { routes } from '../src/server/routes/index.ts';
import { settingsSchema } from '../src/server/settings.ts';
import { trainSchema } from '../src/train/config.ts';
import { readManifest } from '../src/weights/installed.ts';
import { secondOrder } from '../test/support/gradient-cases/second-order.ts';
import { mayImport } from '../test/support/import-table.ts';
import { fence, table, thousands } from './markdown.ts';
import { benchmarkTables, metricFileTable, metricTable, protocolTable } from './measuring.ts';
import { ledgerTable } from './model-cards.ts';
import { familyTables } from './network-pages.ts';
import { commentsOf } from './schema-comments.ts';

const blocks: Readonly<Record<string, (argument: string) => string | Promise<string>>> = {
  help: commandHelp,
  csv: resultsTable,
  recipe: recipeTable,
  example: (file) => fence(extname(file).slice(1), readFileSync(`examples/${file}`, 'utf8')),
  formats: formatsTable,
  families: familyTables,
  networks: networksTable,
  config: () => keyTable(rowsOf(trainSchema as Schema, '', commentsOf('src/train/config.ts', 'trainSchema'))),
  suite: () => keyTable(rowsOf(suiteSchema as unknown as Schema, '', commentsOf('src/cli/suite-config.ts', 'suiteSchema'))),
  settings: () => keyTable(rowsOf(settingsSchema as unknown as Schema, '', commentsOf('src/server/settings.ts', 'settingsSchema'))),
  routes: routeTable,
  fields: (name) => fieldTable(name),
  protocols: protocolTable,
  benchmark: benchmarkTables,
  ledger: ledgerTable,
  metrics: metricTable,
  'metric-files': metricFileTable,
  steps: stepsTable,
  sets: setsTable,
  losses: () => optionsTable('loss', losses),
  optimizers: () => optionsTable('optimiser', optimizers),
  operators: operatorsTable,
  imports: () => table(['folder', 'may import'], Object.entries(mayImport).map(importRow)),
};

/** The Markdown files that may hold blocks. */
export const documents: readonly string[] = [
  ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
  'CONTRIBUTING.md',
  'README.md',
  'weights/TRAINING.md',
];

/** The file with its blocks filled anew. Throws for a block that is not known. */
export async function renderDocument(path: string): Promise<string> {
  const parts = readFileSync(path, 'utf8').split(/(<!-- gen .+? -->\n)[\s\S]*?(<!-- \/gen -->)/);
  for (const [i, mark] of parts.entries()) {
    const [, name, argument] = /^<!-- gen ([\w-]+) ?(.*?) -->\n$/.exec(mark) ?? [];
    if (name === undefined) continue;
    const render = blocks[name];
    if (!render) throw new Error(`${path}: unknown block ${name}; known: ${Object.keys(blocks).join(', ')}`);
    parts[i] = `${mark}\n${(await render(argument!)).trim()}\n\n`;
  }
  return parts.join('');
}

async function commandHelp(name: string): Promise<string> {
  const command = await commands.find((c) => c.name === name)!.load();
  return fence('text', command.help(100));
}

/** Columns of a file of results, by name: `file.csv column column`. */
function resultsTable(argument: string): string {
  const [file, ...columns] = argument.split(' ');
  const rows = parseRecords(readFileSync(`results/${file}`, 'utf8'));
  const missing = columns.find((column) => rows[0]?.[column] === undefined);
  if (missing !== undefined) throw new Error(`results/${file} has no column ${missing}; it has ${Object.keys(rows[0] ?? {}).join(', ')}`);
  return table(
    columns,
    rows.map((row) => columns.map((column) => row[column]!)),
  );
}

/** The last measurement of every way to train, and how far it is from that of the first. */
function recipeTable(file: string): string {
  const rows = parseRecords(readFileSync(`results/${file}`, 'utf8'));
  const ends = [...groupBy(rows, (row) => row['way']!).values()].map((ofWay) => ofWay.at(-1)!);
  return table(
    ['part', 'way', 'steps', 'PSNR', 'against the first'],
    ends.map(({ part, way, step, psnr }, i) => [
      part!,
      way!,
      thousands(Number(step)),
      Number(psnr).toFixed(2),
      signed(i === 0 ? undefined : Number(psnr) - Number(ends[0]!['psnr'])),
    ]),
  );
}

const yes = (value: boolean) => (value ? 'yes' : 'no');

function formatsTable(): string {
  const rows = writableFormats.map((format) => {
    const { label, extensions, sixteenBit, alpha, gray, maxSide, metadata } = formatFacts[format];
    return [label, extensions.join(', '), yes(sixteenBit), yes(alpha), yes(gray), metadata.join(', ') || 'nothing', thousands(maxSide)];
  });
  return table(['format', 'extensions', '16 bit', 'alpha', 'gray', 'kept beside the pixels', 'longest side'], rows);
}

async function networksTable(): Promise<string> {
  const { networks } = await readManifest();
  const protocol = 'paper-y';
  const sets = [...new Set(networks.flatMap(({ scores }) => Object.keys(scores[protocol] ?? {})))];
  const rows = networks.map(({ name, scale, parameters, scores }) => [
    `${name} ×${scale}`,
    thousands(parameters),
    ...sets.map((set) => {
      const { psnr, ssim } = scores[protocol]?.[set] ?? {};
      return psnr === undefined || ssim === undefined ? '' : `${psnr.toFixed(2)} / ${ssim.toFixed(4)}`;
    }),
  ]);
  return `PSNR in dB / SSIM by the protocol \`${protocol}\`:\n\n${table(['network', 'parameters', ...sets], rows)}`;
}

/** One row for each kind of operator: what flows through it, and what through its gradient. */
function operatorsTable(): string {
  const kinds = new Map<string, string[]>();
  for (const [name, rule] of Object.entries(rules)) {
    const kind = [yes(rule !== null), yes(rule !== null && secondOrder(name))].join();
    kinds.set(kind, [...(kinds.get(kind) ?? []), `\`${name}\``]);
  }
  const rows = [...kinds].sort(([a], [b]) => (a < b ? 1 : -1)).map(([kind, names]) => [names.join(' '), ...kind.split(',')]);
  return table(['operators', 'gradient', 'second order'], rows);
}

function importRow([folder, may]: readonly [string, readonly string[]]): string[] {
  return [`\`${folder}/\``, may.join(', ') || 'nothing'];
}

function optionsTable(what: string, registry: Readonly<Record<string, { readonly name: string; readonly config: unknown }>>): string {
  const options = (config: unknown) => rowsOf(config as Schema, '', new Map()).map((r) => `\`${r.key}\` (${r.value}; ${r.otherwise})`);
  return table(
    [what, 'options'],
    Object.values(registry).map(({ name, config }) => [`\`${name}\``, options(config).join(', ') || 'none']),
  );
}

function setsTable(): string {
  const rows = pictureSets.map(({ name, aliases, use, count, identity, source, licence }) => [
    `\`${[name, ...aliases].join('`, `')}\``,
    use,
    String(count),
    identityText[identity],
    typeof source === 'string' ? 'by hand' : `[${source.address.split('/').at(-1)}](${source.address})`,
    licence,
  ]);
  return table(['set', 'for', 'pictures', 'checked', 'from', 'licence'], rows);
}

function routeTable(): string {
  return table(
    ['route', 'what it does'],
    routes.map(({ method, path, summary }) => [`\`${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}\``, summary]),
  );
}

/** What a request may say. */
function fieldTable(name: string): string {
  const fields: Options = name === 'upscale' ? upscaleFields : measureOptions;
  const rows = Object.entries(fields).map(([key, option]) => {
    const {
      type,
      enum: words,
      exclusiveMinimum,
      minimum,
      maximum,
    } = optionSchema(option) as Readonly<Record<string, string | number | string[]>>;
    const value = Array.isArray(words)
      ? words.map((word) => `\`${word}\``).join(', ')
      : { integer: 'whole number', boolean: '`true`, `false`', string: 'text' }[String(type)];
    const bounds = [
      exclusiveMinimum === undefined ? (minimum === undefined ? '' : `from ${minimum}`) : `above ${exclusiveMinimum}`,
      maximum === undefined ? '' : `to ${maximum}`,
    ];
    return [`\`${key}\``, [value ?? 'number', ...bounds].filter(Boolean).join(' '), option.summary];
  });
  return table(['option', 'value', 'meaning'], rows);
}

function stepsTable(): string {
  const kinds = [...Object.entries(stepDefs).map(([kind, { config }]) => [kind, config] as const), ...Object.entries(groupConfigs)];
  const options = (config: unknown) => rowsOf(config as Schema, '', new Map()).filter(({ key }) => key !== 'kind');
  return table(
    ['kind', 'keys'],
    kinds.map(([kind, config]) => [
      `\`${kind}\``,
      options(config)
        .map((r) => `\`${r.key}\` (${r.value}; ${r.otherwise})`)
        .join(', '),
    ]),
  );
}

function keyTable(rows: readonly Row[]): string {
  return table(
    ['key', 'value', 'when left out', 'meaning'],
    rows.map((r) => [`\`${r.key}\``, r.value, r.otherwise, r.meaning]),
  );
}
