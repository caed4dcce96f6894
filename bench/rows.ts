/** What a bench makes: rows of named values, as a table for people and as CSV for the record. */
import { csvLine } from '../src/cli/csv.ts';
import { textTable } from '../src/cli/table.ts';

/** Numbers carry their unit in the name; undefined is an empty cell. */
export type Cells = Readonly<Record<string, string | number | undefined>>;

export interface Row {
  /** What was measured, on what. */
  readonly measured: Cells;
  /** What only the record says: versions, settings. */
  readonly about: Cells;
}

export interface BenchOptions {
  readonly quick: boolean;
  /** Tells progress, and why a row is missing. */
  readonly say: (line: string) => void;
}

/** All rows have the same names in the same order. */
export type Bench = (options: BenchOptions) => Promise<readonly Row[]>;

export function tableOf(rows: readonly Cells[]): string {
  const names = Object.keys(rows[0]!);
  const texts = names.filter((name) => rows.some((row) => typeof row[name] === 'string'));
  const cells = rows.map((row) => names.map((name) => String(row[name] ?? '–')));
  return textTable([names, ...cells], { left: texts.map((name) => names.indexOf(name)) }).join('\n');
}

export function csvOf(rows: readonly Cells[]): string {
  const names = Object.keys(rows[0]!);
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((cells) => `${csvLine(cells)}\n`).join('');
}

/** Four digits that count: more would pretend a precision that a timing does not have. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
