/** Opinion scores as a table and as CSV. */
import { textTable } from '../table.ts';
import type { MosReport } from './report.ts';

const minus = (text: string) => text.replace('-', '−');
const number = (value: number, digits: number) => (Number.isFinite(value) ? minus(value.toFixed(digits)) : '–');

export function scoreText({ mode, raters, answers, methods, correlations }: MosReport): string {
  const paired = mode === 'paired';
  const head = paired ? ['method', 'strength', '± 95 %', 'won', 'of'] : ['method', 'MOS', '± 95 %', 'ratings'];
  const rows = methods.map(({ method, score, margin, n, won }) => [
    method,
    number(score, 3),
    margin === undefined ? '–' : number(margin, 3),
    ...(paired ? [String(won)] : []),
    String(n),
  ]);
  const lines = [
    `${raters} ${raters === 1 ? 'rater' : 'raters'}, ${answers} ${paired ? 'comparisons' : 'ratings'}`,
    '',
    ...textTable([head, ...rows]),
  ];
  if (correlations.length > 0) {
    const cells = correlations.map((c) => [
      c.metric,
      number(c.pearson, 4),
      number(c.spearman, 4),
      number(c.kendall, 4),
      `${c.n} ${c.over}`,
    ]);
    lines.push('', ...textTable([['metric', 'Pearson', 'Spearman', 'Kendall', 'over'], ...cells], { left: [0, 4] }));
  }
  return `${lines.join('\n')}\n`;
}

/** Of a scale of five one row per method and picture, after one per method with an empty picture; of pairs the methods. */
export function scoreCsv({ mode, methods, pictures }: MosReport): string {
  const head = mode === 'paired' ? ['method', 'strength', 'margin', 'won', 'n'] : ['method', 'picture', 'mos', 'margin', 'n'];
  const rows =
    mode === 'paired'
      ? methods.map(({ method, score, margin, won, n }) => [method, score, margin, won, n])
      : [...methods.map((score) => ({ ...score, picture: '' })), ...pictures].map((row) => [
          row.method,
          row.picture,
          row.score,
          row.margin,
          row.n,
        ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
