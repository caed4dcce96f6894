/** What one upscale may be asked for, on the command line and of the server alike. */
import { ConfigError, expected } from '../errors.ts';
import type { SizeRequest } from '../upscale/plan.ts';
import type { Options, OptionValues } from './option.ts';

/** Enlargement when no size is asked for. */
export const defaultScale = 4;

/** Formats without a quality. */
export const lossless: ReadonlySet<string> = new Set(['png', 'tiff', 'gif']);

/** The size asked for. */
export const sizeOptions = {
  scale: {
    type: 'number',
    short: 's',
    above: 0,
    max: 16,
    summary: 'enlargement, also fractions; default 4, or the own scale of an .onnx file',
  },
  width: { type: 'integer', value: 'pixels', min: 1, summary: 'width of the result; alone it keeps the aspect ratio' },
  height: { type: 'integer', value: 'pixels', min: 1, summary: 'height of the result; alone it keeps the aspect ratio' },
  maxSide: { type: 'integer', value: 'pixels', min: 1, summary: 'length of the longer side of the result' },
} as const satisfies Options;

export const tileOption = {
  type: 'integer',
  short: 't',
  value: 'pixels',
  min: 0,
  default: 0,
  summary: 'side of the tiles that a large picture is worked in, 32 or more; 0 is automatic',
} as const;

export const formatOption = {
  type: 'choice',
  short: 'f',
  choices: ['png', 'jpg', 'jpeg', 'webp', 'tiff', 'avif', 'gif'],
  summary: "default: that of --output, else the picture's own, but PNG for GIF",
} as const;

export const qualityOption = {
  type: 'integer',
  short: 'q',
  min: 1,
  max: 100,
  summary: 'of JPEG, WebP and AVIF, 1 to 100; default 95, 90 and 80',
} as const;

export const selfEnsembleOption = {
  type: 'boolean',
  summary: 'mean over the 8 flips and rotations: a little better, 8 times slower',
} as const;

const checked = { ...sizeOptions, tile: tileOption, format: formatOption, quality: qualityOption };

/** Throws ConfigError for options that do not go together; `nameOf` gives the name by which the user knows one. */
export function checkUpscaleOptions(options: OptionValues<typeof checked>, nameOf: (key: keyof typeof checked) => string): void {
  const { scale, width, height, maxSide, tile, format, quality } = options;
  const ways = [scale, width ?? height, maxSide].filter((way) => way !== undefined);
  if (ways.length > 1) {
    const names = `${nameOf('scale')}, ${nameOf('width')} with ${nameOf('height')}, and ${nameOf('maxSide')}`;
    throw new ConfigError(`Expected only one of ${names} but received several`);
  }
  if (tile > 0 && tile < 32) throw new ConfigError(expected('0 (automatic) or a whole number of 32 or more', nameOf('tile'), tile));
  if (quality !== undefined && format !== undefined && lossless.has(format))
    throw new ConfigError(`Expected jpg, webp or avif beside ${nameOf('quality')} but received ${nameOf('format')} ${format}`);
}

/** What stands after the name of a result next to its original: `_x4`, `_w800`, `_800x600`, `_max2000`. */
export function suffixOf({ scale, ...sides }: SizeRequest): string {
  return scale === undefined ? sizeSuffix(sides) : `_x${scale}`;
}

/** After the name of a result of a size in pixels: `_w800`, `_800x600`, `_max2000`. */
export function sizeSuffix({ width, height, maxSide }: Pick<SizeRequest, 'width' | 'height' | 'maxSide'>): string {
  if (maxSide !== undefined) return `_max${maxSide}`;
  return width !== undefined && height !== undefined ? `_${width}x${height}` : width !== undefined ? `_w${width}` : `_h${height}`;
}
