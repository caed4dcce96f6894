import { expect, test } from 'vitest';
import { fractionAbove, fractionOf, scaledLength } from './scale.ts';

test('a scale as a fraction in lowest terms', () => {
  expect(fractionOf(4)).toEqual([4, 1]);
  expect(fractionOf(2.7)).toEqual([27, 10]);
  expect(fractionOf(5 / 3)).toEqual([5, 3]);
  expect(fractionOf(2.5)).toEqual([5, 2]);
});

test('refuses what is no such fraction, in one sentence', () => {
  expect(() => fractionOf(Math.PI)).toThrow('Expected a fraction with a denominator of at most 20 for scale but received 3.14159');
  for (const scale of [0, -2, Number.NaN]) expect(() => fractionOf(scale)).toThrow('fraction');
});

test('the next larger twentieth of any number', () => {
  expect(fractionAbove(2.7)).toBe(2.7);
  expect(fractionAbove(Math.PI)).toBe(3.15);
  expect(fractionAbove(1000 / 333)).toBe(3.05);
});

test('lengths are whole', () => {
  expect(scaledLength(30, 2.7)).toBe(81);
  expect(scaledLength(81, 1 / 2.7)).toBe(30);
  expect(scaledLength(5, 2.5)).toBe(13);
});
