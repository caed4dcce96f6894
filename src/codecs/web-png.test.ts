import sharp from 'sharp';
import { expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { decode } from './decode.ts';
import { readHeader } from './header.ts';
import { encodePng } from './web-png.ts';

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());

test.each([1, 2, 3, 4] as const)('%d channels of 8 and 16 bits are read by libvips as they were written', async (channels) => {
  for (const bits of [8, 16] as const) {
    const image = randomImage(channels, 37, 53, channels, bits);
    const file = await bytesOf(await encodePng(image, 'srgb'));
    expect((await decode(file)).image).toEqual(image);
    expect(readHeader(file)).toMatchObject({ format: 'png', width: 53, height: 37, channels, bits });
  }
});

test('a picture of several strips, and of one pixel', async () => {
  for (const image of [randomImage(3, 1500, 1100, 7), randomImage(1, 1, 1)]) {
    const back = (await decode(await bytesOf(await encodePng(image, 'srgb')))).image;
    expect([back.width, back.height]).toEqual([image.width, image.height]);
    expect(back.data.every((v, i) => v === image.data[i])).toBe(true);
  }
});

test('the space is said by the profile, or else by numbers', async () => {
  const image = randomImage(3, 4, 5);
  const { icc } = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .withIccProfile('p3')
    .png()
    .toBuffer()
    .then((file) => sharp(file).metadata());
  const profile = Uint8Array.from(icc!);
  expect((await decode(await bytesOf(await encodePng(image, 'display-p3', profile)))).metadata.icc).toEqual(icc);
  expect(readHeader(await bytesOf(await encodePng(image, 'display-p3')))?.coded).toEqual([12, 13]);
  // A profile of RGB does not go with gray.
  expect(readHeader(await bytesOf(await encodePng(randomImage(1, 4, 5), 'display-p3', profile)))?.icc).toBeUndefined();
});
