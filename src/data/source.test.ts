import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomImage } from '../../test/support/pictures.ts';
import { recompress } from '../codecs/recompress.ts';
import type { Image } from '../image/image.ts';
import { presetSteps } from './degrade/presets.ts';
import type { Step } from './degrade/steps.ts';
import { createPatchFile, openPatchFile } from './hdf5.ts';
import { makePair, makePairs } from './pairs.ts';
import { type Batch, createSampler, openSampler, type SamplerConfig } from './sampler.ts';
import type { DataSet } from './source.ts';

const none = { flips: false, rotations: false, channelShuffle: false };
const all = { flips: true, rotations: true, channelShuffle: true };
const tools = { compress: recompress, openPatchFile };

function config(more: Partial<SamplerConfig> & { augment?: SamplerConfig['patch']['augment'] } = {}): SamplerConfig {
  const { augment = all, ...rest } = more;
  return { patch: { mode: 'random', lrPatchSize: 8, augment }, scale: 2, colorSpace: 'rgb', batchSize: 4, seed: 1, ...rest };
}

/** A 16-bit picture whose colours are its coordinates: red 256x, green 256y, blue 256·35 everywhere. */
function coordinates(width: number, height: number): Image {
  const data = Uint16Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / (3 * width))];
    return 256 * [x, y, 35][i % 3]!;
  });
  return { width, height, channels: 3, data };
}

/** For each patch of RGB the place of its HR pixel that is furthest from the middle, and the largest distance of an LR pixel from its HR pixels, in HR pixels. */
function misalignments({ lr, hr }: Batch, scale: number, middle: number): { reach: number; worst: number }[] {
  const [count, , size] = lr.shape as [number, number, number];
  const side = size * scale;
  return Array.from({ length: count }, (_, n) => {
    const patch = hr.data.subarray(n * 3 * side * side, (n + 1) * 3 * side * side).map((x) => (x * 65_535) / 256);
    let worst = 0;
    for (let i = 0; i < 3 * size * size; i++) {
      const row = Math.floor(i / size);
      const first = Math.floor(row / size) * side * side + (row % size) * scale * side + (i % size) * scale;
      let mean = 0;
      for (let k = 0; k < scale * scale; k++) mean += patch[first + Math.floor(k / scale) * side + (k % scale)]! / scale ** 2;
      worst = Math.max(worst, Math.abs((lr.data[n * 3 * size * size + i]! * 65_535) / 256 - mean));
    }
    return { reach: patch.reduce((most, x) => Math.max(most, Math.abs(x - middle)), 0), worst };
  });
}

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'subpixel-source-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const map = coordinates(120, 100);
const blur: Step[] = [
  { kind: 'anisotropic-blur', size: [3, 9], sigma: [0.5, 3], angle: [0, 180], profile: 'gaussian', beta: 1, even: 'sigma' },
  { kind: 'resize', factor: [0.5, 1.5], even: 'factor', kernels: ['bicubic', 'bilinear'], antialias: true },
  { kind: 'downscale', kernels: ['bicubic', 'area'], antialias: true },
];

describe('LR and HR stay aligned under turns, mirrors and exchanged channels', () => {
  test.each([2, 3, 4])('×%i, made once and made for each patch', async (scale) => {
    const picture = coordinates(216, 216);
    const sets: DataSet[] = [
      { kind: 'pairs', pairs: [makePair('map', picture, scale)] },
      { kind: 'degraded', pictures: [{ name: 'map', hr: picture }], steps: blur },
    ];
    for (const set of sets) {
      const sampler = await openSampler([set], config({ scale }), tools);
      const patches = [];
      for (let step = 0; step < 12; step++) patches.push(...misalignments(await sampler.batchAt(step), scale, 107.5));
      // Away from the picture's edges filters leave a linear picture as it is, resizing ripples a little; half an LR pixel would be 1 and more.
      const inside = patches.filter(({ reach }) => reach < 92);
      expect(inside.length).toBeGreaterThan(15);
      expect(Math.max(...inside.map(({ worst }) => worst))).toBeLessThan(0.25);
    }
  });

  test('the same place in HR whatever the degradation', async () => {
    const set = (steps: readonly Step[]): DataSet => ({ kind: 'degraded', pictures: [{ name: 'map', hr: map }], steps });
    const [a, b] = await Promise.all(
      [blur, presetSteps('noise', 2)].map(async (steps) => (await openSampler([set(steps)], config(), tools)).batchAt(5)),
    );
    expect(a!.hr).toEqual(b!.hr);
    expect(a!.lr).not.toEqual(b!.lr);
  });

  test('exchanged channels are all six orders, alike in LR and HR', async () => {
    const solid: Image = { width: 32, height: 32, channels: 3, data: Uint8Array.from({ length: 3072 }, (_, i) => [10, 20, 30][i % 3]!) };
    const sampler = createSampler([makePair('solid', solid, 2)], config({ batchSize: 60, augment: { ...none, channelShuffle: true } }));
    const { lr, hr } = await sampler.batchAt(0);
    const orders = new Set<string>();
    for (let n = 0; n < 60; n++) {
      const colors = (data: Float32Array, side: number) => [0, 1, 2].map((c) => Math.round(data[(n * 3 + c) * side * side]! * 255));
      expect(colors(lr.data, 8)).toEqual(colors(hr.data, 16));
      orders.add(colors(lr.data, 8).join());
    }
    expect(orders.size).toBe(6);
  });
});

