import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Image } from '../image/image.ts';
import { imresize } from '../image/resize.ts';
import { mulberry32 } from '../random.ts';
import type { Pair } from './pairs.ts';
import { type PatchConfig, patchConfig } from './patch-config.ts';
import { createSampler, type SamplerConfig } from './sampler.ts';

/** A pair whose LR sample is repeated scale × scale times in HR, so that aligned patches agree exactly. */
function blockPair(name: string, width: number, height: number, scale: number, first: number): Pair {
  const lr: Image = { width, height, channels: 1, data: Uint16Array.from({ length: width * height }, (_, i) => first + i) };
  const data = new Uint16Array(width * height * scale ** 2);
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      data[y * width * scale + x] = lr.data[Math.floor(y / scale) * width + Math.floor(x / scale)]!;
    }
  }
  return { name, lr, hr: { width: width * scale, height: height * scale, channels: 1, data } };
}

const pairs = [blockPair('a', 9, 7, 3, 0), blockPair('b', 5, 6, 3, 1000), blockPair('tiny', 3, 8, 3, 2000)];

function config(patch: PatchConfig, more: Partial<SamplerConfig> = {}): SamplerConfig {
  return { patch, scale: 3, colorSpace: 'y', batchSize: 4, seed: 1, ...more };
}

const none = { flips: false, rotations: false, channelShuffle: false };
const grid: PatchConfig = { mode: 'grid', lrPatchSize: 4, stride: 2, augment: none };
const random: PatchConfig = { mode: 'random', lrPatchSize: 4, augment: none };
const all = { flips: true, rotations: true, channelShuffle: false };

/** Sample (n, 0, y, x) of a batch as the 16-bit integer it was. */
const sample = (data: Float32Array, n: number, size: number, y: number, x: number): number =>
  Math.round(data[n * size ** 2 + y * size + x]! * 65535);

describe.each([
  ['grid', grid],
  ['random', random],
] as const)('%s', (_, patch) => {
  test('has the shapes (N, C, h, w) and (N, C, h·scale, w·scale)', async () => {
    const rgb = await createSampler(pairs, config(patch, { colorSpace: 'rgb' })).batchAt(0);
    expect([rgb.lr.shape, rgb.hr.shape]).toEqual([
      [4, 3, 4, 4],
      [4, 3, 12, 12],
    ]);
    expect((await createSampler(pairs, config(patch)).batchAt(5)).hr.shape).toEqual([4, 1, 12, 12]);
  });

  test('the same seed and step give the same batch, in any order of steps', async () => {
    const one = createSampler(pairs, config({ ...patch, augment: all }));
    const other = createSampler(pairs, config({ ...patch, augment: all }));
    const forwards = await Promise.all(Array.from({ length: 9 }, (_, step) => one.batchAt(step)));
    for (let step = 8; step >= 0; step--) expect(await other.batchAt(step)).toEqual(forwards[step]);
  });

  test('steps and seeds differ', async () => {
    const sampler = createSampler(pairs, config(patch));
    const other = createSampler(pairs, config(patch, { seed: 2 }));
    const first = await sampler.batchAt(0);
    expect(first.lr.data).not.toEqual((await sampler.batchAt(1)).lr.data);
    expect(first.lr.data).not.toEqual((await other.batchAt(0)).lr.data);
  });

  test('LR and HR stay aligned under all eight transforms, each of which occurs', async () => {
    const sampler = createSampler(pairs, config({ ...patch, augment: all }));
    const seen = new Set<string>();
    for (let step = 0; step < 12; step++) {
      const { lr, hr } = await sampler.batchAt(step);
      for (let n = 0; n < 4; n++) {
        for (let y = 0; y < 12; y++) {
          for (let x = 0; x < 12; x++) {
            expect(sample(hr.data, n, 12, y, x)).toBe(sample(lr.data, n, 4, Math.floor(y / 3), Math.floor(x / 3)));
          }
        }
        const origin = sample(lr.data, n, 4, 0, 0);
        const width = Math.min(...lr.data.slice(n * 16, n * 16 + 16)) * 65535 > 999 ? 5 : 9;
        const steps = [sample(lr.data, n, 4, 0, 1) - origin, sample(lr.data, n, 4, 1, 0) - origin];
        seen.add(steps.map((step) => (Math.abs(step) === 1 ? `${step}` : `${step / width}w`)).join(' '));
      }
    }
    expect([...seen].sort()).toEqual(['-1 -1w', '-1 1w', '-1w -1', '-1w 1', '1 -1w', '1 1w', '1w -1', '1w 1']);
  });

  test('a picture smaller than the patch is left out with a notice', () => {
    const sampler = createSampler(pairs, config(patch));
    expect(sampler.pictures).toBe(2);
    expect(sampler.notices).toEqual(['tiny is left out: its 9×24 pixels do not hold a patch of 12×12']);
  });
});

/** The first LR sample of each item: without augmentation it names the patch. */
const corners = (data: Float32Array): number[] => Array.from({ length: data.length / 16 }, (_, n) => sample(data, n, 4, 0, 0));

