import { describe, expect, test } from 'vitest';
import { fromHalf, toHalf } from './half.ts';

describe('half precision', () => {
  test('every finite half survives', () => {
    for (let h = 0; h < 0x10000; h++) if ((h & 0x7c00) !== 0x7c00) expect(toHalf(fromHalf(h))).toBe(h);
  });

  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [Number.NEGATIVE_INFINITY, 0xfc00],
    [2 ** -24, 1],
    [2 ** -25, 0], // a tie goes to even
    [1.5 * 2 ** -24, 2],
    [2 ** -26, 0],
    [1 + 2 ** -11, 0x3c00], // a tie goes to even
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000], // rounding carries into the exponent
  ])('%d is 0x%s', (value, bits) => expect(toHalf(value)).toBe(bits));

  test('NaN and infinity', () => {
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
    expect(fromHalf(0x7c00)).toBe(Number.POSITIVE_INFINITY);
    expect(fromHalf(0xfc00)).toBe(Number.NEGATIVE_INFINITY);
  });
});
