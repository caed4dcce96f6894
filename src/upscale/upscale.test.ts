import { describe, expect, test } from 'vitest';
import {
  faultyEngine,
  largestDifference,
  mixed,
  nearest,
  nearestBody,
  onnx,
  own,
  setOf,
  studioNearest,
  waveImage,
  wavePlanes,
} from '../../test/support/networks.ts';
import { ConfigError, EngineError } from '../errors.ts';
import * as op from '../graph/ops.ts';
import type { Tensor } from '../graph/tensor.ts';
import { grayToY, rgbToYCbCr, yCbCrToRgb, yToGray } from '../image/color.ts';
import type { Image } from '../image/image.ts';
import { toImage, toPlanes, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import { ortNode } from '../runtime/ort-node.ts';
import { resampler, resamplers } from './resampler.ts';
import { type Progress, upscaleImage, upscalePlanes } from './upscale.ts';

const luma = setOf(nearest, 1, [2, 3, 4]);
const rgb = setOf(nearest, 3, [2, 3, 4]);

/** Each pixel repeated: what the nearest networks make. */
const repeated = (image: Image, scale: number): Image => imresizeImage(image, { scale }, { kernel: 'nearest' });

describe('colour', () => {
  test('RGB networks make RGB', async () => {
    const image = waveImage(3, 45, 37);
    expect((await upscaleImage(image, rgb, { scale: 3 })).image).toEqual(repeated(image, 3));
  });

  test('luma networks make the luma, bicubic the chroma', async () => {
    const image = waveImage(3, 45, 37);
    const ycc = rgbToYCbCr(toPlanes64(image));
    const n = 45 * 37;
    const y = imresize({ ...ycc, channels: 1, data: ycc.data.subarray(0, n) }, { scale: 2 }, { kernel: 'nearest' });
    const c = imresize({ ...ycc, channels: 2, data: ycc.data.subarray(n) }, { scale: 2 });
    const want = toImage(yCbCrToRgb({ ...y, channels: 3, data: Float64Array.of(...y.data, ...c.data) }));
    const { image: made } = await upscaleImage(image, luma, { scale: 2 });
    // Float32 against float64: a sample on the edge of rounding may fall to the other side.
    expect(largestDifference(made.data, want.data)).toBeLessThanOrEqual(1);
    expect(made.data.filter((v, i) => v !== want.data[i]).length).toBeLessThan(made.data.length / 1000);
  });

  test.each<[string, typeof luma]>([
    ['luma', luma],
    ['RGB', rgb],
  ])('gray stays gray through a %s network', async (_, set) => {
    const image = waveImage(1, 31, 40);
    expect((await upscaleImage(image, set, { scale: 4 })).image).toEqual(repeated(image, 4));
  });

  test('a luma network that enlarges sees gray in 16–235, as the luma of the same picture in RGB; at scale 1 it sees it as it is', async () => {
    const set = setOf(studioNearest, 1, [1, 2]);
    const image = waveImage(1, 40, 31);
    image.data.set([0, 255, 1, 254]);
    const colored: Image = { ...image, channels: 3, data: Uint8Array.from([...image.data].flatMap((v) => [v, v, v])) };
    const { image: made } = await upscaleImage(image, set, { scale: 2 });
    expect(made).toEqual(repeated(image, 2));
    const { image: inRgb } = await upscaleImage(colored, set, { scale: 2 });
    expect(
      largestDifference(
        made.data,
        inRgb.data.filter((_, i) => i % 3 === 0),
      ),
    ).toBeLessThanOrEqual(1);
    const { image: same } = await upscaleImage(image, set, { scale: 1 });
    expect([...same.data.subarray(0, 4)]).toEqual([16, 235, 16, 235]);
  });

  test.each([1, 3] as const)('16 bits stay 16 bits, %i channels', async (channels) => {
    const image = waveImage(channels, 33, 21, 16);
    const { image: made } = await upscaleImage(image, rgb, { scale: 2 });
    expect(made.data).toBeInstanceOf(Uint16Array);
    expect(largestDifference(made.data, repeated(image, 2).data)).toBeLessThanOrEqual(1);
    expect(new Set(made.data).size).toBeGreaterThan(256);
  });
});

describe('alpha', () => {
  test.each([2, 4] as const)('opaque stays opaque, %i channels', async (channels) => {
    const image = waveImage(channels, 30, 20);
    for (let i = channels - 1; i < image.data.length; i += channels) image.data[i] = 255;
    const { image: made } = await upscaleImage(image, luma, { scale: 2 });
    expect(made.channels).toBe(channels);
    expect(made.data.every((v, i) => i % channels !== channels - 1 || v === 255)).toBe(true);
  });

  test.each<[string, typeof luma]>([
    ['luma', luma],
    ['RGB', rgb],
    ['bicubic', resampler('bicubic')],
  ])('no fringe: what is hidden does not show beside what is visible (%s)', async (_, set) => {
    // A light disc; hidden pixels are black. The visible edge must stay light.
    const [size, light] = [40, [230, 200, 180]];
    const data = new Uint8Array(size * size * 4);
    for (let i = 0; i < size * size; i++) {
      if (Math.hypot((i % size) - 19.5, Math.floor(i / size) - 19.5) < 12) data.set([...light, 255], i * 4);
    }
    const { image: made } = await upscaleImage({ width: size, height: size, channels: 4, data }, set, { scale: 3 });
    const alphas = new Set<number>();
    let worst = 0;
    for (let i = 0; i < made.data.length; i += 4) {
      alphas.add(made.data[i + 3]!);
      if (made.data[i + 3]! > 0) worst = Math.max(worst, largestDifference(made.data.subarray(i, i + 3), light));
    }
    expect(worst).toBeLessThanOrEqual(2);
    expect(alphas.size).toBeGreaterThan(10); // a soft edge
    expect(alphas.has(0) && alphas.has(255)).toBe(true);
  });

  test('is enlarged by bicubic on its own', async () => {
    const image = waveImage(4, 30, 22);
    const { image: made } = await upscaleImage(image, rgb, { scale: 2 });
    const want = imresize(toPlanes(image, { part: 'alpha' }), { scale: 2 });
    expect(
      largestDifference(
        made.data.filter((_, i) => i % 4 === 3),
        want.data,
      ),
    ).toBeLessThanOrEqual(0.501);
  });
});

describe('passes', () => {
  test('eight times is four and two times', async () => {
    const image = waveImage(3, 20, 17);
    const result = await upscaleImage(image, rgb, { scale: 8 });
    expect(result.image).toEqual(repeated(image, 8));
    expect(result.passes).toEqual(['test ×4, 20×17 to 80×68', 'test ×2, 80×68 to 160×136']);
  });

  test('two networks in tiles are two networks on the whole, with what a picture can hold between them', async () => {
    const set = setOf(mixed, 1, [2, 4]);
    const image = waveImage(1, 50, 41);
    const first = await upscalePlanes(grayToY(toPlanes(image, { peak: 1 }), { peak: 1 }), await set.load(4), { tile: 1024 });
    const held = { ...first, data: first.data.map((value) => Math.min(Math.max(value, 16 / 255), 235 / 255)) };
    const want = toImage(yToGray(await upscalePlanes(held, await set.load(2), { tile: 1024 }), { peak: 1 }), { peak: 1 });
    const { image: made } = await upscaleImage(image, set, { scale: 8, tile: 32 });
    expect(largestDifference(made.data, want.data)).toBeLessThanOrEqual(1);
    expect(made.data.filter((v, i) => v !== want.data[i]).length).toBeLessThan(made.data.length / 1000);
  });

  test('a scale between is reduced with antialiasing', async () => {
    const image = waveImage(3, 40, 30);
    const result = await upscaleImage(image, rgb, { scale: 1.5 });
    const want = toImage(imresize(toPlanes(repeated(image, 2)), { width: 60, height: 45 }));
    expect(largestDifference(result.image.data, want.data)).toBeLessThanOrEqual(1);
    expect(result.passes).toEqual(['test ×2, 40×30 to 80×60', 'bicubic reduction to 60×45']);
  });

  test('smaller needs no network', async () => {
    const image = waveImage(3, 40, 30);
    const result = await upscaleImage(image, { ...rgb, load: () => Promise.reject(new Error('not needed')) }, { width: 20 });
    expect(result.image).toEqual(toImage(imresize(toPlanes(image), { width: 20, height: 15 })));
    expect(result).toMatchObject({
      device: 'cpu',
      tile: 0,
      notes: ['the picture gets smaller: no network is used, only a bicubic reduction'],
    });
  });

  test.each(resamplers)('%s makes any scale', async (kernel) => {
    const image = waveImage(3, 23, 29);
    const result = await upscaleImage(image, resampler(kernel), { scale: 2.5 });
    const want = toImage(imresize(toPlanes(image), { width: 58, height: 73 }, { kernel }));
    expect(largestDifference(result.image.data, want.data)).toBeLessThanOrEqual(1);
    expect(result).toMatchObject({ model: kernel, device: 'cpu', passes: [`${kernel} enlargement to 58×73`] });
  });

  test('classical methods are networks on planes, too', async () => {
    const planes = wavePlanes(1, 200, 150);
    for (const kernel of resamplers) {
      const made = await upscalePlanes(planes, await resampler(kernel).load(3), { tile: 32 });
      expect(largestDifference(made.data, imresize(planes, { scale: 3 }, { kernel }).data)).toBeLessThan(1e-6);
    }
    expect(() => resampler('cubic')).toThrow(ConfigError);
    await expect(resampler('bicubic').load(1.5)).rejects.toThrow(ConfigError);
  });

  test('a network of an enlarged input', async () => {
    const set = setOf((setting) => onnx(1, (g, x) => op.identity(g, x), { metadata: own(setting, 'bicubic') }), 1, [3]);
    const image = waveImage(1, 30, 20);
    expect((await upscaleImage(image, set)).image).toEqual(toImage(imresize(toPlanes(image), { scale: 3 })));
  });

  test('a foreign network of one size, in an alpha picture of 16 bits', async () => {
    const set = setOf((setting) => onnx(3, (g, x) => nearestBody(g, x, setting), { size: [24, 24] }), 3, [2]);
    const image = waveImage(4, 50, 31, 16);
    for (let i = 3; i < image.data.length; i += 4) image.data[i] = 65535;
    expect(largestDifference((await upscaleImage(image, set)).image.data, repeated(image, 2).data)).toBeLessThanOrEqual(1);
  });

  test('a set of luma and RGB networks is refused where both would run', async () => {
    const set = { ...luma, load: async (scale: number) => (scale === 2 ? luma : rgb).load(scale) };
    await expect(upscaleImage(waveImage(3, 10, 10), set, { scale: 8 })).rejects.toThrow(ConfigError);
  });
});

describe('options', () => {
  test('the self-ensemble of a network that treats all directions alike changes nothing', async () => {
    const image = waveImage(3, 30, 25);
    const { image: made } = await upscaleImage(image, rgb, { scale: 2, selfEnsemble: true, tile: 32 });
    expect(made).toEqual(repeated(image, 2));
  });

  test('the tile asked for is used and told', async () => {
    const image = waveImage(1, 100, 70);
    const result = await upscaleImage(image, setOf(mixed, 1, [2]), { tile: 40 });
    expect(result).toMatchObject({ model: 'test', device: 'cpu', tile: 40, overlap: 3, notes: [] });
    expect(result.megapixelsPerSecond).toBeCloseTo((200 * 140) / 1e6 / result.seconds, 6);
  });

  test('wrong options are ConfigErrors', async () => {
    const image = waveImage(1, 20, 20);
    await expect(upscaleImage(image, luma, { tile: 8 })).rejects.toThrow(ConfigError);
    await expect(upscaleImage(image, luma, { scale: 0 })).rejects.toThrow(ConfigError);
    await expect(upscaleImage(image, luma, { scale: 4, maxOutputPixels: 6399 })).rejects.toThrow(
      new ConfigError('Expected at most 6399 pixels for the output size but received "80×80 = 6400"'),
    );
    await expect(upscaleImage(image, luma, { scale: 4, maxOutputPixels: 6400 })).resolves.toBeDefined();
  });

  test.each<[string, Parameters<typeof upscaleImage>[2]]>([
    ['in tiles', { scale: 2, tile: 32 }],
    ['in two passes', { scale: 6, tile: 64 }],
    ['with a reduction', { scale: 2.5, tile: 32 }],
    ['smaller', { scale: 0.7 }],
  ])('progress rises to the end: %s', async (_, options) => {
    const seen: Progress[] = [];
    await upscaleImage(waveImage(3, 120, 90), luma, { ...options, onProgress: (p) => seen.push(p) });
    expect(seen.length).toBeGreaterThan(0);
    seen.forEach(({ done, total }, i) => {
      expect(total).toBe(seen[0]!.total);
      expect(done).toBeGreaterThan(seen[i - 1]?.done ?? 0);
      expect(done).toBeLessThanOrEqual(total);
    });
    expect(seen.at(-1)!.done).toBe(seen[0]!.total);
    if (options?.tile) expect(seen.length).toBeGreaterThan(4);
  });

  test('an abort stops between tiles', async () => {
    const controller = new AbortController();
    const seen: Progress[] = [];
    const onProgress = (p: Progress): void => {
      seen.push(p);
      if (seen.length === 3) controller.abort(new Error('enough'));
    };
    const work = upscaleImage(waveImage(3, 200, 200), luma, { tile: 32, signal: controller.signal, onProgress });
    await expect(work).rejects.toThrow('enough');
    expect(seen.length).toBe(3);
    await expect(upscaleImage(waveImage(3, 20, 20), luma, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });
});

describe('a device that computes wrongly', () => {
  const spoilt: Record<string, [(t: Tensor) => Tensor, string]> = {
    'NaN in one place': [(t) => ({ ...t, data: (t.data as Float32Array).map((v, i) => (i === 5 ? Number.NaN : v)) }), 'not finite'],
    black: [(t) => ({ ...t, data: new Float32Array(t.data.length) }), 'constant'],
    scrambled: [(t) => ({ ...t, data: (t.data as Float32Array).slice().reverse() }), 'parts of the output'],
  };

  test.each(Object.entries(spoilt))('%s: the CPU makes the picture', async (_, [spoil, reason]) => {
    const set = setOf(nearest, 3, [2], faultyEngine('webgpu', spoil), 'webgpu');
    // Brighter to the right, so that a reversed tile is another picture.
    const image = waveImage(3, 80, 60);
    image.data.forEach((v, i) => {
      image.data[i] = v / 2 + ((Math.floor(i / 3) % 80) / 80) * 127;
    });
    const seen: number[] = [];
    const result = await upscaleImage(image, set, { onProgress: ({ done }) => seen.push(done) });
    expect(result.image).toEqual(repeated(image, 2));
    expect(result.device).toBe('cpu');
    expect(result.notes).toHaveLength(1);
    expect(result.notes[0]).toContain('made on the CPU, because webgpu failed');
    expect(result.notes[0]).toContain(reason);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('a sound device is kept and named', async () => {
    const set = setOf(
      nearest,
      3,
      [2],
      faultyEngine('cuda', (t) => t),
      'cuda',
    );
    expect(await upscaleImage(waveImage(3, 40, 30), set)).toMatchObject({ device: 'cuda', notes: [] });
  });

  test('no picture when the CPU fails, too', async () => {
    const black = setOf(
      (setting) => onnx(3, (g, x) => op.mul(g, nearestBody(g, x, setting), g.constant(0)), { metadata: own(setting) }),
      3,
      [2],
    );
    const error = await upscaleImage(waveImage(3, 40, 30), black).catch((e: unknown) => e);
    expect(error).toEqual(new EngineError('test did not make a sound picture on cpu: the output is constant and the picture is not'));
    const never = setOf(
      (setting) => onnx(3, (g, x) => op.div(g, nearestBody(g, x, setting), g.constant(0)), { metadata: own(setting) }),
      3,
      [2],
      {
        ...faultyEngine('webgpu', (t) => t),
        load: (model, options) =>
          ortNode.load(model, { ...options, device: 'cpu' }).then((s) => Object.assign(s, { device: options?.device ?? 'cpu' })),
      },
      'webgpu',
    );
    await expect(upscaleImage(waveImage(3, 40, 30), never)).rejects.toThrow('test gave values that are not finite on cpu');
  });
});
