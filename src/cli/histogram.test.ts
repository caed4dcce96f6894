import { expect, test } from 'vitest';
import { histogramHtml, weightHistogram } from './histogram.ts';

test('bins from the least to the greatest value, with mean and deviation', () => {
  const histogram = weightHistogram('a.weight', [4], Float32Array.of(-1, -1, 1, 3));
  expect(histogram).toMatchObject({ min: -1, max: 3, mean: 0.5 });
  expect(histogram.deviation).toBeCloseTo(Math.sqrt((2.25 * 2 + 0.25 + 6.25) / 4), 12);
  expect([histogram.counts[0], histogram.counts[20], histogram.counts.at(-1)]).toEqual([2, 1, 1]);
  expect(histogram.counts.reduce((a, b) => a + b)).toBe(4);
});

test('equal values are one bar in the middle', () => {
  const { counts } = weightHistogram('bias', [3], new Float32Array(3));
  expect(counts[20]).toBe(3);
});

test('the drawing has a bar for each bin and the numbers as text', () => {
  const html = histogramHtml(weightHistogram('<b>.weight', [2, 1], Float32Array.of(-0.5, 0.25)));
  expect(html.match(/M\d+ 60v/g)).toHaveLength(40);
  expect(html).toContain('&#60;b&#62;.weight</b> <span>2×1</span>');
  expect(html).toContain('<span>−0.500</span><span>mean −0.125, deviation 0.375</span><span>0.250</span>');
});
