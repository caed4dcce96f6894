/** The Upscaler of Node. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Format, ImageMetadata } from '../codecs/node.ts';
import { ConfigError, expected } from '../errors.ts';
import { rescaled, scaleRangeOf } from '../models/rescale.ts';
import type { Device } from '../runtime/engine.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { resampler, resamplers } from '../upscale/resampler.ts';
import type { UpscaleOptions } from '../upscale/upscale.ts';
import { installedNetworks, readManifest } from '../weights/installed.ts';
import { oneFile } from '../weights/one-file.ts';
import { Core, chooseDevice, type Opened, type Ready, type Timed } from './core.ts';
import { decodeInput, type NodeInput } from './node-input.ts';

export interface UpscalerOptions {
  /** Name of an installed network (the default one when left out) or of a classical method, or path of an .onnx file. */
  readonly model?: string | undefined;
  /** Default: the CPU. `auto`: WebGPU where there is a graphics adapter, else the CPU. */
  readonly device?: 'auto' | Device | undefined;
  /** CPU threads; all cores when left out. */
  readonly threads?: number | undefined;
}

export interface NodeUpscaleOptions extends UpscaleOptions {
  /** Largest width × height that is decoded. Default 100 million. */
  readonly maxPixels?: number | undefined;
}

/** The picture, with what came of the file that it was made of. `encodeToFile` writes it with its metadata. */
export interface UpscaledPicture extends Timed {
  /** Undefined where the picture was no file. */
  readonly format: Format | undefined;
  readonly metadata: ImageMetadata;
}

export class Upscaler implements AsyncDisposable {
  readonly #core: Core;

  /** Nothing is loaded yet. */
  constructor(options: UpscalerOptions = {}) {
    this.#core = new Core(() => open(options));
  }

  /** Loads early what a picture needs. Throws the errors of `upscale` that are not the picture's. */
  ready(): Promise<Ready<Device>> {
    return this.#core.ready();
  }

  /**
   * Enlarges a picture, 4 times when no size is asked for, or by the scale of an .onnx file; several are made one after the other. Where another device than the CPU fails
   * or makes no sound picture, the CPU makes it, and the notes say so.
   *
   * Throws CodecError for what is no readable picture or has more than `maxPixels`, ConfigError for a wrong option or a network that is not
   * there, EngineError when no device makes a sound picture or a network is damaged, and the signal's reason when aborted.
   */
  async upscale(input: NodeInput, options: NodeUpscaleOptions = {}): Promise<UpscaledPicture> {
    const { decoded, ...made } = await this.#core.run(() => decodeInput(input, options), options);
    return { ...made, format: decoded.format, metadata: decoded.metadata };
  }

  /** Gives the networks' memory back, when the pictures that were asked for are done. */
  dispose(): Promise<void> {
    return this.#core.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

async function open(options: UpscalerOptions): Promise<Opened> {
  const { model, device: asked = 'cpu' } = options;
  const known = ['auto', ...ortNode.devices];
  if (!known.includes(asked)) throw new ConfigError(expected(known.join(', '), 'device', asked));
  if (model !== undefined && (resamplers as readonly string[]).includes(model))
    return { networks: { ...resampler(model), dispose: async () => undefined }, device: 'cpu' };
  const device = await chooseDevice(ortNode, asked, ['webgpu']);
  if (model !== undefined && /[\\/]|\.onnx$/.test(model)) return openFile(model, options, device);
  const manifest = await readManifest();
  return {
    networks: installedNetworks(manifest, model ?? manifest.default, { engine: ortNode, device, threads: options.threads }),
    device,
  };
}

async function openFile(path: string, { threads }: UpscalerOptions, device: Device): Promise<Opened> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected an .onnx file at ${path} but it cannot be read (${cause.code})`, { cause });
  });
  // Its scale is found out by the CPU, so that a file which another device refuses is no failure.
  const networks = await oneFile(bytes, basename(path, '.onnx'), { engine: ortNode, device: 'cpu', threads }, { rescaled, scaleRangeOf });
  return { networks, device, scale: networks.scales[0] };
}
