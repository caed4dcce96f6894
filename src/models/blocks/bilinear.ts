/** Deconvolutions that start as bilinear enlargement. */
import type { Init } from '../layers.ts';

/**
 * Fills a deconvolution filter (I, O, k, k), k even, so that with stride k/2 it enlarges bilinearly: every channel to itself by
 * (1 − |y − c|/r)·(1 − |x − c|/r) with r = k/2 and c = (k − 1)/2, channels to others by zero.
 */
export const bilinearInit: Init = ([inputs = 0, outputs = 0, height = 0, width = 0]) => {
  const factor = (at: number, size: number) => 1 - Math.abs(at - (size - 1) / 2) / (size / 2);
  return Float32Array.from({ length: inputs * outputs * height * width }, (_, k) => {
    const channels = Math.floor(k / (height * width));
    if (Math.floor(channels / outputs) !== channels % outputs) return 0;
    return factor(Math.floor(k / width) % height, height) * factor(k % width, width);
  });
};
