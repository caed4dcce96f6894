import { describe, expect, test } from 'vitest';
import { secondsLeft, WorkClock } from './estimate.ts';
import { type Format, formatFor, resultNames, suffixOf } from './names.ts';
import { megapixels, outputSize } from './output-size.ts';

const names = (paths: readonly string[], format: Format = 'png', scale = 4) =>
  resultNames(paths.map((path) => ({ path, format, size: { scale } })));

describe('names of results', () => {
  test('are those of the command line', () => {
    expect(names(['cat.png'])).toEqual(['cat_x4.png']);
    expect(names(['a.jpeg', 'b.JPG'], 'jpeg')).toEqual(['a_x4.jpeg', 'b_x4.JPG']);
    expect(names(['photo.heic'], 'png', 1.5)).toEqual(['photo_x1.5.png']);
    expect(suffixOf({ maxSide: 2000 })).toBe('_max2000');
  });

  test('keep folders, dots in names and names without an extension', () => {
    expect(names(['trip/day.one/a.b.png', 'trip/noext', '.hidden'])).toEqual([
      'trip/day.one/a.b_x4.png',
      'trip/noext_x4.png',
      '.hidden_x4.png',
    ]);
  });

  test('never meet', () => {
    expect(names(['a.png', 'a.jpg'])).toEqual(['a_png_x4.png', 'a_jpg_x4.png']);
    expect(names(['a.png', 'A.png', 'a.png'])).toEqual(['a_png_x4.png', 'A_png_x4-2.png', 'a_png_x4-3.png']);
  });

  test('a format that cannot be written becomes PNG', () => {
    expect(['image/jpeg', 'image/gif', 'image/avif', ''].map((type) => formatFor(type, 'same'))).toEqual(['jpeg', 'png', 'png', 'png']);
    expect(formatFor('image/jpeg', 'webp')).toBe('webp');
  });
});

test('sizes are rounded, and one pixel at the least', () => {
  expect(outputSize({ width: 333, height: 1 }, { scale: 1.5 })).toEqual({ width: 500, height: 2 });
  expect(outputSize({ width: 300, height: 200 }, { maxSide: 1000 })).toEqual({ width: 1000, height: 667 });
  expect(outputSize({ width: 2, height: 3000 }, { maxSide: 100 })).toEqual({ width: 1, height: 100 });
  expect(megapixels({ width: 10_000, height: 10_000 })).toBe(100);
});

test('the time left follows from the speed so far, and a pause does not count', () => {
  expect(secondsLeft(0.25, 10)).toBe(30);
  expect(secondsLeft(0.001, 10)).toBeUndefined();
  const clock = new WorkClock();
  clock.start(1000);
  clock.stop(3000);
  clock.start(90_000);
  expect(clock.seconds(91_000)).toBe(3);
});
