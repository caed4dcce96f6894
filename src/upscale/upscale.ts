/** A picture in, a larger picture out: passes, tiles, colour, alpha, and a look at the result before anybody sees it. */

import { ConfigError, EngineError, expected } from '../errors.ts';
import { bleedColor } from '../image/alpha.ts';
import { hasAlpha, type Image, type Planes } from '../image/image.ts';
import type { Kernel } from '../image/resize.ts';
import type { Device } from '../runtime/engine.ts';
import { scaledSize } from '../scale.ts';
import { chain, networkRows, prepare, type RunOptions, type Stage, workOf } from './chain.ts';
import { OutputCheck } from './check.ts';
import type { Network, NetworkSet } from './network.ts';
import {
  alphaSource,
  chromaSource,
  colorSource,
  emptyLike,
  fillAlpha,
  grayAsRgbSource,
  grayOf,
  grayOfLuma,
  isOpaque,
  lumaSource,
  rgbOf,
  writeRows,
} from './picture.ts';
import { describePass, type Plan, planPasses, type SizeRequest } from './plan.ts';
import { planesSource, type RowSource, resampleSource } from './rows.ts';
import { checkTile, chooseTile } from './tile-size.ts';

export interface UpscaleOptions extends SizeRequest {
  /** Tile side in pixels of the network's input, at least 32; 0 or nothing: automatic. */
  readonly tile?: number | undefined;
  /** Mean over the 8 turns and mirrorings: slower, slightly better. Default false. */
  readonly selfEnsemble?: boolean | undefined;
  /** Stops between two tiles; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the work done so far and all of it; `done` never falls and ends at `total`. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Default 10⁹. */
  readonly maxOutputPixels?: number | undefined;
}

export interface Progress {
  /** In pixels that networks take in (or, without a network, pixels of the result). */
  readonly done: number;
  readonly total: number;
}

export interface UpscaleResult {
  /** With the channels and the depth of the input. */
  readonly image: Image;
  readonly model: string;
  /** What made the picture that is returned. */
  readonly device: Device;
  /** Each pass in words. */
  readonly passes: readonly string[];
  /** Tile side of the last network in pixels of its input; 0 where it ran on the whole picture or no network ran. */
  readonly tile: number;
  readonly overlap: number;
  readonly seconds: number;
  /** Megapixels of the result per second. */
  readonly megapixelsPerSecond: number;
  /** What the user should know: choices made, devices given up. */
  readonly notes: readonly string[];
}

const defaultMaxOutputPixels = 1e9;
/** Samples per plane of the strips in which the result is written. */
const stripSamples = 2 ** 20;

/**
 * Enlarges (or reduces) a picture. Luma networks make the luma and bicubic the chroma; gray stays gray; transparent pixels do not bleed into
 * visible ones. If a device other than the CPU fails or its result is no enlargement of the picture, the picture is made again on the CPU.
 *
 * Throws ConfigError for a wrong option, EngineError when no device makes a sound picture, and the signal's reason when aborted.
 */
export async function upscaleImage(image: Image, networks: NetworkSet, options: UpscaleOptions = {}): Promise<UpscaleResult> {
  const start = performance.now();
  options.signal?.throwIfAborted();
  checkTile(options.tile);
  const plan = planPasses(image, options, networks);
  checkOutputSize(plan, options.maxOutputPixels ?? defaultMaxOutputPixels);
  const opaque = isOpaque(image);
  const job: Job = {
    image: opaque ? image : bleedColor(image),
    opaque,
    plan,
    networks,
    options,
    progress: new ProgressReport(options.onProgress),
  };
  const notes = [...plan.notes];
  let stages = await prepare(plan.passes, networks, options.tile);
  let out: Image;
  try {
    out = await render(job, stages);
  } catch (error) {
    const used = deviceOf(stages);
    if (!(error instanceof EngineError) || used === 'cpu') throw error;
    notes.push(`made on the CPU, because ${used} failed: ${error.message}`);
    stages = await prepare(plan.passes, networks, options.tile, 'cpu');
    out = await render(job, stages);
  }
  job.progress.finish();
  for (const stage of stages) if (stage.kind === 'network' && stage.choice.note) notes.push(stage.choice.note);
  const last = stages.findLast((stage) => stage.kind === 'network');
  const seconds = (performance.now() - start) / 1000;
  return {
    image: out,
    model: networks.name,
    device: deviceOf(stages),
    passes: plan.passes.map((pass) => describePass(pass, networks.name)),
    tile: last?.choice.tile ?? 0,
    overlap: last?.choice.overlap ?? 0,
    seconds,
    megapixelsPerSecond: (out.width * out.height) / 1e6 / seconds,
    notes: [...new Set(notes)],
  };
}

/**
 * Float planes of 0–1 (the network's channels) through one network: (C, H·scale, W·scale), not clipped. For measuring quality. Networks that were
 * trained on luma of RGB want 16–235 of 255, of gray too (`grayToY`).
 */
