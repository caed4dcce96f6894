/** The public entry `subpixel/node`: everything of `subpixel`, with the engine of Node, picture files and the installed networks. */
import { type Decoded, decode } from './codecs/node.ts';
import type { Device } from './runtime/engine.ts';
import { ortNode } from './runtime/ort-node.ts';
import { type UpscaleOptions, type UpscaleResult, upscaleImage } from './upscale/upscale.ts';
import { installedNetworks, readManifest } from './weights/installed.ts';

export {
  type Decoded,
  type DecodeOptions,
  decode,
  type Encoded,
  type EncodeOptions,
  type EncodeToFileOptions,
  encode,
  encodeToFile,
  type Format,
  type ImageMetadata,
  type Written,
} from './codecs/node.ts';
export { recompress } from './codecs/recompress.ts';
export { listImages, loadFolders, type Picture } from './data/files.ts';
export { createPatchFile, openPatchFile, type PatchFileOptions, type PatchFileWriter } from './data/hdf5.ts';
export { prefetchBatches, sharePair } from './data/prefetch.ts';
export * from './index.ts';
export { ortNode } from './runtime/ort-node.ts';
export {
  type InstalledNetwork,
  installedNetworks,
  type Manifest,
  type OpenOptions,
  type OwnedNetworkSet,
  readManifest,
} from './weights/installed.ts';

export interface UpscaleFileOptions extends UpscaleOptions {
  /** Name of an installed network; the default one when left out. */
  readonly model?: string | undefined;
  /** Default: the CPU. */
  readonly device?: Device | undefined;
  /** CPU threads; all cores when left out. */
  readonly threads?: number | undefined;
}

/** The picture, with what came of the file that it was made of. `encodeToFile` writes it with its metadata. */
export interface UpscaledPicture extends UpscaleResult, Pick<Decoded, 'format' | 'metadata'> {}

/** Enlargement when no size is asked for. */
const defaultScale = 4;

/**
 * Reads a picture from a file (a path) or from bytes and enlarges it with an installed network, 4 times when no size is asked for.
 * Throws the errors of `decode` and `upscaleImage`, and ConfigError for a network that is not installed.
 */
export async function upscale(input: string | Uint8Array, options: UpscaleFileOptions = {}): Promise<UpscaledPicture> {
  const { model, device, threads, ...rest } = options;
  const asked = rest.scale ?? rest.width ?? rest.height ?? rest.maxSide;
  const manifest = await readManifest();
  const networks = installedNetworks(manifest, model ?? manifest.default, { engine: ortNode, device, threads });
  try {
    const { image, format, metadata, notices } = await decode(input);
    const result = await upscaleImage(image, networks, asked === undefined ? { ...rest, scale: defaultScale } : rest);
    return { ...result, format, metadata, notes: [...notices, ...result.notes] };
  } finally {
    await networks.dispose();
  }
}
