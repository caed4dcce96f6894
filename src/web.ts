/** The public entry `subpixel/web`: everything of `subpixel`, with the engine of browsers, an Upscaler, and pictures as browsers have them. */
export type { ColorSpace } from './codecs/icc.ts';
export type { BlobOptions } from './codecs/web-encode.ts';
export * from './index.ts';
export { ortWeb, placeOrtWeb } from './runtime/ort-web.ts';
export type { Ready } from './upscaler/core.ts';
export { UpscaledPicture, Upscaler, type UpscalerOptions, type WebDevice, type WebUpscaleOptions } from './upscaler/web.ts';
export type { WebInput } from './upscaler/web-input.ts';
export type { DownloadProgress } from './weights/fetched.ts';
