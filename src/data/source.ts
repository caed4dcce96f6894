/** Sets of training data, each a source of patches by number. */
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import type { Image } from '../image/image.ts';
import { type Dihedral, dihedral } from '../image/transform.ts';
import type { Random } from '../random.ts';
import { fractionOf, scaledLength, scaledSize } from '../scale.ts';
import { type ChannelOrder, type ColorSpace, cropPatch } from './crop.ts';
import { degradePatch } from './degrade/degrade.ts';
import type { Compress } from './degrade/op.ts';
import type { Step } from './degrade/steps.ts';
import type { PatchFile } from './hdf5.ts';
import type { Pair } from './pairs.ts';
import type { PatchConfig } from './patch-config.ts';
import { placesIn } from './places.ts';

/** An HR picture whose LR is made anew for every patch. Its sides are multiples of the scale. */
export interface HrPicture {
  readonly name: string;
  readonly hr: Image;
}

/**
 * One set of training data, as it can be sent to a thread. `weight` is its share of the patches; without any weights, sets are seen in
 * proportion to their patches.
 */
export type DataSet = { readonly weight?: number | undefined } & (
  | { readonly kind: 'pairs'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'degraded'; readonly pictures: readonly HrPicture[]; readonly steps: readonly Step[] }
  | { readonly kind: 'hdf5'; readonly file: string }
);

export interface PatchSetting {
  readonly patch: PatchConfig;
  readonly scale: number;
  readonly colorSpace: ColorSpace;
}

/** What is drawn for one patch besides its number. */
export interface Variation {
  readonly turn: Dihedral;
  readonly order: ChannelOrder;
  /** For the degradation. */
  readonly random: Random;
}

