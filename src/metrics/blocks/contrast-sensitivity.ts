/**
 * How well the eye sees a frequency, as MAD_index.m has it (after Mannos and Sakrison, 1974, with less for the diagonals): at r cycles per
 * degree and the angle θ,
 *   2.6·(0.0192 + 0.114ρ)·exp(−(0.114ρ)^1.1),  ρ = r / (0.15·cos 4θ + 0.85);  0.9809 where ρ < 7.8909
 * The highest frequency along a row is 32 cycles per degree, and frequencies lie half a step beside their places, both as there.
 */
import { polarGrid } from './log-gabor.ts';

const highest = 32;
const peak = 7.8909;
const atPeak = 0.9809;
const diagonals = 0.7;

/** The transfer function in the order of `fft2`. */
export function contrastSensitivity(width: number, height: number): Float64Array {
  const perStep = (2 * highest) / width;
  const along = (i: number, n: number) => perStep * (((i + Math.floor(n / 2)) % n) - (n - 1) / 2);
  const { radius, angle } = polarGrid(width, height, along);
  return radius.map((r, i) => {
    const seen = r / (((1 - diagonals) / 2) * Math.cos(4 * angle[i]!) + (1 + diagonals) / 2);
    return seen < peak ? atPeak : 2.6 * (0.0192 + 0.114 * seen) * Math.exp(-((0.114 * seen) ** 1.1));
  });
}
