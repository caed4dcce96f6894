import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import type { Planes } from '../../image/image.ts';
import { normalizeContrast } from './mscn.ts';

/** By its definition: the 2-D window at every place, weights first, then centred squares. */
function naive({ width, height, data }: Planes, border: 'replicate' | 'zero', side = 7): [samples: number[], deviation: number[]] {
  const reach = (side - 1) / 2;
  const offset = (k: number) => [(k % side) - reach, Math.floor(k / side) - reach] as const;
  const weights = Array.from({ length: side ** 2 }, (_, k) => Math.exp(-(offset(k)[0] ** 2 + offset(k)[1] ** 2) / (2 * (side / 6) ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  const at = (x: number, y: number) => {
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    if (!inside && border === 'zero') return 0;
    return data[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
  };
  const samples: number[] = [];
  const deviations: number[] = [];
  for (let i = 0; i < width * height; i++) {
    const near = weights.map((_, k) => at((i % width) + offset(k)[0], Math.floor(i / width) + offset(k)[1]));
    const mean = near.reduce((total, value, k) => total + (weights[k]! / sum) * value, 0);
    const deviation = Math.sqrt(near.reduce((total, value, k) => total + (weights[k]! / sum) * (value - mean) ** 2, 0));
    samples.push((data[i]! - mean) / (deviation + 1));
    deviations.push(deviation);
  }
  return [samples, deviations];
}

test.each([
  ['replicate', 7],
  ['zero', 7],
  ['replicate', 5],
] as const)('equals the double loop with border %s and a window of %i', (border, side) => {
  const plane = randomPlanes(1, 9, 13);
  const { samples, deviation } = normalizeContrast(plane, border, side);
  const [wantSamples, wantDeviation] = naive(plane, border, side);
  samples.forEach((value, i) => {
    expect(value).toBeCloseTo(wantSamples[i]!, 10);
    expect(deviation[i]).toBeCloseTo(wantDeviation[i]!, 9);
  });
});

test.each([0, 77, 255])('a flat picture of %i becomes exactly zero', (value) => {
  const { samples } = normalizeContrast({ channels: 1, width: 12, height: 10, data: new Float64Array(120).fill(value) }, 'replicate');
  expect(samples.every((x) => x === 0)).toBe(true);
});