export async function upscalePlanes(
  planes: Planes<Float32Array>,
  network: Network,
  { tile, selfEnsemble, signal }: Pick<UpscaleOptions, 'tile' | 'selfEnsemble' | 'signal'> = {},
): Promise<Planes<Float32Array>> {
  const zoom = network.input === 'bicubic' ? network.scale : 1;
  const choice = await chooseTile(network, scaledSize(planes, zoom), { tile });
  const rows = networkRows(planesSource(planes), network, choice, { selfEnsemble, signal });
  return rows.rows(0, rows.height);
}

interface Job {
  /** With colour bled under transparency. */
  readonly image: Image;
  readonly opaque: boolean;
  readonly plan: Plan;
  readonly networks: NetworkSet;
  readonly options: UpscaleOptions;
  readonly progress: ProgressReport;
}

/** The whole result; throws EngineError when it is not an enlargement of the picture. */
async function render(job: Job, stages: readonly Stage[]): Promise<Image> {
  const { image, opaque, plan, options, progress } = job;
  const { width, height } = plan.target;
  const usesNetwork = stages.some((stage) => stage.kind === 'network');
  const total = workOf(plan.passes, stages);
  let done = 0;
  const advance = (pixels: number): void => {
    done += pixels;
    progress.report(done, total);
  };
  const { selfEnsemble, signal } = options;
  const color = coloredRows(image, stages, plan, { selfEnsemble, signal, onTile: advance });
  const alpha = hasAlpha(image) && !opaque ? resampleSource(alphaSource(image), plan.target, alphaKernel(job)) : undefined;
  const out = emptyLike(image, width, height);
  const check = usesNetwork ? new OutputCheck(image, out) : undefined;
  const rows = Math.max(1, Math.floor(stripSamples / width));
  for (let y0 = 0; y0 < height; y0 += rows) {
    const y1 = Math.min(y0 + rows, height);
    await turn();
    signal?.throwIfAborted();
    await writeRows(out, color, 0, y0, y1);
    if (alpha) await writeRows(out, alpha, image.channels - 1, y0, y1);
    else if (hasAlpha(image)) fillAlpha(out, y0, y1);
    check?.add(y0, y1);
    if (!usesNetwork) advance((y1 - y0) * width);
  }
  const reason = check?.reason();
  if (reason) throw new EngineError(`${job.networks.name} did not make a sound picture on ${deviceOf(stages)}: ${reason}`);
  return out;
}

/**
 * Gray or RGB rows of the result, by the channels of the picture and of the network. To a luma network that enlarges, gray is luma in 16–235, as
 * it was trained on; one of scale 1 takes gray as it is, since the noise that it was trained to remove is told in 0–255.
 */
function coloredRows(image: Image, stages: readonly Stage[], { target }: Plan, run: RunOptions): RowSource {
  const networks = stages.flatMap((stage) => (stage.kind === 'network' ? [stage.network] : []));
  const channels = new Set(networks.map((network) => network.channels));
  if (channels.size > 1) throw new ConfigError('Expected networks of one kind but some of the set take luma and others RGB');
  const gray = image.channels < 3;
  if (gray && channels.has(1) && networks.some(({ scale }) => scale > 1)) return grayOfLuma(chain(lumaSource(image), stages, run));
  if (channels.size === 0 || channels.has(gray ? 1 : 3)) return chain(colorSource(image), stages, run);
  if (gray) return grayOf(chain(grayAsRgbSource(image), stages, run));
  return rgbOf(chain(lumaSource(image), stages, run), resampleSource(chromaSource(image), target, 'bicubic'));
}

/** A classical method makes the alpha too; beside a network bicubic does. */
function alphaKernel({ networks }: Job): Kernel {
  return networks.kernel ?? 'bicubic';
}

function deviceOf(stages: readonly Stage[]): Device {
  const devices = stages.flatMap((stage) => (stage.kind === 'network' ? [stage.network.device] : []));
  return devices.find((device) => device !== 'cpu') ?? 'cpu';
}

function checkOutputSize({ target: { width, height } }: Plan, most: number): void {
  if (width * height > most) {
    throw new ConfigError(expected(`at most ${most} pixels`, 'the output size', `${width}×${height} = ${width * height}`));
  }
}

/** Passes progress on, but never backwards: a picture that is made a second time reports again where the first was left. */
class ProgressReport {
  readonly #listener: UpscaleOptions['onProgress'];
  #last: Progress = { done: 0, total: 0 };

  constructor(listener: UpscaleOptions['onProgress']) {
    this.#listener = listener;
  }

  report(done: number, total: number): void {
    const { done: before, total: of } = this.#last;
    if (of > 0 && done * of <= before * total) return;
    this.#last = { done, total };
    this.#listener?.(this.#last);
  }

  finish(): void {
    this.report(this.#last.total, this.#last.total);
  }
}

/** Lets timers, signals and input have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
