/**
 * Edge bleeding for pictures with alpha. Colour under transparent pixels is arbitrary, often black, and any filter that mixes it into
 * its visible neighbours leaves a fringe; here it is replaced by a smooth continuation of the visible colour, by the pull-push
 * pyramid of Gortler et al., "The Lumigraph" (1996).
 */
import { hasAlpha, type Image, peakOf } from './image.ts';

/** Alpha up to this share of the peak counts as transparent: colour kept with so little alpha is mostly rounding error. */
const transparent = 1 / 64;

/**
 * The picture with new colour in its transparent and nearly transparent pixels; visible pixels and alpha stay as they are.
 * The same picture when it has no alpha, no such pixels, or nothing visible. Work and memory are proportional to the pixels.
 */
export function bleedColor(image: Image): Image {
  if (!hasAlpha(image)) return image;
  const threshold = Math.floor(peakOf(image) * transparent);
  const levels: Image[] = [image];
  while (hasHoles(levels.at(-1)!, levels.length === 1 ? threshold : 0)) {
    const fine = levels.at(-1)!;
    if (fine.width === 1 && fine.height === 1) return image; // nothing is visible
    levels.push(reduce(fine, levels.length === 1 ? threshold : 0));
  }
  if (levels.length === 1) return image;
  const result: Image = { ...image, data: image.data.slice() };
  levels[0] = result;
  for (let i = levels.length - 2; i >= 0; i--) fill(levels[i]!, levels[i + 1]!, i === 0 ? threshold : 0);
  return result;
}

function hasHoles({ data, channels }: Image, threshold: number): boolean {
  for (let i = channels - 1; i < data.length; i += channels) if (data[i]! <= threshold) return true;
  return false;
}

/** Half the size: the mean of the visible pixels of each 2×2 block, weighted by alpha; the last channel becomes the weight of that mean. */
function reduce(fine: Image, threshold: number): Image {
  const { channels } = fine;
  const last = channels - 1;
  const width = Math.ceil(fine.width / 2);
  const height = Math.ceil(fine.height / 2);
  const length = width * height * channels;
  const data = fine.data instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  const sum = new Float64Array(last);
  for (let y = 0, to = 0; y < height; y++) {
    const bottom = Math.min(2 * y + 2, fine.height);
    for (let x = 0; x < width; x++, to += channels) {
      const right = Math.min(2 * x + 2, fine.width);
      let weight = 0;
      sum.fill(0);
      for (let v = 2 * y; v < bottom; v++) {
        for (let u = 2 * x; u < right; u++) {
          const from = (v * fine.width + u) * channels;
          const alpha = fine.data[from + last]!;
          if (alpha <= threshold) continue;
          weight += alpha;
          for (let c = 0; c < last; c++) sum[c]! += alpha * fine.data[from + c]!;
        }
      }
      if (weight === 0) continue;
      for (let c = 0; c < last; c++) data[to + c] = Math.round(sum[c]! / weight);
      data[to + last] = Math.ceil(weight / 4);
    }
  }
  return { width, height, channels, data };
}

/** Gives the holes of `fine` the colour of `coarse` (which has none left) at their place, interpolated linearly. */
function fill(fine: Image, coarse: Image, threshold: number): void {
  const { channels, width, height, data } = fine;
  const last = channels - 1;
  for (let y = 0; y < height; y++) {
    const nearRow = (y >> 1) * coarse.width;
    const farRow = neighbour(y, coarse.height) * coarse.width;
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * channels;
      if (data[to + last]! > threshold) continue;
      const near = x >> 1;
      const far = neighbour(x, coarse.width);
      const nearest = (nearRow + near) * channels;
      const beside = (nearRow + far) * channels;
      const above = (farRow + near) * channels;
      const across = (farRow + far) * channels;
      for (let c = 0; c < last; c++) {
        const mix = 9 * coarse.data[nearest + c]! + 3 * (coarse.data[beside + c]! + coarse.data[above + c]!) + coarse.data[across + c]!;
        data[to + c] = (mix + 8) >> 4;
      }
    }
  }
}

/** The second nearest coarse position of fine position `i`, which lies a quarter step beside the nearest; clamped at the edge. */
function neighbour(i: number, length: number): number {
  const j = (i >> 1) + (i % 2 === 0 ? -1 : 1);
  return Math.min(Math.max(j, 0), length - 1);
}
