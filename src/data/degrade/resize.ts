/** Changes of size: to LR size, by a random factor, and by leaving out pixels. */
import * as v from 'valibot';
import { shiftedGaussian } from '../../image/blur-kernel.ts';
import { convolve } from '../../image/convolve.ts';
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import type { Random } from '../../random.ts';
import { chance, defineStep, drawFrom, drawItem, drawSize, isRange, kernelList, kernelRadius, kernelSize, rangeFrom } from './op.ts';

const antialias = v.optional(v.boolean(), true);

/** The step to LR size, whatever the size before it. */
export const downscale = defineStep({
  config: v.strictObject({ kind: v.literal('downscale'), kernels: v.optional(kernelList, ['bicubic']), antialias }),
  isRandom: ({ kernels }) => kernels.length > 1,
  draw({ kernels, antialias }, random) {
    const kernel = drawItem(kernels, random);
    return {
      reach: kernelRadius[kernel] + 1,
      factor: 'lr',
      apply: (planes, { lrSize }) => imresize(planes, lrSize, { kernel, antialias }),
    };
  },
});

/**
 * By a factor on both axes. With `up` and `down`, the chances of enlarging and of reducing, the factor is drawn from the part of the range
 * above or below 1, else it stays 1. `even: divisor` draws 1/factor evenly.
 */
export const resize = defineStep({
  config: v.strictObject({
    kind: v.literal('resize'),
    factor: rangeFrom(0.05, 8),
    up: v.optional(chance),
    down: v.optional(chance),
    even: v.optional(v.picklist(['factor', 'divisor']), 'factor'),
    kernels: v.optional(kernelList, ['bicubic']),
    antialias,
  }),
  isRandom: ({ factor, up, down, kernels }) => isRange(factor) || up !== undefined || down !== undefined || kernels.length > 1,
  draw(config, random) {
    const factor = drawFactor(config, random);
    const kernel = drawItem(config.kernels, random);
    return {
      reach: kernelRadius[kernel] * Math.max(1, 1 / factor) + 1,
      factor,
      apply: (planes) => imresize(planes, scaled(planes, factor), { kernel, antialias: config.antialias }),
    };
  },
});

/** Blurs by a Gaussian and keeps one pixel of each block of `factor` × `factor`; the Gaussian is centred in the block. As BSRGAN (Zhang et al., 2021). */
export const decimate = defineStep({
  config: v.strictObject({
    kind: v.literal('decimate'),
    factor: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(8)),
    size: kernelSize,
    sigma: rangeFrom(0, 30),
  }),
  isRandom: ({ sigma, size }) => isRange(sigma) || isRange(size),
  draw({ factor, size, sigma }, random) {
    const side = drawSize(size, random);
    const kernel = shiftedGaussian(side, drawFrom(sigma, random), (factor - 1) / 2);
    return { reach: (side - 1) / 2, factor: 1 / factor, apply: (planes) => everyNth(convolve(planes, kernel), factor) };
  },
});

function drawFactor({ factor, up, down, even }: v.InferOutput<typeof resize.config>, random: Random): number {
  const between = (from: number, to: number) =>
    even === 'factor' ? drawFrom([from, to], random) : 1 / drawFrom([1 / to, 1 / from], random);
  const [least, most] = typeof factor === 'number' ? [factor, factor] : factor;
  if (up === undefined && down === undefined) return between(least, most);
  const way = random();
  if (way < (up ?? 0)) return between(Math.max(least, 1), Math.max(most, 1));
  return way < (up ?? 0) + (down ?? 0) ? between(Math.min(least, 1), Math.min(most, 1)) : 1;
}

function scaled({ width, height }: Planes, factor: number): { width: number; height: number } {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

function everyNth({ channels, width, height, data }: Planes, n: number): Planes {
  const [columns, rows] = [Math.ceil(width / n), Math.ceil(height / n)];
  const out = new Float64Array(channels * columns * rows);
  for (let i = 0; i < out.length; i++) {
    const line = Math.floor(i / columns);
    const from = Math.floor(line / rows) * height + (line % rows) * n;
    out[i] = data[from * width + (i % columns) * n]!;
  }
  return { channels, width: columns, height: rows, data: out };
}
