/** The Upscaler in headless Chromium: files out of it, progress, one after the other, and everything that it refuses. */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHeader } from '../../src/codecs/header.ts';
import { colorSpaceOf } from '../../src/codecs/icc.ts';
import { decode, upscale } from '../../src/node.ts';
import { browserMissing } from '../support/browser.ts';
import { defaultNetwork } from '../support/default-network.ts';
import { cat, glass, type LibraryPage, openLibrary, worst } from './library.ts';
import type { Job, Sent } from './library-page.ts';

if (browserMissing) console.warn(`The library is not used in a browser: ${browserMissing}`);

describe.skipIf(browserMissing)('in a page', () => {
  let opened: LibraryPage;
  const enlarge = (job: Job): Promise<Sent> => opened.enlarge(job);
  beforeAll(async () => {
    opened = await openLibrary();
  });
  afterAll(() => opened.close());

  test('a PNG file is exact, with alpha and gray', async () => {
    for (const make of [glass, () => cat().toColourspace('b-w').png().toBuffer()]) {
      const web = await enlarge({ bytes: [...(await make())], output: {} });
      const { image, format } = await decode(Uint8Array.from(web.file));
      expect(format).toBe('png');
      expect(worst(web, image)).toBe(0);
    }
  });

  test('other files: their type, their quality, their profile, white behind what is transparent', async () => {
    const opaque = [...(await cat().withIccProfile('p3').png().toBuffer())];
    for (const [type, most] of [
      ['image/webp', 0],
      ['image/jpeg', 6],
    ] as const) {
      const web = await enlarge({ bytes: opaque, output: { type, quality: 100 } });
      const { image, format, metadata } = await decode(Uint8Array.from(web.file));
      expect(`image/${format}`).toBe(type);
      expect(worst(web, image)).toBeLessThanOrEqual(most);
      expect(colorSpaceOf(Uint8Array.from(metadata.icc!))).toBe('display-p3');
      const small = await enlarge({ bytes: opaque, output: { type, quality: 20 } });
      expect(small.file.length).toBeLessThan(web.file.length / 2);
    }
    const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer();
    const white = await enlarge({ bytes: [...clear], output: { type: 'image/jpeg' } });
    expect((await decode(Uint8Array.from(white.file))).image.data.every((v) => v === 255)).toBe(true);
  });

  test('the profile of a PNG stays; pixels of a P3 canvas are tagged', async () => {
    const web = await enlarge({ bytes: [...(await cat().withIccProfile('p3').png().toBuffer())], output: {} });
    const { metadata } = await decode(Uint8Array.from(web.file));
    expect(colorSpaceOf(Uint8Array.from(metadata.icc!))).toBe('display-p3');
    const file = await opened.page.evaluate(async () => {
      const upscaler = new globalThis.subpixel.Upscaler({ model: 'bicubic' });
      const pixels = new ImageData(new Uint8ClampedArray(4 * 25).fill(200), 5, 5, { colorSpace: 'display-p3' });
      const picture = await upscaler.upscale(pixels);
      await upscaler[Symbol.asyncDispose]();
      const [bitmap, canvas] = [await picture.toImageBitmap(), picture.toCanvas()];
      return {
        space: [picture.colorSpace, picture.toImageData().colorSpace],
        sizes: [picture, bitmap, canvas].map(({ width, height }) => `${width}×${height}`),
        png: [...new Uint8Array(await (await picture.toBlob()).arrayBuffer())],
      };
    });
    expect(file).toMatchObject({ space: ['display-p3', 'display-p3'], sizes: ['20×20', '20×20', '20×20'] });
    expect(readHeader(Uint8Array.from(file.png))).toMatchObject({ coded: [12, 13], channels: 4, width: 20 });
  });

  test('two Upscalers at work at once do not disturb each other', async () => {
    const bytes = [...(await cat().png().toBuffer())];
    const [one, two] = await opened.page.evaluate(
      (given) => Promise.all([2, 3].map((scale) => globalThis.enlarge({ bytes: given, options: { scale, tile: 32 } }))),
      bytes,
    );
    expect(worst(one!, (await upscale(Uint8Array.from(bytes), { scale: 2 })).image)).toBeLessThanOrEqual(1);
    expect(worst(two!, (await upscale(Uint8Array.from(bytes), { scale: 3 })).image)).toBeLessThanOrEqual(1);
  });

  test('an old network in a cache is fetched anew', async () => {
    const web = await opened.page.evaluate(
      async (given) => {
        const { fetch } = globalThis;
        const asked: string[] = [];
        globalThis.fetch = async (address, options) => {
          if (!String(address).endsWith('.onnx')) return fetch(address, options);
          asked.push(String(options?.cache));
          return options?.cache === 'reload' ? fetch(address, options) : new Response('an older network');
        };
        const { width } = await globalThis.enlarge({ bytes: given });
        globalThis.fetch = fetch;
        return { width, asked };
      },
      [...(await cat().png().toBuffer())],
    );
    expect(web).toEqual({ width: 60, asked: ['default', 'reload'] });
  });

  test('progress, abort, and what is wrong', async () => {
    const bytes = [...(await cat().png().toBuffer())];
    const seen = await opened.page.evaluate(async (given) => {
      const { Upscaler } = globalThis.subpixel;
      const blob = new Blob([Uint8Array.from(given)]);
      const downloads: string[] = [];
      const onDownload = ({ url, loaded, total }: { url: string; loaded: number; total: number | undefined }) =>
        downloads.push(`${new URL(url).pathname} ${loaded === total}`);
      const upscaler = new Upscaler({ device: 'wasm', onDownload });
      const before = downloads.length;
      const ready = await upscaler.ready();
      const done: number[] = [];
      await upscaler.upscale(blob, { scale: 4, onProgress: (p) => done.push(p.done / p.total) });
      const controller = new AbortController();
      const aborted = upscaler.upscale(blob, { signal: controller.signal });
      controller.abort();
      const reason = await aborted.catch((error: DOMException) => [error instanceof DOMException, error.name]);
      await upscaler.dispose();
      return { before, ready, downloads: downloads.at(-1), count: new Set(downloads).size, done, reason };
    }, bytes);
    expect(seen).toEqual({
      before: 0,
      ready: { device: 'wasm', model: defaultNetwork, scales: [2, 3, 4] },
      downloads: `/weights/${defaultNetwork}_x4.onnx true`,
      count: expect.any(Number),
      done: expect.any(Array),
      reason: [true, 'AbortError'],
    });
    expect(seen.done.at(-1)).toBe(1);
  });

  test.each<[string, Partial<Job>, string, string]>([
    ['no picture', { bytes: [1, 2, 3] }, 'CodecError', 'Expected a picture that this browser can decode but received one that it refuses'],
    ['nothing', { bytes: [] }, 'CodecError', 'Expected a picture but received an empty file'],
    ['an unknown network', { upscaler: { model: 'espcm' } }, 'ConfigError', 'for the network but received "espcm"'],
    ['no weights', { upscaler: { weightsUrl: '/none' } }, 'ConfigError', 'Expected the list of networks at http'],
    ['damaged weights', { upscaler: { weightsUrl: '/damaged' } }, 'EngineError', 'Expected SHA-256 '],
    ['no network at an address', { upscaler: { model: '/weights/none.onnx' } }, 'EngineError', 'Expected a network at http'],
    [
      'an unknown device',
      { upscaler: { device: 'gpu' as 'wasm' } },
      'ConfigError',
      'Expected auto, cpu, wasm, webgpu for device but received "gpu"',
    ],
    [
      'a device that is not there',
      { upscaler: { device: 'webgpu' } },
      'EngineError',
      'Expected a graphics adapter for device webgpu but this browser',
    ],
    ['a wrong scale', { options: { scale: 99 } }, 'ConfigError', 'Expected a number above 0 and up to 16 for scale but received 99'],
    [
      'too many pixels',
      { options: { maxPixels: 100 } },
      'CodecError',
      'Expected at most 0.0001 million pixels for the picture but received 30×20',
    ],
    [
      'a wrong quality',
      { output: { type: 'image/webp', quality: 0 } },
      'ConfigError',
      'Expected a number from 1 to 100 for quality but received 0',
    ],
    [
      'a type that is not written',
      { output: { type: 'image/tiff' } },
      'CodecError',
      'Expected a type that this browser writes for the file but received "image/tiff"',
    ],
  ])('refused: %s', async (_, job, name, message) => {
    const bytes = [...(await cat().png().toBuffer())];
    const failure = await opened.page.evaluate(
      (given) =>
        globalThis.enlarge(given).then(
          () => undefined,
          (error: Error) => ({ name: error.name, message: error.message, ours: error instanceof globalThis.subpixel.SubpixelError }),
        ),
      { bytes, ...job },
    );
    expect(failure).toMatchObject({ name, ours: true, message: expect.stringContaining(message) });
  });

  test('a picture that is too wide for a canvas is a PNG, and no JPEG', async () => {
    const made = await opened.page.evaluate(async () => {
      const upscaler = new globalThis.subpixel.Upscaler({ model: 'nearest' });
      const picture = await upscaler.upscale({ width: 5000, height: 1, channels: 1, data: new Uint8Array(5000).fill(7) }, { scale: 16 });
      const failure = await picture.toBlob({ type: 'image/jpeg' }).catch((error: Error) => `${error.name}: ${error.message}`);
      return { failure, png: [...new Uint8Array(await (await picture.toBlob()).arrayBuffer())] };
    });
    expect(made.failure).toMatch(/^CodecError: Expected .*80000×16/);
    const { image } = await decode(Uint8Array.from(made.png));
    expect([image.width, image.height, image.channels, new Set(image.data)]).toEqual([80_000, 16, 1, new Set([7])]);
  });

  test('a header that claims a huge picture is refused before anything is decoded', async () => {
    const bytes = Uint8Array.from(await cat().png().toBuffer());
    new DataView(bytes.buffer).setUint32(16, 60_000);
    new DataView(bytes.buffer).setUint32(20, 60_000);
    const asked = opened.page.evaluate(
      (given) => {
        globalThis.createImageBitmap = () => Promise.reject(new Error('decoded'));
        return globalThis.enlarge({ bytes: given }).catch((error: Error) => error.message);
      },
      [...bytes],
    );
    expect(await asked).toBe('Expected at most 100 million pixels for the picture but received 60000×60000 (3600 million)');
  });
});
