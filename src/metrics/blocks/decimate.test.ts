import { expect, test } from 'vitest';
import { decimated, factorTo256 } from './decimate.ts';

const rows = (...lines: number[][]) => ({
  channels: 1,
  width: lines[0]!.length,
  height: lines.length,
  data: Float64Array.from(lines.flat()),
});

test('by 2: each sample with the next ones, zeros after the last', () => {
  const { width, height, data } = decimated(rows([4, 8, 12], [0, 4, 8], [8, 0, 4]), 2);
  expect([width, height, ...data]).toEqual([2, 2, 4, 5, 2, 1]);
});

test('by 3: around each sample, zeros before the first', () => {
  const { data } = decimated(rows([9, 9, 9, 9], [9, 9, 9, 9], [9, 9, 9, 9], [9, 9, 9, 18]), 3);
  expect(data).toEqual(Float64Array.of(4, 4, 4, 5));
});

test('every plane alike; by 1 as it is', () => {
  const planes = { channels: 2, width: 2, height: 1, data: Float64Array.of(1, 3, 5, 7) };
  expect(decimated(planes, 1)).toEqual(planes);
  expect(decimated(planes, 2).data).toEqual(Float64Array.of(1, 3));
});

test('the factor makes the smaller side about 256', () => {
  expect(
    [
      [100, 90],
      [512, 384],
      [383, 2000],
      [2040, 1300],
    ].map(([width, height]) => factorTo256({ width: width!, height: height! })),
  ).toEqual([1, 2, 1, 5]);
});
