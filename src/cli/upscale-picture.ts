/** One picture of `subpixel upscale`: read, enlarge, write, and what came of it. */
import { basename, dirname, extname, join } from 'node:path';
import { type Decoded, decode, encode, encodeToFile, type Format, formatFor, writeFileAtomic } from '../codecs/node.ts';
import type { Image } from '../image/image.ts';
import { resampler } from '../upscale/resampler.ts';
import { type UpscaleOptions, type UpscaleResult, upscaleImage } from '../upscale/upscale.ts';
import type { Output } from './command.ts';
import { comparePicture } from './compare.ts';
import type { OpenedNetworks } from './networks.ts';
import { formatDuration } from './progress.ts';

/** Where a picture comes from and goes to. */
export interface Task {
  /** What messages call it. */
  readonly input: string;
  /** A path, or the bytes of standard input. */
  readonly source: string | Uint8Array;
  /** A path, or the stream of standard output. */
  readonly output: string | Output;
  /** The picture's own when left out. */
  readonly format?: Format | undefined;
}

/** What is the same for all pictures of a run. */
export interface Settings {
  readonly networks: OpenedNetworks;
  readonly size: Pick<UpscaleOptions, 'scale' | 'width' | 'height' | 'maxSide'>;
  readonly tile: number;
  readonly selfEnsemble: boolean;
  readonly quality: number | undefined;
  readonly maxPixels: number;
  readonly compare: boolean;
  readonly signal: AbortSignal;
}

/** The line of `--json`. */
export interface Made {
  readonly input: string;
  readonly output: string;
  readonly inWidth: number;
  readonly inHeight: number;
  readonly width: number;
  readonly height: number;
  readonly model: string;
  readonly device: string;
  readonly passes: readonly string[];
  /** Side in pixels of the network's input; 0 when the picture was worked whole. */
  readonly tile: number;
  /** From reading to written, without the comparison picture. */
  readonly seconds: number;
  /** Of the result, per second. */
  readonly megapixelsPerSecond: number;
  readonly notes: readonly string[];
}

/** Throws the errors of decode, upscaleImage and encode; nothing is left at the output then. */
export async function upscalePicture(task: Task, settings: Settings, onProgress: (done: number, total: number) => void): Promise<Made> {
  const start = performance.now();
  const decoded = await decode(task.source, { maxPixels: settings.maxPixels, name: task.input });
  const { size, tile, selfEnsemble, signal, networks } = settings;
  const result = await upscaleImage(decoded.image, networks, {
    ...size,
    tile,
    selfEnsemble,
    signal,
    onProgress: ({ done, total }) => onProgress(done, total),
  });
  const written = await write(task, decoded, result.image, settings.quality);
  const seconds = (performance.now() - start) / 1000;
  const { width, height } = result.image;
  if (settings.compare && typeof task.output === 'string') await writeComparison(task.output, decoded.image, result);
  return {
    input: task.input,
    output: typeof task.output === 'string' ? task.output : '-',
    inWidth: decoded.image.width,
    inHeight: decoded.image.height,
    width,
    height,
    model: result.model,
    device: result.device,
    passes: result.passes,
    tile: result.tile,
    seconds: rounded(seconds),
    megapixelsPerSecond: rounded((width * height) / 1e6 / seconds),
    notes: [...decoded.notices, ...result.notes, ...written],
  };
}

/** The notices of the encoder. */
async function write(task: Task, decoded: Decoded, image: Image, quality: number | undefined): Promise<readonly string[]> {
  const format = task.format ?? formatFor(decoded.format);
  const options = { quality, metadata: decoded.metadata };
  if (typeof task.output === 'string') return (await encodeToFile(task.output, image, { ...options, format })).notices;
  const { bytes, notices } = await encode(image, format, options);
  task.output.write(bytes);
  return notices;
}

/** `a_x4.jpg` → `a_x4_compare.png` */
export function comparisonPath(output: string): string {
  return join(dirname(output), `${basename(output, extname(output))}_compare.png`);
}

async function writeComparison(output: string, input: Image, { image, model, passes }: UpscaleResult): Promise<void> {
  const { width, height } = image;
  const bicubic = await upscaleImage(input, resampler('bicubic'), { width, height });
  const picture = await comparePicture([
    { label: `bicubic, ${width}×${height}`, image: bicubic.image },
    { label: `${model}${passes.length > 1 ? `, ${passes.length} passes` : ''}, ${width}×${height}`, image },
  ]);
  await writeFileAtomic(comparisonPath(output), picture);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** `a.jpg → a_x8.jpg · 3840×2560 · espcn ×4, then espcn ×2 · cpu · 1.24 s · Took the first of 3 frames` */
export function wordsOf({ input, output, width, height, passes, device, seconds, notes }: Made): string {
  const place = output === '-' ? 'standard output' : output;
  return [
    `${input} → ${place}`,
    `${width}×${height}`,
    passes.map(withoutSizes).join(', then '),
    device,
    formatDuration(seconds),
    ...notes,
  ].join(' · ');
}

/** `espcn ×4, 480×320 to 1920×1280` → `espcn ×4`; the size of the result is said already. */
function withoutSizes(pass: string): string {
  return pass.replace(/(?:, \d+×\d+)? to \d+×\d+$/, '');
}
