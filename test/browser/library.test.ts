/** The Upscaler in headless Chromium makes what it makes on Node, from everything that a page has pictures in. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode, type Image, upscale } from '../../src/node.ts';
import { browserMissing } from '../support/browser.ts';
import { cat, glass, height, type LibraryPage, openLibrary, width, worst } from './library.ts';
import type { Job, Sent } from './library-page.ts';

if (browserMissing) console.warn(`The library is not tested in a browser: ${browserMissing}`);

/** Files of one picture, and what the page says of each. */
const files: Readonly<
  Record<string, { readonly make: () => Promise<Buffer>; readonly notes?: readonly string[]; readonly space?: string }>
> = {
  'RGB PNG': { make: () => cat().png().toBuffer() },
  'PNG with alpha': { make: glass },
  'gray PNG': { make: () => cat().toColourspace('b-w').png().toBuffer() },
  'JPEG, turned': { make: () => cat().withMetadata({ orientation: 6 }).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer() },
  'JPEG with halved chroma, progressive': { make: () => cat().jpeg({ chromaSubsampling: '4:2:0', progressive: true }).toBuffer() },
  'lossy WebP': { make: () => cat().webp({ quality: 80 }).toBuffer() },
  'PNG with a palette': { make: () => cat().png({ palette: true }).toBuffer() },
  'PNG with a palette and alpha': {
    make: async () =>
      sharp(await glass())
        .png({ palette: true })
        .toBuffer(),
  },
  GIF: { make: () => cat().gif().toBuffer() },
  'JPEG, mirrored': { make: () => cat().withMetadata({ orientation: 5 }).jpeg().toBuffer() },
  'gray JPEG': { make: () => cat().toColourspace('b-w').jpeg().toBuffer() },
  WebP: { make: () => cat().webp({ lossless: true }).toBuffer() },
  'PNG in Display P3': { make: () => cat().withIccProfile('p3').png().toBuffer(), space: 'display-p3' },
  'PNG in sRGB': { make: () => cat().withIccProfile('srgb').png().toBuffer() },
};

