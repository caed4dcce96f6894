/** Scales that are not whole, as fractions p/q: q pixels of LR are p pixels of HR. */
import { ConfigError, expected } from './errors.ts';
import type { Size } from './image/resize.ts';

/** Larger denominators would make tiles and patches of very many pixels. */
const largestDenominator = 20;

/** `[p, q]` in lowest terms with scale = p/q. Throws ConfigError unless q is at most 20. */
export function fractionOf(scale: number): readonly [number, number] {
  const found = fractionNear(scale);
  if (!found) throw new ConfigError(expected(`a fraction with a denominator of at most ${largestDenominator}`, 'scale', scale));
  return found;
}

/** The scale itself where it is a fraction with a denominator of at most 20, else the next larger twentieth. */
export function fractionAbove(scale: number): number {
  const [p, q] = fractionNear(scale) ?? [Math.ceil(scale * largestDenominator), largestDenominator];
  return p / q;
}

/** Pixels that `length` pixels become. */
export function scaledLength(length: number, scale: number): number {
  return Math.round(length * scale);
}

/** The size that a picture becomes. */
export function scaledSize({ width, height }: Size, scale: number): Size {
  return { width: scaledLength(width, scale), height: scaledLength(height, scale) };
}

function fractionNear(scale: number): readonly [number, number] | undefined {
  for (let q = 1; q <= largestDenominator; q++) {
    const p = Math.round(scale * q);
    if (p > 0 && Math.abs(p - scale * q) < 1e-9 * p) return [p, q];
  }
  return undefined;
}
