import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import type { Planes } from '../../image/image.ts';
import { normalizeContrast } from './mscn.ts';

/** By its definition: the 2-D window at every place, weights first, then centred squares. */
function naive({ width, height, data }: Planes, border: 'replicate' | 'zero'): [samples: number[], deviation: number[]] {
  const weights = Array.from({ length: 49 }, (_, i) => Math.exp(-(((i % 7) - 3) ** 2 + (Math.floor(i / 7) - 3) ** 2) / (2 * (7 / 6) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const at = (x: number, y: number) => {
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    if (!inside && border === 'zero') return 0;
    return data[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
  };
  const samples: number[] = [];
  const deviations: number[] = [];
  for (let i = 0; i < width * height; i++) {
    const near = weights.map((_, k) => at((i % width) + (k % 7) - 3, Math.floor(i / width) + Math.floor(k / 7) - 3));
    const mean = near.reduce((total, value, k) => total + (weights[k]! / sum) * value, 0);
    const deviation = Math.sqrt(near.reduce((total, value, k) => total + (weights[k]! / sum) * (value - mean) ** 2, 0));
    samples.push((data[i]! - mean) / (deviation + 1));
    deviations.push(deviation);
  }
  return [samples, deviations];
}

test.each(['replicate', 'zero'] as const)('equals the double loop with border %s', (border) => {
  const plane = randomPlanes(1, 9, 13);
  const { samples, deviation } = normalizeContrast(plane, border);
  const [wantSamples, wantDeviation] = naive(plane, border);
  samples.forEach((value, i) => {
    expect(value).toBeCloseTo(wantSamples[i]!, 10);
    expect(deviation[i]).toBeCloseTo(wantDeviation[i]!, 9);
  });
});

test.each([0, 77, 255])('a flat picture of %i becomes exactly zero', (value) => {
  const { samples } = normalizeContrast({ channels: 1, width: 12, height: 10, data: new Float64Array(120).fill(value) }, 'replicate');
  expect(samples.every((x) => x === 0)).toBe(true);
});
