/** Tables of protocols, metrics, suites and the benchmark, for the documents. */

import type { FieldMean } from '../src/cli/field.ts';
import { fieldOf } from '../src/cli/field.ts';
import { groupBy } from '../src/cli/group-by.ts';
import { readScores } from '../src/cli/score-file.ts';
import { magnitude } from '../src/cli/table.ts';
import { metrics } from '../src/metrics/index.ts';
import type { MetricDef } from '../src/metrics/metric.ts';
import { type Protocol, protocols, settingsTexts } from '../src/metrics/protocol.ts';
import { table, thousands } from './markdown.ts';

export function protocolTable(): string {
  const head = ['protocol', 'measured on', 'LR', 'HR cut to a multiple of', 'border left out', 'of'];
  return table(head, Object.values(protocols).map(protocolRow));
}

function protocolRow(protocol: Protocol): string[] {
  const { name, source, colorSpace, roundY, lr, cropBorder, hrMultiple } = protocol;
  const rounding = { 'each-pass': 'rounded after each pass', once: 'rounded once', none: 'not rounded' }[lr.rounding];
  const made = [
    `${lr.kernel} of ${lr.of === 'y' ? 'Y' : 'RGB'}`,
    ...(lr.antialias ? [] : ['not antialiased']),
    ...(lr.border === 'symmetric' ? ['mirrored at the edge'] : []),
    rounding,
  ];
  const { timesScale, plus } = cropBorder;
  const border = [...(timesScale > 0 ? [timesScale === 1 ? 'scale' : `${timesScale} · scale`] : []), ...(plus > 0 ? [String(plus)] : [])];
  return [
    `\`${name}\``,
    [colorSpace === 'rgb' ? 'RGB' : roundY ? 'Y, rounded' : 'Y', ...settingsTexts(protocol)].join('; '),
    made.join(', '),
    hrMultiple === undefined ? 'the scale' : `${hrMultiple} and the scale`,
    border.join(' + ') || 'none',
    source,
  ];
}

/** Of the metrics with a reference, `hr`, or without, `none`. */
export function metricTable(reference: string): string {
  const head = ['metric', 'title', 'range', 'better', 'measured on', 'least size', 'source', 'files'];
  const chosen = Object.values(metrics).filter((metric) => metric.reference === reference);
  return table(head, chosen.map(metricRow));
}

function metricRow({ name, title, unit, range, better, color, leastSize, source, files = {} }: MetricDef): string[] {
  const needed = Object.entries(files).map(([file, { optional }]) => `\`${file}\`${optional ? ', where given' : ''}`);
  return [
    `\`${name}\``,
    title,
    unit === '' ? range : `${range} ${unit}`,
    better,
    color === 'rgb' ? 'RGB' : 'the colour of the protocol',
    leastSize === 1 ? '' : `${leastSize}×${leastSize}`,
    source,
    needed.join(', '),
  ];
}

/** What metrics take from files. */
export function metricFileTable(): string {
  const rows = Object.values(metrics).flatMap(({ name, files = {} }) =>
    Object.entries(files).map(([file, { what, where, optional }]) => [`\`${name}.${file}\``, what, optional ? 'no' : 'yes', where]),
  );
  return table(['file', 'what it holds', 'needed', 'where it is published'], rows);
}

/** One table per scale. */
export async function benchmarkTables(file: string): Promise<string> {
  const { groups, metrics: names } = fieldOf(await readScores([`results/${file}`]));
  const tables = [...groupBy(groups, ({ protocol, scale }) => JSON.stringify([scale, protocol])).values()].map((its) => {
    const { scale, protocol } = its[0]!;
    const sets = [...new Set(its.map(({ set }) => set))];
    const head = [
      'method',
      'parameters',
      'multiply-adds',
      'time',
      ...sets.flatMap((set) => names.map((name) => `${set} ${metrics[name]!.title}`)),
    ];
    const methods = groupBy(
      its.flatMap(({ means }) => means),
      ({ method }) => method.label,
    );
    return `### ×${scale}, \`${protocol}\`\n\n${table(
      head,
      [...methods.values()].map((means) => methodRow(means, sets, names)),
    )}`;
  });
  return tables.join('\n\n');
}

function methodRow(means: readonly FieldMean[], sets: readonly string[], names: readonly string[]): string[] {
  const { label, parameters, multiplyAdds } = means[0]!.method;
  const pictures = means.reduce((sum, mean) => sum + mean.pictures, 0);
  const time = means.reduce((sum, { timesBicubic = Number.NaN, pictures: n }) => sum + (timesBicubic * n) / pictures, 0);
  return [
    `\`${label}\``,
    parameters === undefined ? '' : thousands(parameters),
    multiplyAdds === undefined ? '' : magnitude(multiplyAdds),
    Number.isNaN(time) ? '' : time.toPrecision(2),
    ...sets.flatMap((set) =>
      names.map((name) =>
        scoreText(
          means.find((mean) => mean.set === set),
          name,
        ),
      ),
    ),
  ];
}

function scoreText(mean: FieldMean | undefined, name: string): string {
  const value = mean?.scores[name];
  if (value === undefined) return '';
  const digits = metrics[name]!.unit === 'dB' ? 2 : 4;
  const published = name === 'psnr' || name === 'ssim' ? mean!.published?.[name] : undefined;
  if (published === undefined) return value.toFixed(digits);
  const difference = (value - published).toFixed(digits);
  const sign = Number(difference) > 0 ? '+' : '';
  return `${value.toFixed(digits)}<br>${published.toFixed(digits)} ${Number(difference) === 0 ? '±0' : `${sign}${difference.replace('-', '−')}`}`;
}
