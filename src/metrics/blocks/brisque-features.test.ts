import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import type { Planes } from '../../image/image.ts';
import { imresize } from '../../image/resize.ts';
import { brisqueFeatures } from './brisque-features.ts';
import { normalizeContrast } from './mscn.ts';

/** Γ(x) = Γ(x + 1)/x, and Γ(x + 1) = ∫ exp((x + 1)·u − eᵘ) du by evenly spaced samples. */
function gamma(x: number): number {
  let sum = 0;
  for (let u = -38; u < 5; u += 0.2) sum += Math.exp((x + 1) * u - Math.exp(u));
  return (0.2 * sum) / x;
}

const shapes = Array.from({ length: 9801 }, (_, i) => 0.2 + 0.001 * i);
const ratios = shapes.map((a) => gamma(2 / a) ** 2 / (gamma(1 / a) * gamma(3 / a)));

function nearest(table: readonly number[], value: number): number {
  let best = 0;
  table.forEach((entry, i) => {
    if (Math.abs(entry - value) < Math.abs(table[best]! - value)) best = i;
  });
  return shapes[best]!;
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

function asymmetric(values: readonly number[]): readonly [shape: number, left: number, right: number] {
  const left = Math.sqrt(mean(values.filter((x) => x < 0).map((x) => x * x)));
  const right = Math.sqrt(mean(values.filter((x) => x > 0).map((x) => x * x)));
  const g = left / right;
  const r = mean(values.map(Math.abs)) ** 2 / mean(values.map((x) => x * x));
  return [nearest(ratios, (r * (g ** 3 + 1) * (g + 1)) / (g ** 2 + 1) ** 2), left, right];
}

function naive(plane: Planes<Float64Array>, variant: 'authors' | 'matlab'): number[] {
  const { width: w, height: h } = plane;
  const samples = [...normalizeContrast(plane, variant === 'authors' ? 'zero' : 'replicate').samples];
  const features: number[] = [];
  const toScale = (a: number) => Math.sqrt(gamma(1 / a) / gamma(3 / a));
  if (variant === 'authors') {
    const variance = mean(samples.map((x) => x * x));
    const inverse = ratios.map((r) => 1 / r);
    features.push(nearest(inverse, variance / mean(samples.map(Math.abs)) ** 2), variance);
  } else {
    const [shape, left, right] = asymmetric(samples);
    features.push(shape, (toScale(shape) * (left + right)) / 2);
  }
  // circshift by rows and columns, as in the authors' program
  for (const [down, across] of [
    [0, 1],
    [1, 0],
    [1, 1],
    [-1, 1],
  ] as const) {
    const products = samples.map((x, i) => {
      const row = (Math.floor(i / w) - down + h) % h;
      return x * samples[row * w + (((i % w) - across + w) % w)]!;
    });
    const [shape, left, right] = asymmetric(products);
    const location = (right - left) * toScale(shape) * (gamma(2 / shape) / gamma(1 / shape));
    const widths = variant === 'authors' ? [left ** 2, right ** 2] : [toScale(shape) * left, toScale(shape) * right];
    features.push(shape, location, ...widths);
  }
  return features;
}

test.each(['authors', 'matlab'] as const)('the 36 features of %s equal a plain computation', (variant) => {
  const gray = randomPlanes(1, 21, 26);
  const want = [gray, imresize(gray, { scale: 0.5 }, { border: 'symmetric' })].flatMap((plane) => naive(plane, variant));
  const got = brisqueFeatures(gray, variant);
  expect(got).toHaveLength(36);
  got.forEach((value, i) => {
    expect(value, `feature ${i + 1}`).toBeCloseTo(want[i]!, 9);
  });
});
