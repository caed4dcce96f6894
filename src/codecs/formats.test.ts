import { expect, test } from 'vitest';
import { extensionOf, formatOf, isImageFile, readableFormats } from './formats.ts';

test('a format is found from paths and extensions of any case', () => {
  expect(['a/b.PNG', '.jpg', 'JPEG', 'x.y.webp', 'scan.TIF', 'tiff', 'p.avif', 'q.gif'].map(formatOf)).toEqual([
    'png',
    'jpeg',
    'jpeg',
    'webp',
    'tiff',
    'tiff',
    'avif',
    'gif',
  ]);
  expect(['a.svg', 'a.pdf', 'a', 'png.txt', '', 'a.heic'].map(formatOf)).toEqual(Array(6).fill(undefined));
});

test('the usual extension of every format leads back to it', () => {
  for (const format of readableFormats) expect(formatOf(`x${extensionOf(format)}`)).toBe(format);
  expect(extensionOf('jpeg')).toBe('.jpg');
});

test('folder listings take pictures only', () => {
  expect(['a.png', 'B.JPG', 'c.tif'].every(isImageFile)).toBe(true);
  expect(['png', '.png', 'a.txt', 'a.svg', '.a.png.5f.tmp', 'notes'].some(isImageFile)).toBe(false);
});
