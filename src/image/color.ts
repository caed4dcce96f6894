/**
 * BT.601 studio-range luma and chroma, with the coefficients of MATLAB's rgb2ycbcr and ycbcr2rgb:
 *   [Y Cb Cr] = offset·peak/255 + T·[R G B]/255, so that Y lies in 16–235 and Cb, Cr in 16–240 of a peak of 255.
 */
import { expected, ShapeError } from '../errors.ts';
import type { Planes } from './image.ts';
import { roundAndClip, type Samples, samplesLike } from './samples.ts';

type Row = readonly [number, number, number];

export interface ColorOptions {
  /** Largest sample value of the planes: 255 (the default), 1 or 65535. */
  readonly peak?: number | undefined;
  /** Round half up to whole numbers and clip to 0–peak, as MATLAB does for integer pictures. Default false. */
  readonly round?: boolean | undefined;
}

const offset: Row = [16, 128, 128];
const forward: readonly [Row, Row, Row] = [
  [65.481, 128.553, 24.966],
  [-37.797, -74.203, 112],
  [112, -93.786, -18.214],
];
const backward = inverse(forward);
/** What luma gains where red, green and blue gain 1. */
const studioGain = 219 / 255;

/** Luma (1, H, W) of RGB planes (3, H, W), in the array type of `rgb`. Throws ShapeError for another number of channels. */
export function rgbToY<T extends Samples>(rgb: Planes<T>, { peak = 255, round = false }: ColorOptions = {}): Planes<T> {
  return linear(rgb, toStudio(peak).slice(0, 1), round ? peak : 0);
}

/** Luma of gray planes, in 16–235 of 255: what `rgbToY` makes of the same gray three times. Throws ShapeError for more than one channel. */
export function grayToY<T extends Samples>(gray: Planes<T>, { peak = 255 }: Pick<ColorOptions, 'peak'> = {}): Planes<T> {
  return affine(gray, studioGain, (offset[0] * peak) / 255);
}

/** The exact inverse of `grayToY`. Throws ShapeError for more than one channel. */
export function yToGray<T extends Samples>(luma: Planes<T>, { peak = 255 }: Pick<ColorOptions, 'peak'> = {}): Planes<T> {
  return affine(luma, 1 / studioGain, (-offset[0] * peak) / 255 / studioGain);
}

/** Luma of BT.601 over the full range, 0.299·R + 0.587·G + 0.114·B, as JPEG and OpenCV have it. Throws ShapeError for another number of channels. */
export function rgbToFullY<T extends Samples>(rgb: Planes<T>, { peak = 255, round = false }: ColorOptions = {}): Planes<T> {
  return linear(rgb, [[0, 0.299, 0.587, 0.114]], round ? peak : 0);
}

/** Y, Cb, Cr planes (3, H, W) of RGB planes (3, H, W), both in 0–peak. Throws ShapeError for another number of channels. */
export function rgbToYCbCr<T extends Samples>(rgb: Planes<T>, { peak = 255, round = false }: ColorOptions = {}): Planes<T> {
  return linear(rgb, toStudio(peak), round ? peak : 0);
}

/** The exact inverse of `rgbToYCbCr`; without `round`, colours outside the RGB cube stay outside 0–peak. */
export function yCbCrToRgb<T extends Samples>(ycc: Planes<T>, { peak = 255, round = false }: ColorOptions = {}): Planes<T> {
  const rows = backward.map(([a, b, c]): Affine => {
    const shift = -(a * offset[0] + b * offset[1] + c * offset[2]) * peak;
    return [shift, a * 255, b * 255, c * 255];
  });
  return linear(ycc, rows, round ? peak : 0);
}

/** shift + a·first + b·second + c·third plane. */
type Affine = readonly [shift: number, a: number, b: number, c: number];

function toStudio(peak: number): readonly Affine[] {
  return forward.map(([r, g, b], i) => [(offset[i]! * peak) / 255, r / 255, g / 255, b / 255]);
}

function affine<T extends Samples>(src: Planes<T>, gain: number, shift: number): Planes<T> {
  if (src.channels !== 1) throw new ShapeError(expected('1', 'the number of channels', src.channels));
  const data = samplesLike(src.data, src.data.length);
  for (let i = 0; i < data.length; i++) data[i] = shift + gain * src.data[i]!;
  return { ...src, data };
}

/** One output plane for each row; rounded and clipped when `peak` is not 0. */
function linear<T extends Samples>(src: Planes<T>, rows: readonly Affine[], peak: number): Planes<T> {
  if (src.channels !== 3) throw new ShapeError(expected('3', 'the number of colour channels', src.channels));
  const n = src.width * src.height;
  const data = samplesLike(src.data, rows.length * n);
  const [first, second, third] = [0, 1, 2].map((k) => src.data.subarray(k * n, (k + 1) * n)) as [Samples, Samples, Samples];
  rows.forEach(([shift, a, b, c], row) => {
    const out = data.subarray(row * n, (row + 1) * n);
    for (let i = 0; i < n; i++) out[i] = shift + a * first[i]! + b * second[i]! + c * third[i]!;
  });
  if (peak !== 0) roundAndClip(data, peak);
  return { channels: rows.length, width: src.width, height: src.height, data };
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: readonly [Row, Row, Row]): readonly [Row, Row, Row] {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}
