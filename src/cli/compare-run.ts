/** The work of `subpixel compare`: one picture through several methods, onto a contact sheet and a page. */
import { basename, dirname, extname, join } from 'node:path';
import { decode, writeFileAtomic } from '../codecs/node.ts';
import { namesFor } from '../common/metric-names.ts';
import { measurePictures } from '../common/metrics-measure.ts';
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { evaluateImage, type Scores } from '../evaluate/evaluate.ts';
import { assertInside, hasAlpha, type Image, type Rect } from '../image/image.ts';
import { cropImage, withoutAlpha } from '../image/planes.ts';
import { imresizeImage } from '../image/resize.ts';
import { metrics } from '../metrics/index.ts';
import { cutHr, describeMeasuring, describeProtocol, type MeasureTools, type Protocol, protocols } from '../metrics/protocol.ts';
import { scaledSize } from '../scale.ts';
import { sameSize } from '../upscale/plan.ts';
import { type UpscaleResult, upscaleImage } from '../upscale/upscale.ts';
import type { Context } from './command.ts';
import type { CompareOptions } from './commands/compare.ts';
import { comparePicture, detailedCrop, eightBit } from './compare.ts';
import { renderComparePage } from './compare-page.ts';
import { shown } from './eval-text.ts';
import { metricTools } from './metric-files.ts';
import { type OpenedNetworks, openNetworks } from './networks.ts';
import { originalsOf, prepareOutput } from './outputs.ts';
import { createProgress, formatDuration, type Progress } from './progress.ts';
import { textTable } from './table.ts';

/** One way of enlarging the picture, or the original. */
export interface ComparedPicture {
  readonly label: string;
  readonly image: Image;
  /** Absent for the original. */
  readonly seconds?: number;
  readonly device?: string;
  readonly scores: Scores;
}

/** What was made of the picture. */
interface Comparison {
  readonly scale: number;
  /** The methods, then the original. */
  readonly pictures: readonly ComparedPicture[];
  readonly lr: { readonly width: number; readonly height: number };
  readonly protocolText?: string | undefined;
  readonly notes: readonly string[];
}

/** Enlargement when nothing says one. */
const defaultScale = 4;
const original = 'original';

/** The exit code. Throws ConfigError before any work for options that do not go together. */
export async function runCompare(options: CompareOptions, path: string, context: Context): Promise<number> {
  const names = wantedMetrics(options);
  const tools = await metricTools(options.file, names);
  const crop = options.crop === undefined ? undefined : rectOf(options.crop);
  const progress = createProgress(context.stderr, { silent: options.quiet || options.json });
  const sets: OpenedNetworks[] = [];
  try {
    for (const name of options.model.length > 0 ? new Set(options.model) : [undefined, 'bicubic'])
      sets.push(await openNetworks({ name, device: options.device, threads: options.threads }));
    const decoded = await decode(path);
    const image = withoutAlpha(decoded.image);
    const hr = options.hr === undefined ? undefined : withoutAlpha((await decode(options.hr)).image);
    const scale = options.scale ?? (hr ? scaleBetween(image, hr, path, options.hr!) : ownScale(sets));
    const size = options.fromHr ? cutHr(image, scale, protocols[options.protocol]) : scaledSize(image, scale);
    if (crop) assertInside(crop, size, '--crop');
    const files = await prepareFiles(path, scale, options);
    const job: Job = { path, image, scale, sets, names, tools, options, signal: context.signal, progress };
    const made = options.fromHr ? await fromOriginal(job) : await fromLr(job, hr && cutTo(hr, size, scale, options.hr!));
    progress.clear();
    const notes = [...decoded.notices, ...(hasAlpha(decoded.image) ? ['Transparency is left out'] : []), ...made.notes];
    const part = crop ?? partOf(made.pictures.at(-1)!.image);
    await writeFiles(files, { ...made, notes }, { path, names, crop: part });
    print(files, { ...made, notes }, { names, crop: part }, options, context);
    return 0;
  } finally {
    progress.clear();
    await Promise.all(sets.map((networks) => networks.dispose()));
  }
}

