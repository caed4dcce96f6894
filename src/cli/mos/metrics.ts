/** A CSV of metric scores as `subpixel mos score --metrics` reads it: a method, maybe a picture, and columns of numbers. */
import { ConfigError, expected } from '../../errors.ts';
import { pictureOf } from './study.ts';

export interface MetricTable {
  readonly names: readonly string[];
  /** Whether the rows say which picture they are of. */
  readonly pictures: boolean;
  readonly rows: readonly { readonly method: string; readonly picture: string | undefined; readonly values: ReadonlyMap<string, number> }[];
}

const methodColumns = ['method', 'model'];
const pictureColumns = ['picture', 'image'];
/** Columns of `subpixel eval --csv` that hold numbers but no scores of the method. */
const noMetrics = ['scale', 'width', 'height'];

/** Throws ConfigError, naming the file, for one without a column of methods or without numbers. */
export function readMetrics(text: string, file: string): MetricTable {
  const [head = [], ...rows] = csvRows(text);
  const method = head.findIndex((name) => methodColumns.includes(name));
  const picture = head.findIndex((name) => pictureColumns.includes(name));
  if (method < 0) throw new ConfigError(expected('a column method or model', file, head.join(', ')));
  const numbers = head.flatMap((name, i) => {
    const numeric = rows.some((row) => row[i] !== undefined && row[i] !== '') && rows.every((row) => !Number.isNaN(Number(row[i] ?? '')));
    return i !== method && i !== picture && numeric && !noMetrics.includes(name) && !name.startsWith('bicubic_') ? [i] : [];
  });
  if (numbers.length === 0) throw new ConfigError(expected('a column of numbers', file, head.join(', ')));
  return {
    names: numbers.map((i) => head[i]!),
    pictures: picture >= 0,
    rows: rows.map((row) => ({
      method: row[method]!,
      picture: picture < 0 ? undefined : pictureOf(row[picture]!),
      values: new Map(numbers.flatMap((i) => (row[i] === undefined || row[i] === '' ? [] : [[head[i]!, Number(row[i])]]))),
    })),
  };
}

/** The mean of a metric over the rows of a method, or of one picture of it; undefined when there is none. */
export function metricMeans({ rows }: MetricTable, metric: string, method: string, picture?: string): number | undefined {
  const values = rows
    .filter((row) => row.method === method && (picture === undefined || row.picture === picture))
    .flatMap((row) => row.values.get(metric) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** RFC 4180: cells in quotes may hold commas, quotes and newlines. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of `${text.trimEnd()}\n`.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell !== ''));
}
