/** The work of `subpixel downscale`. */

import { sizeSuffix } from '../common/upscale-options.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { bleedColor } from '../image/alpha.ts';
import type { Image } from '../image/image.ts';
import { imresizeImage } from '../image/resize.ts';
import { fractionOf, scaledSize } from '../scale.ts';
import { sizeAsked } from '../upscale/plan.ts';
import type { Context } from './command.ts';
import type { DownscaleOptions } from './commands/downscale.ts';
import { cutForScale, type Lr, makeLrFiles } from './lr-batch.ts';

/** The exit code: 0, or 1 when a picture failed. Throws ConfigError before any work for options that do not go together. */
export async function runDownscale(options: DownscaleOptions, patterns: readonly string[], context: Context): Promise<number> {
  const { scale, width, height, maxSide } = options;
  const ways = [scale, width ?? height, maxSide].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const received = ways.length === 0 ? 'none' : 'several';
    throw new ConfigError(`Expected one of --scale, --width with --height, and --max-side but received ${received}`);
  }
  if (scale !== undefined) fractionOf(scale);
  const suffix = scale === undefined ? sizeSuffix(options) : `_d${scale}`;
  const make = (image: Image, { input }: { readonly input: { readonly path: string } }) => smaller(image, options, input.path);
  return makeLrFiles(patterns, options, { suffix, verb: 'made smaller', make }, context);
}

/** Throws ShapeError, naming the file, for a size that the picture does not have. */
function smaller(image: Image, { scale, width, height, maxSide, kernel }: DownscaleOptions, path: string): Lr {
  const bled = bleedColor(image);
  if (scale !== undefined) {
    const { hr, notes } = cutForScale(bled, scale, path);
    return { image: imresizeImage(hr, scaledSize(hr, 1 / scale), { kernel }), how: `${kernel} ÷${scale}`, facts: { kernel, scale }, notes };
  }
  if (maxSide !== undefined && maxSide >= Math.max(image.width, image.height))
    return { image, how: 'same size', facts: { kernel }, notes: [`not larger than ${maxSide} pixels before`] };
  const target = sizeAsked(image, { width, height, maxSide });
  if (target.width > image.width || target.height > image.height) {
    const sizes = [target, image].map((size) => `${size.width}×${size.height}`);
    throw new ShapeError(`Expected a size within that of the picture but ${sizes[0]} is asked of ${path}, which has ${sizes[1]}`);
  }
  return { image: imresizeImage(bled, target, { kernel }), how: kernel, facts: { kernel }, notes: [] };
}
