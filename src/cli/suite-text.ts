/** What a suite prints at its end: means, for people and for programs. */
import { metrics } from '../metrics/index.ts';
import { shown } from './eval-text.ts';
import { groupBy } from './group-by.ts';
import type { ScoreRow } from './score-file.ts';
import { textTable } from './table.ts';

/** One JSON object per model, set, scale and protocol and line, with a key for each metric. */
export function suiteJson(means: readonly ScoreRow[]): string {
  const lines = means.map(({ scores, picture, width, height, ...mean }) => JSON.stringify({ ...mean, ...scores }));
  return lines.map((line) => `${line}\n`).join('');
}

/** A table for each protocol: methods down, sets and metrics across. */
export function suiteTable(means: readonly ScoreRow[], names: readonly string[]): string {
  const tables = [...groupBy(means, ({ protocol }) => protocol)].map(([protocol, rows]) => {
    const sets = [...new Set(rows.map(({ set }) => set))];
    const head = ['', ...sets.flatMap((set) => names.map((name) => `${set} ${metrics[name]!.title}`))];
    const methods = [...groupBy(rows, ({ model, scale }) => `${model} ×${scale}`)].map(([method, its]) => [
      method,
      ...sets.flatMap((set) => names.map((name) => cell(its.find((row) => row.set === set)?.scores[name], name))),
    ]);
    return [`Means by the protocol ${protocol}`, '', ...textTable([head, ...methods]), ''].join('\n');
  });
  return `${tables.join('\n')}${tables.length === 0 ? 'Nothing could be measured.\n' : ''}`;
}

function cell(value: number | undefined, name: string): string {
  return value === undefined ? '–' : shown(value, metrics[name]!.unit === 'dB' ? 3 : 4);
}
