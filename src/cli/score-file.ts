/** The file of scores that suites fill and reports read: one CSV row for each picture and what measured it, or for the mean of a set. */
import { appendFile, readFile } from 'node:fs/promises';
import { writeError, writeFileAtomic } from '../codecs/node.ts';
import { ConfigError, expected } from '../errors.ts';
import type { Scores } from '../evaluate/evaluate.ts';
import { csvLine, parseCsv } from './csv.ts';
import { groupBy } from './group-by.ts';

export interface ScoreRow {
  /** Day, as 2026-11-25. */
  readonly date: string;
  readonly model: string;
  /** SHA-256 of the .onnx file; empty for a classical method, which `engine` says all of. */
  readonly modelHash: string;
  readonly scale: number;
  readonly set: string;
  /** SHA-256 of the lines `sha256  name`, each ended by a newline, of all pictures of the set in order. */
  readonly dataHash: string;
  readonly protocol: string;
  /** Name and version. */
  readonly engine: string;
  readonly device: string;
  /** Name of the file; empty in a row of means. */
  readonly picture: string;
  /** 1, or how many a mean is over. */
  readonly pictures: number;
  /** Of the HR picture, in pixels; empty in a row of means. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** To enlarge one picture; in a row of means the median. */
  readonly milliseconds: number;
  /** That time by bicubic's on the same picture, measured right after; in a row of means the median. */
  readonly timesBicubic?: number | undefined;
  readonly scores: Scores;
}

const texts = ['date', 'model', 'modelHash', 'set', 'dataHash', 'protocol', 'engine', 'device', 'picture'] as const;
const numbers = ['scale', 'pictures', 'width', 'height', 'milliseconds', 'timesBicubic'] as const;
const columns = [
  ...['date', 'model', 'modelHash', 'scale', 'set', 'dataHash', 'protocol', 'engine', 'device', 'picture', 'pictures'],
  ...['width', 'height', 'milliseconds', 'timesBicubic'],
] as const as readonly ((typeof texts)[number] | (typeof numbers)[number])[];

/** What makes two rows measure the same. */
export function keyOf(row: Omit<ScoreRow, 'scores' | 'milliseconds' | 'timesBicubic' | 'date' | 'device' | 'engine' | 'pictures'>): string {
  const { model, modelHash, scale, set, dataHash, protocol, picture } = row;
  return JSON.stringify([model, modelHash, scale, set, dataHash, protocol, picture]);
}

/** All rows; of those that measure the same, the last value of each score counts. Throws ConfigError for a file that is none of these. */
export async function readScores(paths: readonly string[]): Promise<ScoreRow[]> {
  const files = await Promise.all(paths.map(async (path) => rowsOf(await textOf(path), path)));
  return merged(files.flatMap(({ rows }) => rows));
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a file of scores in ${path} but it cannot be read (${cause.code})`, { cause });
  });
}

function rowsOf(text: string, path: string): { readonly metrics: readonly string[]; readonly rows: ScoreRow[] } {
  const [head = [], ...lines] = parseCsv(text);
  const missing = columns.find((name) => !head.includes(name));
  if (missing !== undefined)
    throw new ConfigError(expected(`the column ${missing}, which subpixel eval --suite writes,`, path, head.slice(0, 8).join(',')));
  const metrics = head.filter((name) => !(columns as readonly string[]).includes(name));
  const rows = lines.flatMap((cells) => {
    if (cells.length !== head.length) return [];
    const cell = (name: string) => cells[head.indexOf(name)]!;
    const value = (name: string) => (cell(name) === '' ? undefined : Number(cell(name)));
    const scores = metrics.flatMap((name) => (cell(name) === '' ? [] : [[name, Number(cell(name))] as const]));
    const facts = [...texts.map((name) => [name, cell(name)] as const), ...numbers.map((name) => [name, value(name)] as const)];
    return [{ ...Object.fromEntries(facts), scores: Object.fromEntries(scores) } as unknown as ScoreRow];
  });
  return { metrics, rows };
}

function merged(rows: readonly ScoreRow[]): ScoreRow[] {
  return [...groupBy(rows, keyOf).values()].map((same) => ({
    ...same.at(-1)!,
    scores: Object.assign({}, ...same.map(({ scores }) => scores)) as Scores,
  }));
}

function lineOf(row: ScoreRow, metrics: readonly string[]): string {
  return csvLine([...columns.map((name) => row[name]), ...metrics.map((name) => row.scores[name])]);
}

/** Writes the file whole. */
export async function writeScores(path: string, rows: readonly ScoreRow[], metrics: readonly string[]): Promise<void> {
  const lines = [csvLine([...columns, ...metrics]), ...rows.map((row) => lineOf(row, metrics))];
  await writeFileAtomic(path, lines.map((line) => `${line}\n`).join(''));
}

export interface ScoreFile {
  /** What it held when it was opened. */
  readonly rows: readonly ScoreRow[];
  /** Adds a row; the file holds it whole or not at all. */
  append(row: ScoreRow): Promise<void>;
}

/** The file with a column for each metric; one that is there is kept, without a last line that was cut short. */
export async function openScores(path: string, metrics: readonly string[]): Promise<ScoreFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw writeError(path, error);
  });
  const before = text === '' ? { metrics: [], rows: [] } : rowsOf(text, path);
  const names = [...new Set([...before.metrics, ...metrics])];
  if (!text.endsWith('\n') || names.length > before.metrics.length) await writeScores(path, before.rows, names);
  return {
    rows: merged(before.rows),
    async append(row) {
      await appendFile(path, `${lineOf(row, names)}\n`).catch((cause: unknown) => {
        throw writeError(path, cause);
      });
    },
  };
}

/** One row of means for each model, set, scale and protocol, in the order of the rows; scores that not all pictures have are left out. */
export function meansOf(rows: readonly ScoreRow[]): ScoreRow[] {
  const pictures = rows.filter(({ picture }) => picture !== '');
  const groups = groupBy(pictures, (row) => keyOf({ ...row, picture: '' }));
  const given = rows.filter((row) => row.picture === '' && !groups.has(keyOf(row)));
  return [...given, ...[...groups.values()].map(meanRow)];
}

function meanRow(rows: readonly ScoreRow[]): ScoreRow {
  const mean = (value: (row: ScoreRow) => number) => rows.reduce((sum, row) => sum + value(row) / rows.length, 0);
  const names = Object.keys(rows[0]!.scores).filter((name) => rows.every(({ scores }) => scores[name] !== undefined));
  const each = (value: (row: ScoreRow) => string) => [...new Set(rows.map(value))].sort();
  const ratios = rows.flatMap(({ timesBicubic }) => timesBicubic ?? []);
  const { width, height, timesBicubic, ...last } = rows.at(-1)!;
  return {
    ...last,
    date: each(({ date }) => date).at(-1)!,
    engine: each(({ engine }) => engine).join(' and '),
    device: each(({ device }) => device).join(' and '),
    picture: '',
    pictures: rows.length,
    milliseconds: median(rows.map(({ milliseconds }) => milliseconds)),
    ...(ratios.length === 0 ? {} : { timesBicubic: median(ratios) }),
    scores: Object.fromEntries(names.map((name) => [name, mean(({ scores }) => scores[name]!)])),
  };
}

/** Other work of the machine makes some times long, none short; the median does not see a few of them. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
