/** The public entry `subpixel/node`: everything of `subpixel`, with the engine of Node, picture files and the installed networks. */
import { type NodeUpscaleOptions, type UpscaledPicture, Upscaler, type UpscalerOptions } from './upscaler/node.ts';
import type { NodeInput } from './upscaler/node-input.ts';

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
export type { Ready } from './upscaler/core.ts';
export { type NodeUpscaleOptions, type UpscaledPicture, Upscaler, type UpscalerOptions } from './upscaler/node.ts';
export type { NodeInput } from './upscaler/node-input.ts';
export { installedNetworks, readManifest } from './weights/installed.ts';
export type { InstalledNetwork, Manifest } from './weights/manifest.ts';
export type { OpenOptions, OwnedNetworkSet } from './weights/set.ts';

/** What `upscale` takes: where and by which network, and how large. */
export interface UpscaleFileOptions extends UpscalerOptions, NodeUpscaleOptions {}

/** Enlarges one picture: an Upscaler for it alone. Throws the errors of `Upscaler.upscale`. */
export async function upscale(input: NodeInput, options: UpscaleFileOptions = {}): Promise<UpscaledPicture> {
  const { model, device, threads, ...rest } = options;
  const upscaler = new Upscaler({ model, device, threads });
  try {
    return await upscaler.upscale(input, rest);
  } finally {
    await upscaler.dispose();
  }
}