interface Job {
  readonly path: string;
  /** Without alpha. */
  readonly image: Image;
  readonly scale: number;
  readonly sets: readonly OpenedNetworks[];
  readonly names: readonly string[];
  readonly tools: MeasureTools;
  readonly options: CompareOptions;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

function wantedMetrics({ metric, hr, fromHr }: CompareOptions): readonly string[] {
  if (hr !== undefined && fromHr) throw new ConfigError('Expected only one of --hr and --from-hr but received both');
  const measured = hr !== undefined || fromHr;
  if (metric === undefined && !measured) return [];
  return namesFor(metric, measured);
}

function rectOf(text: string): Rect {
  const numbers = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || numbers.some(Number.isNaN) || !width || !height)
    throw new ConfigError(expected('x,y,width,height in whole pixels', '--crop', text));
  return { x: x!, y: y!, width, height };
}

function ownScale(sets: readonly OpenedNetworks[]): number {
  return sets.find(({ file }) => file !== undefined)?.scales[0] ?? defaultScale;
}

/** Methods of one name are called by their paths. */
function labelOf({ name, file }: OpenedNetworks, sets: readonly OpenedNetworks[]): string {
  return file !== undefined && sets.filter((other) => other.name === name).length > 1 ? file : name;
}

/** LR is made of the picture by the protocol, which measures too. */
async function fromOriginal({ path, image, scale, sets, names, tools, options, signal, progress }: Job): Promise<Comparison> {
  const protocol: Protocol = protocols[options.protocol];
  const results = await evaluateImage(image, sets, {
    ...{ scale, protocol, metrics: names, tools, signal },
    onProgress: (fraction) => progress.update(fraction, 1, path),
  });
  const hr = cutHr(image, scale, protocol);
  const methods = results.map(({ image: made, scores, device, milliseconds }, i) => {
    return { label: labelOf(sets[i]!, sets), image: made, scores, device, seconds: milliseconds / 1000 };
  });
  return {
    scale,
    pictures: [...methods, { label: original, image: hr, scores: await ownScores(hr, names, tools, protocol, scale) }],
    lr: scaledSize(hr, 1 / scale),
    protocolText: describeProtocol(protocol, scale),
    notes: [...new Set(results.flatMap((result) => result.notes))],
  };
}

/** The picture is LR. */
async function fromLr(
  { path, image, scale, sets, names, tools, options, signal, progress }: Job,
  hr: Image | undefined,
): Promise<Comparison> {
  const protocol: Protocol = protocols[options.protocol];
  const pictures: ComparedPicture[] = [];
  const notes = new Set<string>();
  for (const [i, networks] of sets.entries()) {
    signal.throwIfAborted();
    const label = labelOf(networks, sets);
    const result = await enlarged(image, networks, scale, signal, (fraction) =>
      progress.update(i + fraction, sets.length, `${label} ${path}`),
    );
    for (const note of result.notes) notes.add(`${label}: ${note}`);
    const setting = { metrics: names, protocol, scale, files: tools.files };
    const { scores } =
      names.length === 0
        ? { scores: {} }
        : await measurePictures({ sr: label, hr: options.hr }, { sr: result.image, hr }, setting, tools.engine);
    pictures.push({ label, image: result.image, scores, device: result.device, seconds: result.seconds });
  }
  if (hr) pictures.push({ label: original, image: hr, scores: await ownScores(hr, names, tools, protocol, scale) });
  const protocolText = names.length === 0 ? undefined : describeMeasuring(protocol, scale);
  return { scale, pictures, lr: image, protocolText, notes: [...notes] };
}