test('for input bicubic LR patches are enlarged by bicubic, each as a picture of its own', async () => {
  const [plain, enlarged] = await Promise.all(
    (['lr', 'bicubic'] as const).map((input) => createSampler(pairs, config(random, { input })).batchAt(3)),
  );
  expect(enlarged!.hr).toEqual(plain!.hr);
  expect(enlarged!.lr.shape).toEqual([4, 1, 12, 12]);
  for (let n = 0; n < 4; n++) {
    const data = plain!.lr.data.slice(n * 16, (n + 1) * 16);
    const want = imresize({ channels: 1, width: 4, height: 4, data }, { scale: 3 });
    expect(enlarged!.lr.data.slice(n * 144, (n + 1) * 144)).toEqual(Float32Array.from(want.data));
  }
});

describe('grid', () => {
  // a: columns 0 2 4, rows 0 2; b: column 0, rows 0 2.
  const wanted = [0, 2, 4, 18, 20, 22, 1000, 1010];

  test('every patch occurs once in every epoch, in another order each time', async () => {
    const sampler = createSampler(pairs, config(grid));
    expect([sampler.patches, sampler.stepsPerEpoch]).toEqual([8, 2]);
    const epoch = async (e: number) =>
      [corners((await sampler.batchAt(2 * e)).lr.data), corners((await sampler.batchAt(2 * e + 1)).lr.data)].flat();
    const sorted = (list: number[]) => [...list].sort((x, y) => x - y);
    for (let e = 0; e < 5; e++) expect(sorted(await epoch(e))).toEqual(wanted);
    expect(await epoch(0)).not.toEqual(await epoch(1));
  });

  test('a batch at the end of an epoch goes on into the next', async () => {
    const sampler = createSampler(pairs, config(grid, { batchSize: 3 }));
    const batches = await Promise.all(Array.from({ length: 8 }, (_, step) => sampler.batchAt(step)));
    const stream = batches.flatMap(({ lr }) => corners(lr.data));
    expect(sampler.stepsPerEpoch).toBe(3);
    for (let e = 0; e < 3; e++) expect(stream.slice(8 * e, 8 * e + 8).sort((x, y) => x - y)).toEqual(wanted);
  });
});

test('random: every position of every picture is equally likely', async () => {
  const sampler = createSampler(pairs, config(random, { batchSize: 100 }));
  const positions = 6 * 4 + 2 * 3;
  expect(sampler.patches).toBe(positions);
  const counts = new Map<number, number>();
  for (let step = 0; step < 60; step++) {
    for (const corner of corners((await sampler.batchAt(step)).lr.data)) counts.set(corner, (counts.get(corner) ?? 0) + 1);
  }
  expect(counts.size).toBe(positions);
  const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0);
  expect(chi2).toBeLessThan(58.3); // 29 degrees of freedom, p = 0.001
});

test.each([
  [{ ...none, flips: true }, 4],
  [{ ...none, rotations: true }, 4],
  [none, 1],
])('%o uses %i transforms', async (augment, wanted) => {
  const one = createSampler([blockPair('a', 4, 4, 3, 0)], config({ ...random, augment }, { batchSize: 200 }));
  const { lr } = await one.batchAt(0);
  expect(new Set(Array.from({ length: 200 }, (_, n) => lr.data.slice(n * 16, n * 16 + 16).join())).size).toBe(wanted);
});

test('refuses data without a single patch, and a step that is none', async () => {
  expect(() => createSampler(pairs.slice(2), config(grid))).toThrow(
    'Expected at least one picture of 12×12 pixels or more for the training data but received "tiny with 9×24"',
  );
  expect(() => createSampler([], config(grid))).toThrow('"no picture"');
  expect(() => createSampler(pairs, config(grid, { scale: 2 }))).toThrow('Expected 18×14 for the HR picture of a but received "27×21"');
  await expect(createSampler(pairs, config(grid)).batchAt(-1)).rejects.toThrow(
    'Expected a whole number of at least 0 for step but received -1',
  );
});

test('the schema fills in defaults and refuses unknown keys', () => {
  expect(v.parse(patchConfig, { mode: 'grid', lrPatchSize: 17, stride: 13 })).toEqual({
    mode: 'grid',
    lrPatchSize: 17,
    stride: 13,
    augment: none,
  });
  expect(() => v.parse(patchConfig, { mode: 'random', lrPatchSize: 17, stride: 13 })).toThrow();
  expect(() => v.parse(patchConfig, { mode: 'random', lrPatchSize: 0 })).toThrow();
  expect(() => v.parse(patchConfig, { mode: 'random', lrPatchSize: 8, augment: { flip: true } })).toThrow();
});

test('a batch of 16 patches from RGB to Y takes well under 2 ms', async () => {
  const values = mulberry32(1);
  const picture = (width: number, height: number): Image => ({
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: width * height * 3 }, () => values() * 256),
  });
  const sampler = createSampler(
    [{ name: 'a', lr: picture(200, 150), hr: picture(600, 450) }],
    config({ mode: 'random', lrPatchSize: 17, augment: all }, { batchSize: 16 }),
  );
  for (let step = 0; step < 50; step++) await sampler.batchAt(step);
  const times: number[] = [];
  for (let step = 0; step < 101; step++) {
    const from = performance.now();
    await sampler.batchAt(step);
    times.push(performance.now() - from);
  }
  const median = times.sort((x, y) => x - y)[50]!;
  expect(median).toBeLessThan(2);
});
