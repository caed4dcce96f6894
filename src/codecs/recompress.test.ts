import sharp from 'sharp';
import { expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { recompress } from './recompress.ts';

test.each([
  ['jpeg', 1],
  ['jpeg', 3],
  ['webp', 1],
  ['webp', 3],
] as const)('%s of %i channels is what the file holds, in the same size and channels', async (format, channels) => {
  const image = randomImage(channels, 21, 34);
  const input = sharp(image.data, { raw: { width: 34, height: 21, channels } });
  const bytes = await input.toFormat(format, { quality: 60 }).toBuffer();
  const decoded = await sharp(bytes)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  expect(await recompress(image, format, 60)).toEqual({ width: 34, height: 21, channels, data: new Uint8Array(decoded) });
});

test('lower quality is further from the picture', async () => {
  const image = randomImage(3, 32, 32);
  const error = async (quality: number) => {
    const { data } = await recompress(image, 'jpeg', quality);
    return Array.from(data).reduce((sum, x, i) => sum + (x - image.data[i]!) ** 2, 0);
  };
  expect(await error(20)).toBeGreaterThan(await error(90));
});
