/** The exact size of a result, and whether it can be made here. */
import type { Recipe, Size } from './queue.ts';

/** As the library does it. */
export function outputSize({ width, height }: Size, size: Recipe['size']): Size {
  const whole = (side: number): number => Math.max(1, Math.round(side));
  if ('scale' in size) return { width: whole(width * size.scale), height: whole(height * size.scale) };
  const { maxSide } = size;
  return width >= height
    ? { width: maxSide, height: whole((height * maxSide) / width) }
    : { width: whole((width * maxSide) / height), height: maxSide };
}

export function megapixels({ width, height }: Size): number {
  return (width * height) / 1e6;
}
