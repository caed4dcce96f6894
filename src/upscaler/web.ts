/** The Upscaler of browsers. */
import type { ColorSpace } from '../codecs/icc.ts';
import type { WebDecoded, WebDecodeOptions } from '../codecs/web-decode.ts';
import { type BlobOptions, toBlob, toCanvas, toImageData } from '../codecs/web-encode.ts';
import { ConfigError, expected } from '../errors.ts';
import type { Image } from '../image/image.ts';
import type { Device } from '../runtime/engine.ts';
import { giveOrtWasm, ortWasmFile, ortWeb, placeOrtWeb } from '../runtime/ort-web.ts';
import { resampler, resamplers } from '../upscale/resampler.ts';
import type { UpscaleOptions } from '../upscale/upscale.ts';
import { type FetchOptions, fetchBytes, fetchedNetworks, fetchManifest } from '../weights/fetched.ts';
import { oneFile } from '../weights/one-file.ts';
import { once } from '../weights/set.ts';
import { Core, chooseDevice, type Opened, type Ready, type Timed } from './core.ts';
import { decodeInput, type WebInput } from './web-input.ts';

/** `wasm` is ONNX Runtime's WebAssembly, on the CPU. */
export type WebDevice = 'wasm' | 'webgpu';

export interface UpscalerOptions extends FetchOptions {
  /** Name of a network in the folder of weights (the default one when left out) or of a classical method, or address of an .onnx file. */
  readonly model?: string | undefined;
  /** Default `auto`: WebGPU where the browser has a graphics adapter that is no emulation, else WebAssembly. */
  readonly device?: 'auto' | 'cpu' | WebDevice | undefined;
  /** Threads of WebAssembly, on a page that is cross-origin isolated; all cores when left out. For all networks of the page. */
  readonly threads?: number | undefined;
  /** Where the folder `weights/` of the package is served. Default: `weights/` beside the page. */
  readonly weightsUrl?: string | URL | undefined;
  /** Where the folder `dist/` of onnxruntime-web is served, if ONNX Runtime's files are not beside its script. For all networks of the page. */
  readonly wasmUrl?: string | URL | undefined;
}

export interface WebUpscaleOptions extends UpscaleOptions, Pick<WebDecodeOptions, 'maxPixels'> {}

export class Upscaler implements AsyncDisposable {
  readonly #core: Core;

  /** Nothing is loaded yet. */
  constructor(options: UpscalerOptions = {}) {
    this.#core = new Core(() => open(options));
  }

  /** Loads early what a picture needs. Throws the errors of `upscale` that are not the picture's. */
  async ready(): Promise<Ready<WebDevice>> {
    const { device, ...rest } = await this.#core.ready();
    return { ...rest, device: nameOf(device) };
  }

  /**
   * Enlarges a picture, 4 times when no size is asked for, or by the scale of an .onnx file; several are made one after the other. Where WebGPU fails or makes no sound
   * picture, WebAssembly makes it, and the notes say so.
   *
   * Throws CodecError for what is no readable picture or has more than `maxPixels`, ConfigError for a wrong option or a network that is not
   * there, EngineError when no device makes a sound picture or a network is damaged, and the signal's reason when aborted.
   */
  async upscale(input: WebInput, options: WebUpscaleOptions = {}): Promise<UpscaledPicture> {
    const { decoded, ...made } = await this.#core.run(() => decodeInput(input, options), options);
    return new UpscaledPicture(made, decoded);
  }

