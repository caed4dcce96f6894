/** The picture at both ends of an upscale: its colour and alpha as strips of 0–1, and strips written back into a picture. */
import { grayToY, rgbToY, rgbToYCbCr, yCbCrToRgb, yToGray } from '../image/color.ts';
import { hasAlpha, type Image, type Planes, peakOf } from '../image/image.ts';
import { type Part, quantizeInto, toPlanes } from '../image/planes.ts';
import { mapRows, type RowSource } from './rows.ts';

type Convert = (planes: Planes<Float32Array>) => Planes<Float32Array>;

function pictureSource(image: Image, part: Part, channels: number, convert: Convert): RowSource {
  const { width, height } = image;
  return {
    width,
    height,
    channels,
    rows: async (y0, y1) => convert(toPlanes(image, { peak: 1, part, rect: { x: 0, y: y0, width, height: y1 - y0 } })),
  };
}

/** Gray (1) or RGB (3), as the picture is. */
export function colorSource(image: Image): RowSource {
  return pictureSource(image, 'color', image.channels < 3 ? 1 : 3, (planes) => planes);
}

/** Three times the gray of a gray picture. */
export function grayAsRgbSource(image: Image): RowSource {
  return pictureSource(image, 'color', 3, ({ width, height, data }) => {
    const rgb = new Float32Array(3 * data.length);
    for (let c = 0; c < 3; c++) rgb.set(data, c * data.length);
    return { channels: 3, width, height, data: rgb };
  });
}

/** BT.601 luma of a gray or RGB picture. */
export function lumaSource(image: Image): RowSource {
  return pictureSource(image, 'color', 1, (color) => (color.channels === 1 ? grayToY : rgbToY)(color, { peak: 1 }));
}

/** Cb and Cr of an RGB picture. */
export function chromaSource(image: Image): RowSource {
  return pictureSource(image, 'color', 2, (rgb) => {
    const { width, height, data } = rgbToYCbCr(rgb, { peak: 1 });
    return { channels: 2, width, height, data: data.subarray(width * height) };
  });
}

export function alphaSource(image: Image): RowSource {
  return pictureSource(image, 'alpha', 1, (planes) => planes);
}

/** Y of one source and Cb, Cr of another, as RGB. */
export function rgbOf(luma: RowSource, chroma: RowSource): RowSource {
  let joined = new Float32Array(0);
  return {
    width: luma.width,
    height: luma.height,
    channels: 3,
    async rows(y0, y1) {
      const y = await luma.rows(y0, y1);
      const length = 3 * y.width * y.height;
      if (joined.length < length) joined = new Float32Array(length);
      joined.set(y.data);
      joined.set((await chroma.rows(y0, y1)).data, y.data.length);
      return yCbCrToRgb({ channels: 3, width: y.width, height: y.height, data: joined.subarray(0, length) }, { peak: 1 });
    },
  };
}

/** The gray of which `luma` is the luma. */
export function grayOfLuma(luma: RowSource): RowSource {
  return mapRows(luma, (strip) => yToGray(strip, { peak: 1 }));
}

/** The mean of the channels, as gray. */
export function grayOf(rgb: RowSource): RowSource {
  return {
    width: rgb.width,
    height: rgb.height,
    channels: 1,
    async rows(y0, y1) {
      const { width, height, data } = await rgb.rows(y0, y1);
      const n = width * height;
      const gray = new Float32Array(n);
      for (let i = 0; i < n; i++) gray[i] = (data[i]! + data[n + i]! + data[2 * n + i]!) / 3;
      return { channels: 1, width, height, data: gray };
    },
  };
}

export function isOpaque(image: Image): boolean {
  if (!hasAlpha(image)) return true;
  const peak = peakOf(image);
  for (let i = image.channels - 1; i < image.data.length; i += image.channels) if (image.data[i] !== peak) return false;
  return true;
}

/** A picture of another size with the channels and depth of `image`; all zero. */
export function emptyLike(image: Image, width: number, height: number): Image {
  const length = width * height * image.channels;
  return {
    width,
    height,
    channels: image.channels,
    data: image.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length),
  };
}

/** Writes rows `y0` up to `y1` of a source of 0–1 into `image`, from channel `channel` on. */
export async function writeRows(image: Image, source: RowSource, channel: number, y0: number, y1: number): Promise<void> {
  quantizeInto(image, await source.rows(y0, y1), { peak: 1, y: y0, channel });
}

/** Makes rows `y0` up to `y1` opaque. */
export function fillAlpha(image: Image, y0: number, y1: number): void {
  const peak = peakOf(image);
  const { channels, width, data } = image;
  for (let i = y0 * width * channels + channels - 1; i < y1 * width * channels; i += channels) data[i] = peak;
}
