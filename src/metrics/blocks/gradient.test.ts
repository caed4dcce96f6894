import { expect, test } from 'vitest';
import { gradientMagnitude, prewitt, scharr } from './gradient.ts';

const ramp = Float64Array.from({ length: 20 }, (_, i) => 3 * (i % 5) + 4 * Math.floor(i / 5));

test.each([
  ['Prewitt', prewitt, 2],
  ['Scharr', scharr, 2],
] as const)('%s: inside a ramp the length of its slope, over two samples', (_, filter, samples) => {
  expect(gradientMagnitude(ramp, 5, 4, filter)[6]).toBeCloseTo(5 * samples, 12);
});

test('beyond the edge are zeros', () => {
  const flat = gradientMagnitude(new Float64Array(9).fill(12), 3, 3, prewitt);
  expect([...flat].map((v) => Math.round(v * 1e9) / 1e9)).toEqual(
    [8 * Math.SQRT2, 12, 8 * Math.SQRT2, 12, 0, 12, 8 * Math.SQRT2, 12, 8 * Math.SQRT2].map((v) => Math.round(v * 1e9) / 1e9),
  );
});
