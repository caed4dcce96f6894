/** The work of one request: bytes in, bytes out, within its limits. */
import { decode, encode, type Format, formatFor, formatOf, type PictureHeader } from '../codecs/node.ts';
import { planPasses } from '../upscale/plan.ts';
import { type Progress, upscaleImage } from '../upscale/upscale.ts';
import type { Networks } from './networks.ts';
import { Problem } from './problem.ts';
import type { UpscaleRequest } from './request-options.ts';
import type { Settings } from './settings.ts';

/** What `GET /v1/jobs/:id` tells of a result. */
export interface ResultFacts {
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly model: string;
  readonly passes: readonly string[];
  readonly seconds: number;
  readonly notes: readonly string[];
}

export interface Enlarged {
  readonly bytes: Uint8Array;
  readonly facts: ResultFacts;
}

export interface EnlargeOptions {
  readonly networks: Networks;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Throws ConfigError for a network or size that cannot be, and a problem for a result of too many pixels. */
export function checkRequest(
  header: PictureHeader,
  request: UpscaleRequest,
  { networks, settings }: Pick<EnlargeOptions, 'networks' | 'settings'>,
): void {
  const { width, height } = planPasses(header, request, networks.named(request.model)).target;
  const most = settings.limits.outputPixels;
  if (width * height > most)
    throw new Problem(
      413,
      'too-many-pixels',
      `Expected at most ${most} pixels for the result but received ${width}×${height} = ${width * height}`,
    );
}

/** Throws the errors of decode, upscaleImage and encode, the signal's reason, and a problem when the time is over. */
export async function enlarge(bytes: Uint8Array, request: UpscaleRequest, options: EnlargeOptions): Promise<Enlarged> {
  const { networks, settings, onProgress } = options;
  const start = performance.now();
  const clock = AbortSignal.timeout(Math.ceil(settings.jobs.seconds * 1000));
  const signal = AbortSignal.any([options.signal, clock]);
  try {
    const decoded = await decode(bytes, { maxPixels: settings.limits.pixels });
    const { scale, width, height, maxSide, tile, selfEnsemble } = request;
    const made = await upscaleImage(decoded.image, networks.named(request.model), {
      ...{ scale, width, height, maxSide, tile, selfEnsemble, signal, onProgress },
      maxOutputPixels: settings.limits.outputPixels,
    });
    const format = request.format === undefined ? formatFor(decoded.format) : formatOf(request.format)!;
    const written = await encode(made.image, format, { quality: request.quality, metadata: decoded.metadata });
    signal.throwIfAborted();
    const facts = {
      format,
      width: made.image.width,
      height: made.image.height,
      bytes: written.bytes.length,
      model: made.model,
      passes: made.passes,
      seconds: Number(((performance.now() - start) / 1000).toPrecision(4)),
      notes: [...decoded.notices, ...made.notes, ...written.notices],
    };
    return { bytes: written.bytes, facts };
  } catch (error) {
    if (clock.aborted && !options.signal.aborted)
      throw new Problem(503, 'took-too-long', `Expected at most ${settings.jobs.seconds} s of work for the picture but it took longer`, {
        cause: error,
      });
    throw error;
  }
}
