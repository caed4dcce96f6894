/** What `subpixel task` prints and writes of a classifier: the tables for people, the JSON object and CSV rows for programs. */

import type { Proportion } from '../../evaluate/statistics/wilson.ts';
import type { AccuracyComparison, MethodAccuracy } from '../../evaluate/task/accuracy.ts';
import type { Prediction, ScoreKind } from '../../evaluate/task/class-scores.ts';
import type { Preparation } from '../../evaluate/task/prepare.ts';
import type { Protocol } from '../../metrics/protocol.ts';
import { csvLine } from '../csv.ts';
import { grouped, textTable } from '../table.ts';

/** Sizes are those of the file, in pixels. */
export interface ClassifiedPicture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly label: number;
  /** By method. */
  readonly predictions: Readonly<Record<string, Prediction>>;
}

export interface ClassifyReport {
  readonly network: string;
  readonly scale: number;
  readonly dataset: string;
  readonly classes: number;
  readonly protocol: Protocol;
  readonly protocolText: string;
  readonly preparation: Preparation;
  readonly preparationText: string;
  readonly scores: ScoreKind;
  /** None where no picture could be measured. */
  readonly methods: readonly MethodAccuracy[];
  readonly comparisons: readonly AccuracyComparison[];
  readonly images: readonly ClassifiedPicture[];
  readonly failed: readonly { readonly name: string; readonly error: string }[];
  readonly notes: readonly string[];
}

export function classifyJson(report: ClassifyReport): string {
  return JSON.stringify(report);
}

export function classifyTable(report: ClassifyReport): string {
  const { methods, comparisons } = report;
  const five = methods.some(({ top5 }) => top5);
  const head = ['method', 'top-1', '95 %', ...(five ? ['top-5', '95 %'] : []), 'as HR', '95 %', 'p(true)'];
  const rows = methods.map(({ method, top1, top5, agreement, probability }) => [
    method,
    ...[top1, ...(top5 ? [top5] : []), agreement].flatMap(proportionCells),
    probability.toFixed(4),
  ]);
  const pairs = comparisons.map(({ first, second, onlyFirst, onlySecond, p }) => [
    `${first}, ${second}`,
    String(onlyFirst),
    String(onlySecond),
    pText(p),
  ]);
  const tables = [
    ...textTable([head, ...rows]),
    '',
    ...textTable([['right of two', 'only first', 'only second', "McNemar's p"], ...pairs]),
  ];
  const what = `${report.scores}${report.scores === 'logits' ? ', softmax applied' : ''}`;
  return [
    `${titleOf(report)}${methods.length > 0 ? ` of ${grouped(report.classes)} classes` : ''}`,
    '',
    ...(methods.length > 0 ? [...tables, ''] : []),
    `Pictures for ${report.network}: ${report.preparationText}; scores are ${what}`,
    `Protocol ${report.protocolText}`,
    '',
  ].join('\n');
}

/** `classifier.onnx on holidays ×4: 24 pictures, 1 could not be measured` */
export function titleOf({
  network,
  dataset,
  scale,
  images,
  failed,
}: Pick<ClassifyReport, 'network' | 'dataset' | 'scale' | 'failed'> & { readonly images: readonly unknown[] }): string {
  const lost = failed.length === 0 ? '' : ` (${grouped(failed.length)} could not be measured)`;
  return `${network} on ${dataset} ×${scale}: ${grouped(images.length)} picture${images.length === 1 ? '' : 's'}${lost}`;
}

/** In percent. */
function proportionCells({ rate, low, high }: Proportion): string[] {
  const percent = (value: number) => (100 * value).toFixed(1);
  return [`${percent(rate)} %`, `${percent(low)}–${percent(high)}`];
}

function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

/** Header and one row per picture and method. */
export function classifyCsv({ network, scale, dataset, protocol, images }: ClassifyReport, classes: readonly string[] | undefined): string {
  const head = [
    'network',
    'scale',
    'dataset',
    'protocol',
    'image',
    'label',
    'method',
    'predicted',
    'rank',
    'p_true',
    ...(classes ? ['label_name', 'predicted_name'] : []),
  ];
  const rows = images.flatMap(({ name, label, predictions }) =>
    Object.entries(predictions).map(([method, { predicted, rank, probability }]) => [
      ...[network, scale, dataset, protocol.name, name, label, method, predicted, rank, probability],
      ...(classes ? [classes[label], classes[predicted]] : []),
    ]),
  );
  return [head, ...rows].map((row) => `${csvLine(row)}\n`).join('');
}
