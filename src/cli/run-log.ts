/** The log of a training run: a CSV file, one row after the other. */
import { appendFile, readFile } from 'node:fs/promises';
import { writeError, writeFileAtomic } from '../codecs/node.ts';
import type { LogRow } from '../train/trainer.ts';

const columns = ['step', 'loss', 'psnr', 'learningRate', 'patchesPerSecond', 'seconds', 'ssim', 'gradientNorm'] as const;

/** Columns that may be empty in a row. */
const optional: ReadonlySet<string> = new Set(['psnr', 'ssim', 'gradientNorm'] satisfies (typeof columns)[number][]);

/** A new log with the rows of the old one up to `step`: those after it will be written again. */
export async function startLog(path: string, step: number): Promise<void> {
  const kept = (await readLog(path)).filter((row) => row.step <= step);
  await writeFileAtomic(path, [columns.join(','), ...kept.map(csvLine), ''].join('\n'));
}

/** Throws CodecError naming the file when the disk is full. */
export async function appendLog(path: string, row: LogRow): Promise<void> {
  await appendFile(path, `${csvLine(row)}\n`).catch((cause: unknown) => {
    throw writeError(path, cause);
  });
}

function csvLine(row: LogRow): string {
  return columns.map((name) => row[name] ?? '').join(',');
}

/** The rows of a log, whatever columns it has; empty when there is none. A last line that was cut short is left out. */
export async function readLog(path: string): Promise<LogRow[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const [head = '', ...lines] = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const names = head.split(',');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    if (cells.length !== names.length) return [];
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] === '' ? undefined : Number(cells[i])]));
    return columns.every((name) => optional.has(name) || Number.isFinite(row[name])) ? [row as unknown as LogRow] : [];
  });
}
