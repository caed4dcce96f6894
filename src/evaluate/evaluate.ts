/** Scores of upscaling methods on one HR picture: its LR picture is made by the protocol, each method enlarges it, the protocol measures. */

import { ConfigError, expected, ShapeError } from '../errors.ts';
import { grayToY, rgbToYCbCr, yCbCrToRgb, yToGray } from '../image/color.ts';
import type { Image, Planes } from '../image/image.ts';
import { toImage, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import { borderOf, hrUnit, type MeasureTools, makeLr, measure, type Protocol } from '../metrics/protocol.ts';
import { hasScale, scalesText } from '../models/model.ts';
import type { Device } from '../runtime/engine.ts';
import { fractionOf, scaledSize } from '../scale.ts';
import type { NetworkSet } from '../upscale/network.ts';
import { resampler } from '../upscale/resampler.ts';
import { upscaleImage, upscalePlanes } from '../upscale/upscale.ts';

export interface EvaluateOptions {
  /** A whole number, or a fraction with a denominator of at most 20; for networks one of their own scales. */
  readonly scale: number;
  readonly protocol: Protocol;
  readonly metrics: readonly string[];
  /** For metrics that need more than pictures. */
  readonly tools?: MeasureTools | undefined;
  /** Stops between two tiles; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The part of the methods' work that is done, up to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Metric → value. */
export type Scores = Readonly<Record<string, number>>;

export interface Evaluation {
  /** The result at the size of the HR picture as the protocol cuts it: as the method gives it, or its luma where the protocol makes LR in luma. */
  readonly image: Image;
  readonly scores: Scores;
  readonly device: Device;
  /** Time that the method took to enlarge LR; neither making LR nor measuring is in it. */
  readonly milliseconds: number;
  /** What happened on the way that the user should know. */
  readonly notes: readonly string[];
}

/**
 * One evaluation per method, in order. Integer LR pictures go through `upscaleImage`, so that the picture is measured which the user would get;
 * LR planes, which are luma or were never rounded, go through the network alone, as LR pictures do where SR is not rounded; gray ones to a luma
 * network that enlarges as `upscaleImage` gives them to it. Classical methods are MATLAB's imresize, rounded after each pass for integer pictures.
 *
 * `hr` is gray or RGB. Throws ConfigError for a scale that a network does not have and for an RGB network where LR is luma, ShapeError for
 * a picture that the border leaves nothing of.
 */
export async function evaluateImage(hr: Image, methods: readonly NetworkSet[], options: EvaluateOptions): Promise<Evaluation[]> {
  const { scale, protocol, metrics, tools, onProgress } = options;
  for (const method of methods) checkScale(method, scale);
  checkSize(hr, scale, protocol);
  const lr = makeLr(hr, scale, protocol);
  const results: Evaluation[] = [];
  for (const [i, method] of methods.entries()) {
    options.signal?.throwIfAborted();
    const start = performance.now();
    const { sr, ...rest } = await upscaled(lr, hr.channels === 1, method, options, (fraction) =>
      onProgress?.((i + fraction) / methods.length),
    );
    const milliseconds = performance.now() - start;
    const image = isImage(sr) ? sr : toImage(sr);
    results.push({ ...rest, image, milliseconds, scores: await measure(sr, hr, scale, protocol, metrics, tools) });
    onProgress?.((i + 1) / methods.length);
  }
  return results;
}

/** Milliseconds that bicubic takes to enlarge what the protocol makes of `hr`, to compare times with. */
export async function bicubicMilliseconds(hr: Image, options: EvaluateOptions): Promise<number> {
  const lr = makeLr(hr, options.scale, options.protocol);
  const start = performance.now();
  await upscaled(lr, hr.channels === 1, resampler('bicubic'), options, () => undefined);
  return performance.now() - start;
}

/** Throws ConfigError unless the method makes this very scale: a score of a resampled result would be none of the network. */
export function checkScale(networks: Pick<NetworkSet, 'name' | 'kernel' | 'scales' | 'scaleRange'>, scale: number): void {
  fractionOf(scale);
  if (networks.kernel !== undefined || hasScale(networks, scale)) return;
  throw new ConfigError(expected(scalesText(networks), `the scale of ${networks.name}, which is measured at its own scales only,`, scale));
}

/** The mean of each metric over several scores; of those that all have. */
export function meanScores(scores: readonly Scores[], metrics: readonly string[]): Scores {
  const mean = (name: string) => scores.reduce((sum, score) => sum + score[name]! / scores.length, 0);
  return Object.fromEntries(metrics.map((name) => [name, mean(name)]));
}

interface Upscaled extends Pick<Evaluation, 'device' | 'notes'> {
  /** A picture, or planes in 0–255. */
  readonly sr: Image | Planes;
}

/** `gray`: whether the HR picture is, so that one plane is no luma of colours. */
async function upscaled(
  lr: Image | Planes<Float64Array>,
  gray: boolean,
  method: NetworkSet,
  { scale, protocol, signal }: EvaluateOptions,
  onProgress: (fraction: number) => void,
): Promise<Upscaled> {
  if (isImage(lr) && protocol.roundSr) {
    if (method.kernel !== undefined) {
      const sr = imresizeImage(lr, scaledSize(lr, scale), { kernel: method.kernel });
      return { sr, device: 'cpu', notes: [] };
    }
    const { image, device, notes } = await upscaleImage(lr, method, {
      scale,
      signal,
      onProgress: ({ done, total }) => onProgress(done / total),
    });
    return { sr: image, device, notes };
  }
  const planes = isImage(lr) ? toPlanes64(lr) : lr;
  if (method.kernel !== undefined)
    return { sr: imresize(planes, scaledSize(planes, scale), { kernel: method.kernel }), device: 'cpu', notes: [] };
  const network = await method.load(scale);
  if (network.channels === 3 && protocol.lr.of === 'y')
    throw new ConfigError(`Expected a luma network for a protocol that makes LR in luma but ${method.name} takes RGB`);
  const run = async (given: Planes<Float64Array>) => {
    const unit = { ...given, data: Float32Array.from(given.data, (value) => value / 255) };
    const made = await upscalePlanes(unit, network, { signal });
    return { ...made, data: Float64Array.from(made.data, (value) => value * 255) };
  };
  const enlarge = async (): Promise<Planes<Float64Array>> => {
    if (network.channels !== planes.channels) return (network.channels === 1 ? inLuma(scale, run) : inRgb(run))(planes);
    return gray && network.channels === 1 && scale > 1 ? yToGray(await run(grayToY(planes))) : run(planes);
  };
  return { sr: await enlarge(), device: network.device, notes: [] };
}

type Enlarge = (planes: Planes<Float64Array>) => Promise<Planes<Float64Array>>;

/** RGB planes whose luma `run` enlarges and whose chroma bicubic does. */
function inLuma(scale: number, run: Enlarge): Enlarge {
  return async (rgb) => {
    const { width, height, data } = rgbToYCbCr(rgb);
    const luma = await run({ channels: 1, width, height, data: data.subarray(0, width * height) });
    const chroma = imresize({ channels: 2, width, height, data: data.subarray(width * height) }, scaledSize(rgb, scale));
    const joined = new Float64Array(3 * luma.data.length);
    joined.set(luma.data);
    joined.set(chroma.data, luma.data.length);
    return yCbCrToRgb({ channels: 3, width: luma.width, height: luma.height, data: joined });
  };
}

/** Gray three times, and the mean of what `run` makes of it. */
function inRgb(run: Enlarge): Enlarge {
  return async ({ width, height, data }) => {
    const n = width * height;
    const made = await run({ channels: 3, width, height, data: Float64Array.from({ length: 3 * n }, (_, i) => data[i % n]!) });
    const size = made.width * made.height;
    const mean = (i: number) => (made.data[i]! + made.data[size + i]! + made.data[2 * size + i]!) / 3;
    return { channels: 1, width: made.width, height: made.height, data: Float64Array.from({ length: size }, (_, i) => mean(i)) };
  };
}

function isImage(picture: Image | Planes): picture is Image {
  return picture.data instanceof Uint8Array || picture.data instanceof Uint16Array;
}

function checkSize(hr: Image, scale: number, protocol: Protocol): void {
  const border = borderOf(protocol, scale);
  const unit = hrUnit(scale, protocol);
  const least = Math.ceil((2 * border + 1) / unit) * unit;
  if (hr.width >= least && hr.height >= least) return;
  const why = `${border} pixels are left out at each edge`;
  throw new ShapeError(expected(`at least ${least}×${least} pixels (${why})`, 'the picture', `${hr.width}×${hr.height}`));
}
