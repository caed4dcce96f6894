/** Pictures in Node: PNG, JPEG, WebP, TIFF, AVIF and GIF ⇄ `Image`, by sharp (libvips). */
export { temporaryName, writeAtomically, writeError, writeFileAtomic } from './atomic.ts';
export { type Decoded, type DecodeOptions, decode, defaultMaxPixels, type PictureHeader, readHeader } from './decode.ts';
export { type Encoded, type EncodeOptions, type EncodeToFileOptions, encode, encodeToFile, type Written } from './encode.ts';
export { extensionOf, type Format, formatFor, formatOf, isImageFile, readableFormats, writableFormats } from './formats.ts';
export type { ImageMetadata } from './metadata.ts';
