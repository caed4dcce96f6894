import { expect, test } from 'vitest';
import { limitFor, mostMegapixels } from './limits.ts';

test('100 megapixels can always be asked for, more where the machine has the memory', () => {
  expect(mostMegapixels(0.5)).toBe(100);
  expect(mostMegapixels(8)).toBeGreaterThan(400);
  expect(limitFor({ width: 10_000, height: 10_000 }, 'png', 1)).toBeUndefined();
  expect(limitFor({ width: 10_001, height: 10_000 }, 'png', 1)).toEqual({ kind: 'pixels', most: 100 });
});

test('JPEG and WebP go through a canvas, which has a largest side; PNG does not', () => {
  const long = { width: 20_000, height: 100 };
  expect(limitFor(long, 'png')).toBeUndefined();
  expect(limitFor(long, 'jpeg')).toEqual({ kind: 'side', most: 16_384 });
  expect(limitFor({ width: 16_384, height: 100 }, 'webp')).toEqual({ kind: 'side', most: 16_383 });
});
