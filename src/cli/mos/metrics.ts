/** A CSV of metric scores as `subpixel mos score --metrics` reads it: a method, maybe a picture, and columns of numbers. */
import { basename, dirname } from 'node:path';
import { ConfigError, expected } from '../../errors.ts';
import { parseCsv } from '../csv.ts';
import { pictureOf } from './study.ts';

export interface MetricTable {
  readonly names: readonly string[];
  /** Whether the rows say which picture they are of. */
  readonly pictures: boolean;
  readonly rows: readonly { readonly method: string; readonly picture: string | undefined; readonly values: ReadonlyMap<string, number> }[];
}

const methodColumns = ['method', 'model'];
/** The column of `subpixel metrics --csv` that holds the path of a picture, in the folder of its method. */
const pathColumn = 'sr';
const pictureColumns = ['picture', 'image'];
/** Columns of our CSV files that hold numbers but no scores of the method. */
const noMetrics = ['scale', 'width', 'height'];

/** Throws ConfigError, naming the file, for one without a column of methods or without numbers. */
export function readMetrics(text: string, file: string): MetricTable {
  const [head = [], ...rows] = parseCsv(`${text.trimEnd()}\n`);
  const path = head.indexOf(pathColumn);
  const method = path < 0 ? head.findIndex((name) => methodColumns.includes(name)) : path;
  const picture = path < 0 ? head.findIndex((name) => pictureColumns.includes(name)) : path;
  if (method < 0) throw new ConfigError(expected('a column method, model or sr', file, head.join(', ')));
  const numbers = head.flatMap((name, i) => {
    const numeric = rows.some((row) => row[i] !== undefined && row[i] !== '') && rows.every((row) => !Number.isNaN(Number(row[i] ?? '')));
    return i !== method && i !== picture && numeric && !noMetrics.includes(name) && !name.startsWith('bicubic_') ? [i] : [];
  });
  if (numbers.length === 0) throw new ConfigError(expected('a column of numbers', file, head.join(', ')));
  return {
    names: numbers.map((i) => head[i]!),
    pictures: picture >= 0,
    rows: rows.map((row) => ({
      method: path < 0 ? row[method]! : basename(dirname(row[path]!)),
      picture: picture < 0 ? undefined : pictureOf(row[picture]!),
      values: new Map(numbers.flatMap((i) => (row[i] === undefined || row[i] === '' ? [] : [[head[i]!, Number(row[i])]]))),
    })),
  };
}

/** All rows; pictures only where every table has them. */
export function joinTables(tables: readonly MetricTable[]): MetricTable {
  return {
    names: [...new Set(tables.flatMap(({ names }) => names))],
    pictures: tables.every(({ pictures }) => pictures),
    rows: tables.flatMap(({ rows }) => rows),
  };
}

/** The mean of a metric over the rows of a method, or of one picture of it; undefined when there is none. */
export function metricMeans({ rows }: MetricTable, metric: string, method: string, picture?: string): number | undefined {
  const values = rows
    .filter((row) => row.method === method && (picture === undefined || row.picture === picture))
    .flatMap((row) => row.values.get(metric) ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
