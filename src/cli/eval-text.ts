/** What `subpixel eval` prints and writes: the table for people, the JSON object and CSV rows for programs. */
import type { Scores } from '../evaluate/evaluate.ts';
import { metrics } from '../metrics/index.ts';
import { describeProtocol, type Protocol } from '../metrics/protocol.ts';
import { csvLine } from './csv.ts';
import { grouped, textTable } from './table.ts';

/** Scores of one method, and of bicubic where the method is another. */
export interface Compared {
  readonly scores: Scores;
  readonly bicubic?: Scores | undefined;
}

/** Sizes are those of the file, in pixels. */
export interface ScoredPicture extends Compared {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface EvalReport {
  readonly model: string;
  readonly scale: number;
  readonly device: string;
  /** Last part of the folder's path. */
  readonly dataset: string;
  readonly protocol: Protocol;
  readonly protocolText: string;
  readonly metrics: readonly string[];
  readonly images: readonly ScoredPicture[];
  readonly failed: readonly { readonly name: string; readonly error: string }[];
  /** Over `images`; absent when there are none. */
  readonly mean?: Compared;
}

/** One line of JSON, in which every metric has a key of its own beside name and size. */
export function evalJson(report: EvalReport): string {
  const flat = <T extends Compared>({ scores, ...rest }: T) => ({ ...rest, ...scores });
  return JSON.stringify({ ...report, images: report.images.map(flat), ...(report.mean && { mean: flat(report.mean) }) });
}

/** The table with the mean below, then the protocol in full. */
export function evalTable({ model, scale, dataset, metrics: names, images, failed, mean, protocol }: EvalReport): string {
  const count = `${grouped(images.length)} picture${images.length === 1 ? '' : 's'}`;
  const lost = failed.length === 0 ? '' : `, ${failed.length} could not be measured`;
  const title = `${model} ×${scale} on ${dataset}: ${count}${lost}`;
  const compares = mean?.bicubic !== undefined;
  const cells = (scores: Compared) => names.flatMap((name) => metricCells(scores, name, compares));
  const head = ['picture', 'size', ...names.flatMap((name) => [heading(name), ...(compares ? ['bicubic', 'gain'] : [])])];
  const rows = images.map((image) => [image.name, `${image.width}×${image.height}`, ...cells(image)]);
  const lines = mean ? textTable([head, ...rows, ['mean', '', ...cells(mean)]]) : [];
  const rule = '─'.repeat(Math.max(0, ...lines.map((line) => line.length)));
  if (mean) lines.splice(-1, 0, rule);
  return [title, '', ...lines, '', `Protocol ${describeProtocol(protocol, scale)}`, ''].join('\n');
}

function heading(name: string): string {
  return `${name.toUpperCase()} ${metrics[name]!.unit}`.trim();
}

function metricCells({ scores, bicubic }: Compared, name: string, compares: boolean): string[] {
  const digits = metrics[name]!.unit === 'dB' ? 3 : 4;
  const value = scores[name]!;
  if (!compares) return [shown(value, digits)];
  const base = bicubic![name]!;
  const gain = value - base;
  return [shown(value, digits), shown(base, digits), Number.isNaN(gain) ? '–' : `${gain < 0 ? '' : '+'}${shown(gain, digits)}`];
}

/** With ∞ for what is infinite. */
export function shown(value: number, digits: number): string {
  if (Number.isFinite(value)) return value.toFixed(digits).replace('-', '−');
  return value > 0 ? '∞' : '−∞';
}

/** Header and one row per picture; bicubic's columns are empty where the method is bicubic. */
export function evalCsv(reports: readonly EvalReport[]): string {
  const names = reports[0]!.metrics;
  const head = ['model', 'scale', 'dataset', 'image', 'width', 'height', 'protocol', ...names, ...names.map((name) => `bicubic_${name}`)];
  const rows = reports.flatMap(({ model, scale, dataset, protocol, images }) =>
    images.map((image) => [
      ...[model, scale, dataset, image.name, image.width, image.height, protocol.name],
      ...names.map((name) => image.scores[name]),
      ...names.map((name) => image.bicubic?.[name]),
    ]),
  );
  return [head, ...rows].map((row) => `${csvLine(row)}\n`).join('');
}