  /** Gives the networks' memory back, when the pictures that were asked for are done. */
  dispose(): Promise<void> {
    return this.#core.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** The pixels, and how they were made. */
export class UpscaledPicture implements Omit<Timed, 'device'> {
  /** With the channels and the depth of the input. */
  readonly image: Image;
  /** Of the samples. */
  readonly colorSpace: ColorSpace;
  readonly model: string;
  /** What made the picture. */
  readonly device: WebDevice;
  readonly passes: readonly string[];
  readonly tile: number;
  readonly overlap: number;
  readonly seconds: number;
  readonly milliseconds: number;
  readonly megapixelsPerSecond: number;
  /** What the user should know: conversions, choices made, devices given up. */
  readonly notes: readonly string[];
  /** MIME type of the file that it was made of, where there was one. */
  readonly inputType: string | undefined;
  readonly #icc: Uint8Array<ArrayBuffer> | undefined;

  constructor(made: Timed, { colorSpace, icc, type }: WebDecoded) {
    this.image = made.image;
    this.colorSpace = colorSpace;
    this.model = made.model;
    this.device = nameOf(made.device);
    this.passes = made.passes;
    this.tile = made.tile;
    this.overlap = made.overlap;
    this.seconds = made.seconds;
    this.milliseconds = made.milliseconds;
    this.megapixelsPerSecond = made.megapixelsPerSecond;
    this.notes = made.notes;
    this.inputType = type;
    this.#icc = icc;
  }

  get width(): number {
    return this.image.width;
  }

  get height(): number {
    return this.image.height;
  }

  /** As a file: see `toBlob` of the codecs. PNG when no type is given. */
  toBlob(options: BlobOptions = {}): Promise<Blob> {
    return toBlob(this.image, this.colorSpace, { icc: this.#icc, ...options });
  }

  /** 8 bits, RGBA. */
  toImageData(): ImageData {
    return toImageData(this.image, this.colorSpace);
  }

  /** A canvas in memory; it keeps colour multiplied by alpha. Throws CodecError for a size that the browser has no canvas for. */
  toCanvas(): OffscreenCanvas {
    return toCanvas(this.image, this.colorSpace);
  }

  /** Throws what the browser throws for a size that it has no bitmap for. */
  toImageBitmap(): Promise<ImageBitmap> {
    return createImageBitmap(this.toImageData());
  }
}

/** What relative addresses are relative to. A worker that was made of a Blob has an address that nothing is relative to. */
function absolute(address: string | URL): URL {
  return new URL(address, location.protocol === 'blob:' ? location.origin : location.href);
}

/** The address of a folder ends in a slash. */
function folderAt(address: string | URL): URL {
  return absolute(String(address).replace(/\/*$/, '/'));
}

function nameOf(device: Device): WebDevice {
  return device === 'webgpu' ? 'webgpu' : 'wasm';
}

async function open(options: UpscalerOptions): Promise<Opened> {
  const { model, device = 'auto', wasmUrl } = options;
  const known = ['auto', 'cpu', 'wasm', 'webgpu'];
  if (!known.includes(device)) throw new ConfigError(expected(known.join(', '), 'device', device));
  if (model !== undefined && (resamplers as readonly string[]).includes(model))
    return { networks: { ...resampler(model), dispose: async () => undefined }, device: 'cpu' };
  if (wasmUrl !== undefined) await prepareEngine(folderAt(wasmUrl), options);
  const asked = device === 'wasm' ? 'cpu' : device;
  const chosen = await chooseDevice(ortWeb, asked, asked === 'auto' && (await hasAdapter()) ? ['webgpu'] : []);
  return openNetworks(options, chosen);
}

/** By the address of the file, which is fetched once for the page. */
const engines = new Map<string, Promise<void>>();

/** Says where ONNX Runtime is; its WebAssembly, the largest file of all, is fetched here where somebody wants to see how far that is. */
async function prepareEngine(folder: URL, options: FetchOptions): Promise<void> {
  placeOrtWeb(folder);
  if (!options.onDownload) return;
  const { href } = new URL(ortWasmFile, folder);
  await once(engines, href, async () => giveOrtWasm(await fetchBytes(href, options)));
}

/** Whether WebGPU would be faster than the CPU; emulations of a graphics adapter are slower. */
async function hasAdapter(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return adapter != null && !adapter.info.isFallbackAdapter;
}

async function openNetworks({ model, weightsUrl = 'weights/', threads, onDownload }: UpscalerOptions, device: Device): Promise<Opened> {
  const options = { engine: ortWeb, device, threads, onDownload };
  if (model !== undefined && /[/:]|\.onnx$/.test(model)) {
    const url = absolute(model);
    const name = decodeURIComponent(url.pathname.split('/').at(-1)!).replace(/\.onnx$/, '');
    // Its scale is found out by WebAssembly, so that a file which WebGPU refuses is no failure.
    const networks = await oneFile(await fetchBytes(url.href, options), name, { ...options, device: 'cpu' });
    return { networks, device, scale: networks.scales[0] };
  }
  const folder = folderAt(weightsUrl);
  const manifest = await fetchManifest(folder);
  return { networks: fetchedNetworks(manifest, model ?? manifest.default, options, folder), device };
}
