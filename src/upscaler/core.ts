/** What an Upscaler is on every platform: networks that are opened when they are first needed, one picture at a time, and one end. */
import { EngineError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { checkDevice } from '../runtime/check-device.ts';
import type { Device, Engine } from '../runtime/engine.ts';
import type { Network } from '../upscale/network.ts';
import { type UpscaleOptions, type UpscaleResult, upscaleImage } from '../upscale/upscale.ts';
import type { OwnedNetworkSet } from '../weights/set.ts';

const defaultScale = 4;

/** What an Upscaler has loaded. */
export interface Ready<D extends string = string> {
  /** What will run the network. */
  readonly device: D;
  readonly model: string;
  /** The scales that there are networks for; every other size is made of these. */
  readonly scales: readonly number[];
}

export interface Timed extends UpscaleResult {
  /** From reading the input to the finished pixels. */
  readonly milliseconds: number;
}

/** The device to begin with. For `auto` the first that starts; one that was asked for must start, else EngineError. */
export async function chooseDevice(engine: Engine, asked: Device | 'auto', candidates: readonly Device[]): Promise<Device> {
  if (asked === 'cpu') return asked;
  if (asked !== 'auto') {
    await checkDevice(engine, asked);
    return asked;
  }
  for (const device of candidates) {
    try {
      await checkDevice(engine, device);
      return device;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
  return 'cpu';
}

/** Networks on a device until it fails, and on the CPU from then on. */
class Fallback {
  readonly networks: OwnedNetworkSet;
  /** Enlargement when no size is asked for. */
  readonly scale: number;
  device: Device;
  /** The device that was given up. */
  gaveUp: Device | undefined;
  /** What it said, when it refused a network. */
  failure: string | undefined;

  constructor({ networks, device, scale = defaultScale }: Opened) {
    this.scale = scale;
    this.networks = { ...networks, load: (scale, on) => this.#load(networks, scale, on) };
    this.device = device;
  }

  async #load(networks: OwnedNetworkSet, scale: number, on: Device | undefined): Promise<Network> {
    // `upscaleImage` names the CPU when the device made no sound picture.
    if (on === 'cpu') this.#giveUp();
    try {
      return await networks.load(scale, this.device);
    } catch (error) {
      if (this.device === 'cpu' || !(error instanceof EngineError)) throw error;
      this.failure = `made on the CPU, because ${this.device} failed: ${error.message}`;
      this.#giveUp();
      return networks.load(scale, 'cpu');
    }
  }

  #giveUp(): void {
    if (this.device === 'cpu') return;
    this.gaveUp = this.device;
    this.device = 'cpu';
  }
}

export interface Opened {
  readonly networks: OwnedNetworkSet;
  readonly device: Device;
  /** Enlargement when no size is asked for. Default 4. */
  readonly scale?: number | undefined;
}

export class Core {
  readonly #open: () => Promise<Opened>;
  #opened: Promise<Fallback> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(open: () => Promise<Opened>) {
    this.#open = open;
  }

  /** Loads the network that a picture without a size would take. */
  async ready(): Promise<Ready<Device>> {
    this.#checkInUse();
    const opened = await this.#networks();
    const { name, scales, kernel } = opened.networks;
    if (!kernel) await opened.networks.load(scales.includes(opened.scale) ? opened.scale : scales.at(-1)!);
    return { device: opened.device, model: name, scales };
  }

  /** Reads and enlarges a picture when those before it are done. */
  async run<D extends { readonly image: Image; readonly notices: readonly string[] }>(
    read: () => Promise<D>,
    options: UpscaleOptions,
  ): Promise<Timed & { readonly decoded: D }> {
    this.#checkInUse();
    const { signal } = options;
    signal?.throwIfAborted();
    const turn = this.#last.then(() => {
      signal?.throwIfAborted();
      return this.#make(read, options);
    });
    this.#last = turn.catch(() => undefined);
    return signal ? orAborted(turn, signal) : turn;
  }

  async #make<D extends { readonly image: Image; readonly notices: readonly string[] }>(read: () => Promise<D>, options: UpscaleOptions) {
    const start = performance.now();
    const opened = await this.#networks();
    const decoded = await read();
    const { scale, width, height, maxSide } = options;
    const sized = scale ?? width ?? height ?? maxSide;
    const before = opened.gaveUp;
    const result = await upscaleImage(decoded.image, opened.networks, sized === undefined ? { ...options, scale: opened.scale } : options);
    const fallback = opened.failure ?? (before && `made on the CPU, because ${before} failed before`);
    const notes = new Set([...decoded.notices, ...result.notes, ...(fallback ? [fallback] : [])]);
    return { ...result, notes: [...notes], milliseconds: performance.now() - start, decoded };
  }

  #networks(): Promise<Fallback> {
    if (!this.#opened) {
      const opened = this.#open().then((parts) => new Fallback(parts));
      this.#opened = opened;
      // What could not be opened is tried again the next time.
      opened.catch(() => {
        this.#opened = undefined;
      });
    }
    return this.#opened;
  }

  #checkInUse(): void {
    if (this.#disposed) throw new EngineError('Expected an Upscaler in use but received one that was disposed');
  }

  /** Ends when the pictures that were asked for are done. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#last;
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    await opened?.networks.dispose();
  }
}

/** `work`, or the signal's reason as soon as there is one. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop!);
  }
}
