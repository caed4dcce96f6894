/** What `subpixel task` prints and writes of a detector: the tables for people, the CSV rows for programs. */
import type { CategoryScores } from '../../evaluate/task/detection-scores.ts';
import type { BoxForm, BoxUnit } from '../../evaluate/task/detector.ts';
import type { Protocol } from '../../metrics/protocol.ts';
import { csvLine } from '../csv.ts';
import { grouped, textTable } from '../table.ts';
import { titleOf } from './classify-text.ts';

/** Sizes are those of the file, in pixels. */
export interface DetectedScene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Without crowds. */
  readonly objects: number;
  /** Of each method: its detections of all scores, and the objects that one of them has with an intersection over union of 0.5. */
  readonly methods: Readonly<Record<string, { readonly detections: number; readonly found: number }>>;
}

export interface MethodDetections extends Omit<CategoryScores, 'category'> {
  readonly method: string;
  readonly detections: number;
  readonly categories: readonly (CategoryScores & { readonly name: string })[];
}

export interface DetectReport {
  readonly network: string;
  readonly scale: number;
  readonly dataset: string;
  readonly protocol: Protocol;
  readonly protocolText: string;
  readonly preparationText: string;
  readonly boxes: { readonly form: BoxForm; readonly unit: BoxUnit };
  /** None where no picture with objects could be measured. */
  readonly methods: readonly MethodDetections[];
  readonly images: readonly DetectedScene[];
  readonly failed: readonly { readonly name: string; readonly error: string }[];
}

export function detectTable(report: DetectReport): string {
  const { methods, images, boxes } = report;
  const percent = (value: number) => (100 * value).toFixed(1);
  const found = (method: string) => images.reduce((sum, image) => sum + image.methods[method]!.found, 0);
  const rows = methods.map(({ method, ap, ap50, ap75, detections }) => [
    method,
    ...[ap, ap50, ap75].map(percent),
    grouped(found(method)),
    grouped(detections),
  ]);
  const objects = methods[0]?.objects ?? 0;
  const categories = methods[0]?.categories ?? [];
  const classes = categories.map(({ name, objects: count }, i) => [
    name,
    grouped(count),
    ...methods.map((method) => percent(method.categories[i]!.ap)),
  ]);
  const tables = [
    ...textTable([['method', 'AP', 'AP50', 'AP75', 'found', 'detections'], ...rows]),
    '',
    ...textTable([['AP of', 'objects', ...methods.map(({ method }) => method)], ...classes]),
    '',
  ];
  return [
    `${titleOf(report)}${methods.length > 0 ? ` with ${grouped(objects)} object${objects === 1 ? '' : 's'} of ${grouped(categories.length)} categories` : ''}`,
    '',
    ...(methods.length > 0 ? tables : []),
    `Pictures for ${report.network}: ${report.preparationText}; boxes are ${boxes.form} in ${boxes.unit}`,
    `Protocol ${report.protocolText}`,
    '',
  ].join('\n');
}

/** Header and one row per picture and method. */
export function detectCsv({ network, scale, dataset, protocol, images }: DetectReport): string {
  const head = ['network', 'scale', 'dataset', 'protocol', 'image', 'objects', 'method', 'detections', 'found'];
  const rows = images.flatMap(({ name, objects, methods }) =>
    Object.entries(methods).map(([method, { detections, found }]) => [
      network,
      scale,
      dataset,
      protocol.name,
      name,
      objects,
      method,
      detections,
      found,
    ]),
  );
  return [head, ...rows].map((row) => `${csvLine(row)}\n`).join('');
}