describe('property: a batch depends on seed and step alone', () => {
  const sets: DataSet[] = [
    { kind: 'pairs', pairs: [makePair('a', randomImage(3, 40, 50, 1), 2), makePair('b', randomImage(1, 44, 36, 2), 2)], weight: 2 },
    { kind: 'degraded', pictures: [{ name: 'c', hr: randomImage(3, 60, 64, 3) }], steps: presetSteps('bsrgan', 2), weight: 1 },
  ];
  const augment = { ...all, mixup: { chance: 0.5, alpha: 1.2 }, cutblur: { chance: 0.5, ratio: 0.7 } };

  test('for any seed, step and colour space', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom('y' as const, 'rgb' as const),
        async (seed, step, colorSpace) => {
          const one = await openSampler(sets, config({ seed, colorSpace, augment }), tools);
          const other = await openSampler(sets, config({ seed, colorSpace, augment }), tools);
          await other.batchAt(step + 1);
          const batch = await one.batchAt(step);
          expect(await other.batchAt(step)).toEqual(batch);
          expect(batch.lr.data.every((x) => x >= -0.2 && x <= 1.2)).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('several sets', () => {
  const flat = (value: number, side: number) =>
    makePair(`p${value}`, { width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(value) }, 2);
  const counts = async (sets: readonly DataSet[], patch: SamplerConfig['patch']) => {
    const sampler = await openSampler(sets, { ...config({ colorSpace: 'y', batchSize: 100 }), patch }, tools);
    const seen: Record<number, number> = {};
    for (let step = 0; step < 20; step++) {
      const { lr } = await sampler.batchAt(step);
      for (let n = 0; n < 100; n++) {
        const value = Math.round(lr.data[n * 64]! * 255);
        seen[value] = (seen[value] ?? 0) + 1;
      }
    }
    return seen;
  };
  const random = { mode: 'random', lrPatchSize: 8, augment: none } as const;
  const grid = { mode: 'grid', lrPatchSize: 8, stride: 8, augment: none } as const;
  const sets: DataSet[] = [
    { kind: 'pairs', pairs: [flat(10, 32)] },
    { kind: 'pairs', pairs: [flat(20, 64)] },
  ];

  test('without weights: in proportion to their patches', async () => {
    // Positions: 9² and 25²; patches of the grid: 2² and 4².
    expect((await counts(sets, random))[10]! / 2000).toBeCloseTo(81 / 706, 1);
    expect(await counts(sets, grid)).toEqual({ 10: 400, 20: 1600 });
  });

  test.each([['random', random] as const, ['grid', grid] as const])('with weights, %s: in proportion to those', async (_, patch) => {
    const seen = await counts([{ ...sets[0]!, weight: 3 }, sets[1]!], patch);
    expect(seen[10]! / 2000).toBeCloseTo(0.75, 1);
  });

  test('one set of several is numbered as it would be alone', async () => {
    const pairs = [makePair('a', randomImage(3, 40, 50, 1), 2)];
    const alone = await createSampler(pairs, config()).batchAt(3);
    expect(await (await openSampler([{ kind: 'pairs', pairs }], config(), tools)).batchAt(3)).toEqual(alone);
  });
});

test('the scales and turns of FSRCNN make 19 more of each picture', async () => {
  const picture = randomImage(3, 60, 60, 9);
  const pairs = makePairs('p', picture, { scale: 3, shrink: [1, 0.9, 0.8, 0.7, 0.6] });
  expect(pairs.map(({ hr }) => hr.width)).toEqual([60, 54, 48, 42, 36]);
  // One patch of each picture: its top left corner.
  const patch = { mode: 'grid', lrPatchSize: 12, stride: 12, augment: { ...none, rotations: true } } as const;
  const sampler = createSampler(pairs, { ...config({ scale: 3, batchSize: 400 }), patch });
  const { hr } = await sampler.batchAt(0);
  const length = 3 * 36 * 36;
  const versions = new Set(Array.from({ length: 400 }, (_, n) => hr.data.slice(n * length, (n + 1) * length).join()));
  expect(sampler.patches).toBe(5);
  expect(versions.size).toBe(20);
});

describe('HDF5', () => {
  const write = async (name: string, channels: number, rows: number, sizes: readonly [number, number] = [8, 16]) => {
    const writer = await createPatchFile(join(root, name), { channels, lrSize: sizes[0], hrSize: sizes[1], type: 'float32', settings: {} });
    // LR pixel (c, y, x) of row n is n/100 + c/1000 + y/16 + x/128; HR repeats it.
    const values = (side: number, factor: number) =>
      Float32Array.from({ length: rows * channels * side * side }, (_, i) => {
        const [x, y] = [Math.floor((i % side) / factor), Math.floor((Math.floor(i / side) % side) / factor)];
        const c = Math.floor(i / side / side) % channels;
        return Math.floor(i / side / side / channels) / 100 + c / 1000 + y / 16 + x / 128;
      });
    writer.append(values(sizes[0], 1), values(sizes[1], 2));
    writer.close();
    return { kind: 'hdf5', file: join(root, name) } as const;
  };

  test('rows are seen once in an epoch of the grid, turned alike on both sides', async () => {
    const set = await write('rows.h5', 3, 10);
    const patch = { mode: 'grid', lrPatchSize: 8, stride: 1, augment: all } as const;
    const sampler = await openSampler([set], { ...config({ batchSize: 5 }), patch }, tools);
    expect([sampler.patches, sampler.stepsPerEpoch]).toEqual([10, 2]);
    const seen: number[] = [];
    for (const step of [0, 1]) {
      const { lr, hr } = await sampler.batchAt(step);
      for (let i = 0; i < lr.data.length; i++) {
        const [x, row] = [i % 8, Math.floor(i / 8)];
        const at = (Math.floor(row / 8) * 16 + 2 * (row % 8)) * 16 + 2 * x;
        expect([hr.data[at], hr.data[at + 17]]).toEqual([lr.data[i], lr.data[i]]);
      }
      for (let n = 0; n < 5; n++) seen.push(Math.min(...lr.data.slice(n * 192, (n + 1) * 192)));
    }
    expect(seen.map((x) => Math.round(x * 100)).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    sampler.close();
  });

  test('RGB becomes luma for a network of luma', async () => {
    const set = await write('luma.h5', 3, 4);
    const sampler = await openSampler([set], config({ colorSpace: 'y', augment: none }), tools);
    const { lr } = await sampler.batchAt(0);
    expect(lr.shape).toEqual([4, 1, 8, 8]);
    const [first, second] = [lr.data[0]!, lr.data[1]!];
    expect((second - first) * 128).toBeCloseTo(219 / 255, 4);
    sampler.close();
  });

  test('one channel for a network of RGB, and patches of another size, are refused', async () => {
    const gray = await write('gray.h5', 1, 2);
    await expect(openSampler([gray], config(), tools)).rejects.toThrow(`Expected 3 channels for data of ${gray.file} but received 1`);
    const two = await write('two.h5', 2, 2);
    await expect(openSampler([two], config({ colorSpace: 'y' }), tools)).rejects.toThrow(
      `Expected 1 or 3 channels for data of ${two.file} but received 2`,
    );
    const same = await write('same.h5', 3, 2, [8, 8]);
    await expect(openSampler([same], config(), tools)).rejects.toThrow(
      `Expected patches of 16×16 for label of ${same.file} but received "8×8"`,
    );
    const small = await write('small.h5', 3, 2, [6, 12]);
    await expect(openSampler([small], config(), tools)).rejects.toThrow(
      `Expected patches of 8×8 for data of ${small.file} but received "6×6"`,
    );
  });
});
