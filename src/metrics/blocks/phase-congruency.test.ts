import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { phaseCongruency } from './phase-congruency.ts';

const [width, height] = [48, 40];
const square = Float64Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return x >= 12 && x < 36 && y >= 10 && y < 30 ? 200 : 50;
});

test('is high at an edge, low beside it, and from 0 to 1 everywhere', () => {
  const pc = phaseCongruency(square, width, height);
  expect(pc[20 * width + 12]).toBeGreaterThan(2 * pc[20 * width + 4]!);
  expect(Math.min(...pc)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...pc)).toBeLessThanOrEqual(1);
});

test('does not depend on contrast', () => {
  const pc = phaseCongruency(square, width, height);
  const paler = phaseCongruency(
    square.map((v) => v / 2),
    width,
    height,
  );
  expect(Math.max(...pc.map((v, i) => Math.abs(v - paler[i]!)))).toBeLessThan(1e-3);
});

test('takes noise for noise, and finds nothing in a black picture', () => {
  const noise = phaseCongruency(randomPlanes(1, height, width).data, width, height);
  expect(noise.reduce((sum, v) => sum + v, 0) / noise.length).toBeLessThan(0.1);
  expect(phaseCongruency(new Float64Array(width * height), width, height)).toEqual(new Float64Array(width * height));
});