describe.skipIf(browserMissing)('in a page', () => {
  let opened: LibraryPage;
  const enlarge = (job: Job): Promise<Sent> => opened.enlarge(job);
  beforeAll(async () => {
    opened = await openLibrary();
  });
  afterAll(() => opened.close());

  test.each(Object.entries(files))('%s: every sample is within one grey level of that of Node', async (_, { make, notes = [], space }) => {
    const file = await make();
    const node = await upscale(file, { scale: 2 });
    const web = await enlarge({ bytes: [...file] });
    expect(web).toMatchObject({ device: 'wasm', colorSpace: space ?? 'srgb', notes });
    expect(worst(web, node.image)).toBeLessThanOrEqual(1);
  });

  test.each(['file', 'address', 'url', 'bitmap', 'pixels', 'offscreen', 'canvas', 'webgl', 'element'] as const)('%s', async (as) => {
    const file = await cat().png().toBuffer();
    const node = await upscale(file, { scale: 2 });
    const web = await enlarge({ bytes: [...file], as });
    expect(worst(web, node.image)).toBeLessThanOrEqual(1);
  });

  test('a profile that no canvas has is converted to Display P3, and 16 bits to 8: both are said', async () => {
    const samples = Uint16Array.from(await cat().raw().toBuffer(), (v) => 257 * v);
    const { bytes: wide } = await encode({ width, height, channels: 3, data: samples }, 'png');
    const web = await enlarge({ bytes: [...wide] });
    expect(web.notes).toEqual(['Reduced from 16 to 8 bits per sample: browsers decode to 8']);
    const node = await upscale(wide, { scale: 2 });
    expect(worst(web, { ...node.image, data: Uint8Array.from(node.image.data, (v) => Math.round(v / 257)) })).toBeLessThanOrEqual(1);

    // Red and blue exchanged: every colour is another one by this profile. A dull picture, as sharp keeps only what sRGB has.
    const { icc } = await sharp(await cat().withIccProfile('p3').jpeg().toBuffer()).metadata();
    const other = withTagsExchanged(icc!, 'rXYZ', 'bXYZ');
    const data = await cat().modulate({ saturation: 0.3 }).raw().toBuffer();
    const { bytes } = await encode({ width, height, channels: 3, data: new Uint8Array(data) }, 'png', { metadata: { icc: other } });
    const converted = await enlarge({ bytes: [...bytes], upscaler: { model: 'nearest' } });
    expect(converted).toMatchObject({
      colorSpace: 'display-p3',
      notes: ['Converted from its colour profile, if it has one, to Display P3'],
    });
    const p3 = await upscale(await sharp(bytes).withIccProfile('p3').png().toBuffer(), { model: 'nearest', scale: 2 });
    expect(worst(converted, p3.image)).toBeLessThanOrEqual(2);
  });

  test('with alpha in such a profile the colour is that of a canvas, and a bitmap of any space is sRGB', async () => {
    const { icc } = await sharp(await cat().withIccProfile('p3').jpeg().toBuffer()).metadata();
    const pixels = await sharp(await glass())
      .raw()
      .toBuffer();
    const picture: Image = { width, height, channels: 4, data: new Uint8Array(pixels) };
    const other = await encode(picture, 'png', { metadata: { icc: withTagsExchanged(icc!, 'rXYZ', 'bXYZ') } });
    const web = await enlarge({ bytes: [...other.bytes], upscaler: { model: 'nearest' }, options: { scale: 1 } });
    expect(web).toMatchObject({ colorSpace: 'display-p3', channels: 4 });
    expect(web.notes).toContain('Colour of transparent pixels is not exact: it was read from a canvas');
    const p3 = await encode(picture, 'png', { metadata: { icc: Uint8Array.from(icc!) } });
    const bitmap = await enlarge({ bytes: [...p3.bytes], as: 'bitmap', upscaler: { model: 'nearest' }, options: { scale: 1 } });
    const srgb = await sharp(p3.bytes).withIccProfile('srgb').raw().toBuffer();
    const visible = bitmap.data.map((v, i) => (pixels[i | 3]! > 200 ? Math.abs(v - srgb[i]!) : 0));
    expect(bitmap.colorSpace).toBe('srgb');
    expect(Math.max(...visible)).toBeLessThanOrEqual(3);
  });

  test('an icon, a format whose header is not read, and a drawing on an element', async () => {
    const png = await cat().png().toBuffer();
    const icon = Buffer.alloc(22);
    [0, 1, 1].forEach((v, i) => {
      icon.writeUInt16LE(v, 2 * i);
    });
    icon.set([width, height, 0, 0, 1, 0, 32, 0], 6);
    icon.writeUInt32LE(png.length, 14);
    icon.writeUInt32LE(22, 18);
    const web = await enlarge({ bytes: [...Buffer.concat([icon, png])], upscaler: { model: 'nearest' } });
    expect(web).toMatchObject({ width: 60, height: 40, colorSpace: 'display-p3' });
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="8" height="6" fill="#c86432"/></svg>',
    );
    const drawn = await enlarge({ bytes: [...svg], as: 'element', type: 'image/svg+xml', upscaler: { model: 'nearest' } });
    expect(drawn).toMatchObject({ width: 16, height: 12, channels: 3, colorSpace: 'srgb' });
    expect(drawn.data.slice(0, 3)).toEqual([200, 100, 50]);
  });
});

/** A profile in which two tags lead to each other's data. */
function withTagsExchanged(icc: Uint8Array, ...tags: readonly [string, string]): Uint8Array {
  const changed = Buffer.from(icc);
  const [one, two] = tags.map((tag) => changed.indexOf(tag, 128, 'latin1'));
  changed.write(tags[1], one!, 'latin1');
  changed.write(tags[0], two!, 'latin1');
  return Uint8Array.from(changed);
}