/** Classical methods round after each pass, as `eval` and papers have them. */
async function enlarged(
  image: Image,
  networks: OpenedNetworks,
  scale: number,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<Pick<UpscaleResult, 'image' | 'device' | 'seconds' | 'notes'>> {
  if (networks.kernel === undefined)
    return upscaleImage(image, networks, { scale, signal, onProgress: ({ done, total }) => onProgress(done / total) });
  const start = performance.now();
  const made = imresizeImage(image, scaledSize(image, scale), { kernel: networks.kernel });
  return { image: made, device: 'cpu', seconds: (performance.now() - start) / 1000, notes: [] };
}

/** The original has scores of the metrics that need none to compare with. */
async function ownScores(
  hr: Image,
  names: readonly string[],
  { files, engine }: MeasureTools,
  protocol: Protocol,
  scale: number,
): Promise<Scores> {
  const alone = names.filter((name) => metrics[name]!.reference === 'none');
  if (alone.length === 0) return {};
  return (await measurePictures({ sr: original }, { sr: hr }, { metrics: alone, protocol, scale, files }, engine)).scores;
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}×${height}`;
}

/** The whole number of times that `hr` is as large, up to what a cut to a multiple leaves over. */
function scaleBetween(lr: Image, hr: Image, path: string, hrPath: string): number {
  const scale = Math.floor(Math.min(hr.width / lr.width, hr.height / lr.height));
  const over = [hr.width - lr.width * scale, hr.height - lr.height * scale];
  if (scale >= 1 && over.every((pixels) => pixels < scale)) return scale;
  throw new ConfigError(
    `Expected --scale beside --hr because ${hrPath} (${sizeOf(hr)}) is no whole number of times as large as ${path} (${sizeOf(lr)}) but received none`,
  );
}

function cutTo(hr: Image, size: { readonly width: number; readonly height: number }, scale: number, path: string): Image {
  const over = [hr.width - size.width, hr.height - size.height];
  if (!over.every((pixels) => pixels >= 0 && pixels < Math.max(1, scale))) {
    const more = scale > 1 ? `, or less than ${scale} pixels more,` : '';
    throw new ShapeError(expected(`${sizeOf(size)}${more}`, path, sizeOf(hr)));
  }
  return sameSize(hr, size) ? hr : cropImage(hr, { x: 0, y: 0, width: size.width, height: size.height });
}

interface Files {
  readonly page: string;
  readonly sheet: string;
}

/** Throws CodecError when they are there and may not be replaced. */
async function prepareFiles(path: string, scale: number, { output, hr, overwrite }: CompareOptions): Promise<Files> {
  const stem = join(output ?? dirname(path), `${basename(path, extname(path))}_x${scale}_compare`);
  const files = { page: `${stem}.html`, sheet: `${stem}.png` };
  const originals = await originalsOf([{ path }, ...(hr === undefined ? [] : [{ path: hr }])]);
  for (const file of [files.page, files.sheet]) await prepareOutput(file, originals, { overwrite, resume: false });
  return files;
}

/** Width of the part that is enlarged, where none is asked for. */
const cropWidth = 160;

function partOf(image: Image): Rect {
  const width = Math.min(image.width, cropWidth);
  return detailedCrop(eightBit(image), width, Math.min(image.height, Math.round(width * 0.75)));
}

interface Shown {
  readonly names: readonly string[];
  readonly crop: Rect;
}

async function writeFiles(
  { page, sheet }: Files,
  made: Comparison,
  { path, names, crop }: Shown & { readonly path: string },
): Promise<void> {
  const panels = made.pictures.map(({ label, image, scores }) => {
    const texts = names.slice(0, 2).flatMap((name) => (scores[name] === undefined ? [] : [scoreText(name, scores[name])]));
    return { label: [label, ...texts].join(', '), image };
  });
  await writeFileAtomic(sheet, await comparePicture(panels, { crop }));
  const hasOriginal = made.pictures.at(-1)!.seconds === undefined;
  const html = await renderComparePage({ ...made, title: `${basename(path)} ×${made.scale}`, metrics: names, crop, hasOriginal });
  await writeFileAtomic(page, html);
}

/** `36.93 dB`, `0.9556` */
function scoreText(name: string, value: number): string {
  const { unit } = metrics[name]!;
  return `${shown(value, unit === 'dB' ? 2 : 4)} ${unit}`.trim();
}

function print(
  { page, sheet }: Files,
  made: Comparison,
  { names, crop }: Shown,
  { json, quiet }: CompareOptions,
  { stdout }: Context,
): void {
  const { scale, lr, pictures, protocolText, notes } = made;
  const { width, height } = pictures[0]!.image;
  if (json) {
    const results = pictures.map(({ label, scores, device, seconds }) => ({ method: label, device, seconds, ...scores }));
    const sizes = { inWidth: lr.width, inHeight: lr.height, width, height };
    stdout.write(`${JSON.stringify({ page, sheet, scale, ...sizes, crop, protocolText, results, notes })}\n`);
    return;
  }
  if (quiet) return;
  const head = ['method', ...names.map((name) => metrics[name]!.title), 'time'];
  const rows = pictures.map(({ label, scores, seconds }) => [
    label,
    ...names.map((name) => (scores[name] === undefined ? '' : scoreText(name, scores[name]))),
    seconds === undefined ? '' : formatDuration(seconds),
  ]);
  const lines = [`${sizeOf(lr)} to ${width}×${height}`, '', ...textTable([head, ...rows]), '', ...notes, page, sheet];
  stdout.write(`${lines.join('\n')}\n`);
}
