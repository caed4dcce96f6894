/** What `subpixel metrics` prints and writes: the table for people, the JSON objects and CSV rows for programs. */
import { basename } from 'node:path';
import type { Scores } from '../evaluate/evaluate.ts';
import { metrics } from '../metrics/index.ts';
import { describeMeasuring, type Protocol } from '../metrics/protocol.ts';
import { csvLine } from './csv.ts';
import { shown } from './eval-text.ts';
import { grouped, textTable } from './table.ts';

export interface MeasuredPicture {
  /** Paths. */
  readonly sr: string;
  readonly hr?: string | undefined;
  readonly width: number;
  readonly height: number;
  readonly protocol: Protocol;
  readonly scores: Scores;
}

export interface MetricsReport {
  /** What was asked for, such as `results against Set14`. */
  readonly title: string;
  readonly metrics: readonly string[];
  readonly scale: number;
  readonly images: readonly MeasuredPicture[];
  /** Pictures that could not be measured. */
  readonly failed: number;
}

/** One line of JSON, in which every metric has a key of its own. */
export function pictureJson({ scores, ...rest }: MeasuredPicture, scale: number): string {
  return JSON.stringify({ ...rest, protocolText: describeMeasuring(rest.protocol, scale), ...scores });
}

/** The table, with the mean of several pictures below, then every protocol that was used in full. */
export function metricsTable({ title, metrics: names, scale, images, failed }: MetricsReport): string {
  const lost = failed === 0 ? '' : `, ${grouped(failed)} could not be measured`;
  const head = `${title}: ${grouped(images.length)} picture${images.length === 1 ? '' : 's'}${lost}`;
  const cells = (scores: Scores) => names.map((name) => shown(scores[name]!, metrics[name]!.unit === 'dB' ? 3 : 4));
  const rows = images.map(({ sr, width, height, scores }) => [basename(sr), `${width}×${height}`, ...cells(scores)]);
  const mean = images.length > 1 ? [['mean', '', ...cells(meanOf(images, names))]] : [];
  const lines = images.length > 0 ? textTable([['picture', 'size', ...names.map(heading)], ...rows, ...mean]) : [];
  if (mean.length > 0) lines.splice(-1, 0, '─'.repeat(Math.max(...lines.map((line) => line.length))));
  const texts = new Set(images.map(({ protocol }) => describeMeasuring(protocol, scale)));
  return [head, '', ...lines, '', ...[...texts].map((text) => `Protocol ${text}`), ''].join('\n');
}

/** `NIQE ↓` where lower is better. */
function heading(name: string): string {
  const { title, unit, better } = metrics[name]!;
  return [title, unit, better === 'lower' ? '↓' : ''].filter((part) => part !== '').join(' ');
}

function meanOf(images: readonly MeasuredPicture[], names: readonly string[]): Scores {
  const mean = (name: string) => images.reduce((sum, { scores }) => sum + scores[name]! / images.length, 0);
  return Object.fromEntries(names.map((name) => [name, mean(name)]));
}

/** Header and one row per picture. */
export function metricsCsv(images: readonly MeasuredPicture[], names: readonly string[]): string {
  const rows = images.map(({ sr, hr, width, height, protocol, scores }) => [
    ...[sr, hr, width, height, protocol.name],
    ...names.map((name) => scores[name]),
  ]);
  return [['sr', 'hr', 'width', 'height', 'protocol', ...names], ...rows].map((row) => `${csvLine(row)}\n`).join('');
}
