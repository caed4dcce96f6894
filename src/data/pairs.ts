/** HR pictures and the LR pictures made from them, as the networks are trained on. */
import { ConfigError, expected } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { modcrop } from '../image/planes.ts';
import { imresizeImage, type ResizeOptions } from '../image/resize.ts';
import { fractionOf, scaledSize } from '../scale.ts';

/** An HR picture cut to a multiple of the scale, and its LR picture. Both keep the depth and the channels of the source. */
export interface Pair {
  readonly name: string;
  readonly hr: Image;
  readonly lr: Image;
}

export interface PairOptions {
  readonly scale: number;
  /** Factors in (0, 1] by which each picture is shrunk first, one pair for each; default [1]. FSRCNN (Dong et al., 2016) uses 1, 0.9, 0.8, 0.7 and 0.6. */
  readonly shrink?: readonly number[] | undefined;
}

/**
 * LR is MATLAB's `imresize(hr, 1/scale, 'bicubic')` of integer samples, rounded after each pass, or the same with another kernel.
 * Throws ConfigError for a picture smaller than the scale.
 */
export function makePair(name: string, image: Image, scale: number, resize: Pick<ResizeOptions, 'kernel' | 'antialias'> = {}): Pair {
  const [least] = fractionOf(scale);
  if (image.width < least || image.height < least) {
    throw new ConfigError(expected(`at least ${least}×${least} pixels`, name, `${image.width}×${image.height}`));
  }
  const hr = modcrop(image, scale);
  return { name, hr, lr: imresizeImage(hr, scaledSize(hr, 1 / scale), resize) };
}

/** The pairs of one picture, one for each shrink factor, named `name@factor` where it is not 1. */
export function makePairs(name: string, image: Image, { scale, shrink = [1] }: PairOptions): Pair[] {
  return shrinkPicture(name, image, shrink).map((picture) => makePair(picture.name, picture.image, scale));
}

/** The picture shrunk by each factor, named `name@factor` where it is not 1. */
export function shrinkPicture(name: string, image: Image, factors: readonly number[]): { readonly name: string; readonly image: Image }[] {
  return factors.map((factor) => {
    if (!(factor > 0 && factor <= 1)) throw new ConfigError(expected('factors above 0, up to 1', 'shrink', factor));
    return factor === 1 ? { name, image } : { name: `${name}@${factor}`, image: imresizeImage(image, { scale: factor }) };
  });
}