/** The place of one patch in a batch: (C, h, w) and (C, h·scale, w·scale). */
export interface PatchPlace {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

export interface PatchSource {
  readonly pictures: number;
  /** Patches to choose from. */
  readonly patches: number;
  /** Patches of an epoch: those of the grid or, in random mode, as many as a gapless grid would have. */
  readonly gapless: number;
  /** One sentence for each picture that is left out. */
  readonly notices: readonly string[];
  /** Writes the patch of this number. */
  cut(number: number, variation: Variation, to: PatchPlace): void | Promise<void>;
  close(): void;
}

/** Patches of pictures whose LR is there. Throws ShapeError for a pair of another scale, and when no picture holds a whole patch ConfigError. */
export function pairSource(pairs: readonly Pair[], setting: PatchSetting): PatchSource {
  const { scale, colorSpace } = setting;
  for (const { name, lr, hr } of pairs) {
    const wanted = scaledSize(lr, scale);
    if (hr.width !== wanted.width || hr.height !== wanted.height) {
      throw new ShapeError(expected(`${wanted.width}×${wanted.height}`, `the HR picture of ${name}`, `${hr.width}×${hr.height}`));
    }
  }
  return pictureSource(pairs, setting, ({ lr, hr }, { x, y, size }, { turn, order }, to) => {
    cropPatch(to.lr, 0, lr, { x, y, size }, turn, colorSpace, order);
    cropPatch(to.hr, 0, hr, scaledSquare({ x, y, size }, scale), turn, colorSpace, order);
  });
}

/** Patches of HR pictures, each degraded in a way of its own. Throws ConfigError when no picture holds a whole patch. */
export function degradedSource(
  pictures: readonly HrPicture[],
  steps: readonly Step[],
  setting: PatchSetting,
  compress: Compress,
): PatchSource {
  const { scale, colorSpace } = setting;
  return pictureSource(pictures, setting, async ({ hr }, { x, y, size }, { turn, order, random }, to) => {
    const lr = await degradePatch(hr, { x, y, width: size, height: size }, { steps, scale, random, compress });
    cropPatch(to.lr, 0, lr, { x: 0, y: 0, size }, turn, colorSpace, order);
    cropPatch(to.hr, 0, hr, scaledSquare({ x, y, size }, scale), turn, colorSpace, order);
  });
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A square of LR in HR pixels. */
function scaledSquare({ x, y, size }: Square, scale: number): Square {
  return { x: scaledLength(x, scale), y: scaledLength(y, scale), size: scaledLength(size, scale) };
}

/** Cuts the patch at (x, y), LR pixels, of a picture. */
type Cut<T> = (picture: T, square: Square, variation: Variation, to: PatchPlace) => void | Promise<void>;

function pictureSource<T extends HrPicture>(pictures: readonly T[], { patch, scale }: PatchSetting, cut: Cut<T>): PatchSource {
  const size = patch.lrPatchSize;
  const hrSize = scaledLength(size, scale);
  const holdsPatch = ({ hr }: T): boolean => hr.width >= hrSize && hr.height >= hrSize;
  const large = pictures.filter(holdsPatch);
  const small = pictures.filter((picture) => !holdsPatch(picture));
  const needed = `${hrSize}×${hrSize}`;
  if (large.length === 0) {
    const first = small[0];
    const received = first ? `${first.name} with ${first.hr.width}×${first.hr.height}` : 'no picture';
    throw new ConfigError(expected(`at least one picture of ${needed} pixels or more`, 'the training data', received));
  }
  const sizes = large.map(({ hr }) => scaledSize(hr, 1 / scale));
  // Patches begin where LR and HR pixels do.
  const places = placesIn(sizes, size, patch.mode === 'grid' ? patch.stride : fractionOf(scale)[1]);
  const gapless = sizes.reduce((sum, { width, height }) => sum + (width * height) / size ** 2, 0);
  return {
    pictures: large.length,
    patches: places.count,
    gapless: patch.mode === 'grid' ? places.count : gapless,
    notices: small.map(({ name, hr }) => `${name} is left out: its ${hr.width}×${hr.height} pixels do not hold a patch of ${needed}`),
    cut(number, variation, to) {
      const { picture, x, y } = places.at(number);
      return cut(large[picture]!, { x, y, size }, variation, to);
    },
    close() {},
  };
}

/** The rows of an HDF5 file. Throws ConfigError when its patches have another size or other channels than are trained on. */
export function rowSource(file: PatchFile, { patch, scale, colorSpace }: PatchSetting): PatchSource {
  const { path, channels, rows } = file;
  const size = patch.lrPatchSize;
  const check = (name: string, [height, width]: readonly [number, number], side: number) => {
    if (height !== side || width !== side)
      throw new ConfigError(expected(`patches of ${side}×${side}`, `${name} of ${path}`, `${height}×${width}`));
  };
  check('data', file.lrSize, size);
  check('label', file.hrSize, scaledLength(size, scale));
  if (channels !== 3 && (channels !== 1 || colorSpace !== 'y')) {
    throw new ConfigError(expected(colorSpace === 'y' ? '1 or 3 channels' : '3 channels', `data of ${path}`, channels));
  }
  const put = (samples: Float32Array, side: number, { turn, order }: Variation, to: Float32Array): void => {
    const turned = dihedral({ channels, width: side, height: side, data: samples }, turn);
    const planes = channels === 1 ? [turned.data] : order.map((c) => turned.data.subarray(c * side * side, (c + 1) * side * side));
    const data = new Float32Array(samples.length);
    planes.forEach((plane, i) => {
      data.set(plane, i * side * side);
    });
    to.set(channels === 3 && colorSpace === 'y' ? rgbToY({ ...turned, data }, { peak: 1 }).data : data);
  };
  return {
    pictures: 0,
    patches: rows,
    gapless: rows,
    notices: [],
    cut(row, variation, to) {
      put(file.lr(row), size, variation, to.lr);
      put(file.hr(row), scaledLength(size, scale), variation, to.hr);
    },
    close: () => file.close(),
  };
}
