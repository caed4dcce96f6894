/** The work of `subpixel report` for files of scores: reads them and the result pictures at hand, and writes the page. */
import { basename, join, resolve } from 'node:path';
import { decode, encode, writeFileAtomic } from '../codecs/node.ts';
import { ConfigError, expected } from '../errors.ts';
import type { Image, Rect } from '../image/image.ts';
import { cropImage, withoutAlpha } from '../image/planes.ts';
import { detailedCrop } from './compare.ts';
import { type Field, type FieldGroup, fieldOf } from './field.ts';
import { cropKey, type FieldCrops, renderFieldReport } from './field-report.ts';
import { resultName } from './result-name.ts';
import { readScores } from './score-file.ts';

/** Side of the part of a picture that is shown. */
const cropSide = 72;
/** Pictures at each end of the list. */
const extremes = 10;

export interface FieldReportOptions {
  readonly output?: string | undefined;
  /** The folder that `subpixel eval --suite --save-images` filled. */
  readonly images?: string | undefined;
  /** The folder that the sets' folders of HR pictures lie in. */
  readonly data?: string | undefined;
}

/** Whether these are files of scores and no folders of runs. */
export function areScores(paths: readonly string[]): boolean {
  return paths.every((path) => path.toLowerCase().endsWith('.csv'));
}

/** Returns the page's path. Throws ConfigError for files that hold no scores. */
export async function writeFieldReport(paths: readonly string[], { output, images, data }: FieldReportOptions): Promise<string> {
  const rows = await readScores(paths);
  if (rows.length === 0) throw new ConfigError(expected('at least one row of scores', paths.join(', '), 'none'));
  const field = fieldOf(rows);
  if (field.metrics.length === 0) throw new ConfigError(expected('a column of a metric that is known', paths.join(', '), 'none'));
  const title = paths.map((path) => basename(resolve(path)).replace(/\.csv$/i, '')).join(', ');
  const page = output ?? paths[0]!.replace(/\.csv$/i, '.html');
  const crops = images === undefined ? {} : await cropsOf(field, images, data);
  await writeFileAtomic(page, renderFieldReport({ title, field, crops }));
  return page;
}

/** Of each group's best network and bicubic, which the page begins with, at the pictures that it lists. */
async function cropsOf({ groups, metrics }: Field, images: string, data: string | undefined): Promise<FieldCrops> {
  const crops: Record<string, string> = {};
  for (const [i, group] of groups.entries()) {
    const labels = group.means.map(({ method }) => method.label);
    const first = group.means.find(({ method }) => !method.classical)?.method.label ?? labels[0]!;
    const second = labels.includes('bicubic') ? 'bicubic' : labels.at(-1)!;
    const names = [...new Set(group.pictures.map(({ picture }) => picture))];
    for (const picture of listed(group, first, second, metrics[0]!)) {
      const pictures = await opened(group, picture, names, [first, second], images, data);
      const [whole] = pictures.values();
      if (!whole) continue;
      const place = placeOf(whole);
      for (const [method, image] of pictures) crops[cropKey(i, picture, method)] = await part(image, place);
    }
  }
  return crops;
}

/** The pictures that gain the most and the least. */
function listed({ pictures }: FieldGroup, first: string, second: string, metric: string): string[] {
  const value = (picture: string, model: string) => pictures.find((r) => r.picture === picture && r.model === model)?.scores[metric];
  const gains = [...new Set(pictures.map(({ picture }) => picture))].flatMap((picture) => {
    const [a, b] = [value(picture, first), value(picture, second)];
    return a === undefined || b === undefined ? [] : [{ picture, gain: a - b }];
  });
  const sorted = gains.sort((a, b) => b.gain - a.gain).map(({ picture }) => picture);
  return sorted.length <= 2 * extremes ? sorted : [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
}

/** What is at hand of HR and the results, by method. */
async function opened(
  { protocol, set, scale }: FieldGroup,
  picture: string,
  names: readonly string[],
  methods: readonly string[],
  images: string,
  data: string | undefined,
): Promise<Map<string, Image>> {
  const places = methods.map((method) => [method, join(images, protocol, set, resultName(picture, names, scale, method))] as const);
  const all = [...(data === undefined ? [] : [['HR', join(data, set, picture)] as const]), ...places];
  const found = new Map<string, Image>();
  for (const [method, path] of all) {
    const image = await decode(path).catch(() => undefined);
    if (image) found.set(method, withoutAlpha(image.image));
  }
  return found;
}

function placeOf(image: Image): Rect {
  return detailedCrop(image, Math.min(cropSide, image.width), Math.min(cropSide, image.height));
}

/** Results are cut at the right and bottom to a multiple of the scale; the part is moved inside. */
async function part(image: Image, { x, y, width, height }: Rect): Promise<string> {
  const rect = { x: Math.max(0, Math.min(x, image.width - width)), y: Math.max(0, Math.min(y, image.height - height)), width, height };
  return Buffer.from((await encode(cropImage(image, rect), 'png')).bytes).toString('base64');
}
