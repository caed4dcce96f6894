/** What the commands that make smaller pictures share: files in, files out, a line for each. */
import { type Decoded, decode, encodeToFile, type Format, formatOf } from '../codecs/node.ts';
import { lossless } from '../common/upscale-options.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { modcrop } from '../image/planes.ts';
import { fractionOf } from '../scale.ts';
import { createPrinter } from './batch-print.ts';
import { runBatch } from './batch-run.ts';
import type { Context } from './command.ts';
import { findInputs } from './inputs.ts';
import type { lrOptions, OptionValues } from './options.ts';
import type { Job } from './outputs.ts';
import { formatDuration } from './progress.ts';

export type LrOptions = OptionValues<typeof lrOptions>;

export interface Lr {
  readonly image: Image;
  /** How it was made, in words and for the line of JSON. */
  readonly how: string;
  readonly facts: object;
  /** What the user should know. */
  readonly notes: readonly string[];
}

export interface LrBatch {
  /** Goes after the name of a result that lies next to its original. */
  readonly suffix: string;
  /** `made smaller` */
  readonly verb: string;
  make(image: Image, job: Job): Lr | Promise<Lr>;
}

/** `_d2`, `_d4_bsrgan`, `_w800`, `_800x600`, `_max2000` */
const earlier = /^(.+)_(?:d[\d.]+(?:_.+)?|w\d+|h\d+|\d+x\d+|max\d+)$/;

/** The exit code. Throws ConfigError before any work for options that do not go together. */
export async function makeLrFiles(
  patterns: readonly string[],
  options: LrOptions,
  { suffix, verb, make }: LrBatch,
  context: Context,
): Promise<number> {
  const { output, format: asked, quality, resume, overwrite, recursive, maxPixels } = options;
  if (resume && overwrite) throw new ConfigError('Expected only one of --resume and --overwrite but received both');
  if (quality !== undefined && lossless.has(asked ?? (output === undefined ? 'png' : (formatOf(output) ?? 'png'))))
    throw new ConfigError('Expected jpg, webp or avif beside --quality but results are written without loss');
  const format: Format | undefined = asked === undefined ? undefined : formatOf(asked);
  return runBatch(await findInputs(patterns, { recursive }), {
    names: { output, format, fallback: 'png', suffix, earlier },
    options,
    verb,
    context,
    print: createPrinter(context, { ...options, toStream: false }),
    async make(job) {
      const start = performance.now();
      const input = job.input.path;
      const decoded = await decode(input, { maxPixels });
      const lr = await make(decoded.image, job);
      const written = await encodeToFile(job.output, lr.image, { format: job.format, quality, metadata: decoded.metadata });
      return describe(job, decoded, lr, written.notices, (performance.now() - start) / 1000);
    },
  });
}

function describe({ input: { path: input }, output }: Job, decoded: Decoded, lr: Lr, written: readonly string[], seconds: number) {
  const { image, how, facts } = lr;
  const { width, height } = image;
  const { width: inWidth, height: inHeight } = decoded.image;
  const notes = [...decoded.notices, ...lr.notes, ...written];
  const size = { inWidth, inHeight, width, height };
  return {
    record: { input, output, ...size, ...facts, seconds: Number(seconds.toPrecision(4)), notes },
    words: [`${input} → ${output}`, `${width}×${height}`, how, formatDuration(seconds), ...notes].join(' · '),
  };
}

/** The picture cut for a scale, and the words about what was cut. Throws ShapeError where nothing would be left. */
export function cutForScale(image: Image, scale: number, path: string): { readonly hr: Image; readonly notes: readonly string[] } {
  const [unit] = fractionOf(scale);
  const sizeOf = ({ width, height }: Image) => `${width}×${height}`;
  if (image.width < unit || image.height < unit)
    throw new ShapeError(`Expected at least ${unit}×${unit} pixels for scale ${scale} but ${path} has ${sizeOf(image)}`);
  const hr = modcrop(image, scale);
  return { hr, notes: hr === image ? [] : [`${sizeOf(image)} cut to ${sizeOf(hr)}, a multiple of ${unit}`] };
}
