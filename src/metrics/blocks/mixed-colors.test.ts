import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import { lmn, mixed, yiq } from './mixed-colors.ts';

const colors = { channels: 3, width: 2, height: 1, data: Float64Array.of(1, 0.5, 1, 0, 1, 0.25) };

test('each plane is the weighted sum of its row, in 0–255', () => {
  const { data } = mixed(colors, 1, yiq);
  expect(data[0]).toBeCloseTo(255, 10);
  expect(data[1]).toBeCloseTo(255 * (0.299 * 0.5 + 0.114 * 0.25), 10);
  expect(data[3]).toBeCloseTo(255 * (0.596 * 0.5 - 0.322 * 0.25), 10);
});

test('gray has no colour in YIQ, and a little in LMN', () => {
  const { data } = mixed(colors, 1, yiq);
  for (const at of [2, 4]) expect(data[at]).toBeCloseTo(0, 10);
  expect(mixed(colors, 1, lmn).data[2]).toBeCloseTo(255 * -0.01, 10);
});

test('refuses what is not RGB', () => {
  expect(() => mixed(randomPlanes(1, 2, 2), 255, yiq)).toThrow(ShapeError);
});
