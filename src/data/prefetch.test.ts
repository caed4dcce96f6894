import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { recompress } from '../codecs/recompress.ts';
import type { Image } from '../image/image.ts';
import { mulberry32 } from '../random.ts';
import { type BatchSource, directBatches } from './batches.ts';
import { presetSteps } from './degrade/presets.ts';
import { createPatchFile, openPatchFile } from './hdf5.ts';
import { makePair } from './pairs.ts';
import { prefetchBatches, sharePair } from './prefetch.ts';
import { createSampler, openSampler } from './sampler.ts';

function noise(width: number, height: number, channels: 1 | 3, seed: number): Image {
  const random = mulberry32(seed);
  return { width, height, channels, data: Uint8Array.from({ length: width * height * channels }, () => random() * 256) };
}

const pairs = [makePair('a', noise(60, 40, 3, 1), 2), makePair('b', noise(50, 50, 1, 2), 2)];
const sampler = createSampler(pairs, {
  patch: { mode: 'grid', lrPatchSize: 8, stride: 5, augment: { flips: true, rotations: true, channelShuffle: false } },
  scale: 2,
  colorSpace: 'y',
  batchSize: 4,
  seed: 11,
});

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'subpixel-prefetch-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let source: BatchSource | undefined;
afterEach(() => source?.close());

describe('directBatches', () => {
  test('gives the batches of the steps from the start on', async () => {
    source = directBatches(sampler, 3);
    expect(await source.next()).toEqual(await sampler.batchAt(3));
    expect(await source.next()).toEqual(await sampler.batchAt(4));
    expect(source.waitedMs).toBeGreaterThan(0);
    await source.close();
    await expect(source.next()).rejects.toThrow('The batches are closed');
  });
});

describe('prefetchBatches', () => {
  test('gives exactly what batchAt gives, over the end of an epoch', async () => {
    source = prefetchBatches(sampler, { ahead: 3 });
    for (let step = 0; step < 2 * sampler.stepsPerEpoch + 1; step++) expect(await source.next()).toEqual(await sampler.batchAt(step));
  });

  test('keeps the process alive until it is closed, also when a batch arrives meanwhile', async () => {
    const { terminate } = Worker.prototype;
    const closing = vi.spyOn(Worker.prototype, 'terminate').mockImplementation(function (this: Worker) {
      const ended = terminate.call(this);
      this.emit('message', { step: 99, batch: undefined });
      return ended;
    });
    const letGo = vi.spyOn(Worker.prototype, 'unref');
    source = prefetchBatches(sampler);
    await source.next();
    letGo.mockClear();
    await source.close();
    expect(closing).toHaveBeenCalledOnce();
    expect(letGo).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('starts at a later step, and keeps the order when several batches are asked for at once', async () => {
    source = prefetchBatches(sampler, { start: 7, ahead: 1 });
    const batches = await Promise.all([source.next(), source.next(), source.next()]);
    expect(batches).toEqual(await Promise.all([7, 8, 9].map((step) => sampler.batchAt(step))));
  });

  test('an error in the thread rejects every waiting and later request', async () => {
    source = prefetchBatches(sampler, { start: -1 });
    const sentence = 'Expected a whole number of at least 0 for step but received -1';
    const both = await Promise.allSettled([source.next(), source.next()]);
    for (const result of both) expect(result).toMatchObject({ status: 'rejected', reason: { message: sentence } });
    await expect(source.next()).rejects.toThrow(sentence);
  });

  test('several threads give the same batches in the same order, of every kind of set', async () => {
    const file = join(root, 'patches.h5');
    const writer = await createPatchFile(file, { channels: 1, lrSize: 8, hrSize: 16, type: 'float32', settings: {} });
    writer.append(Float32Array.from({ length: 9 * 64 }, mulberry32(5)), Float32Array.from({ length: 9 * 256 }, mulberry32(6)));
    writer.close();
    const mixed = await openSampler(
      [
        { kind: 'pairs', pairs, weight: 1 },
        { kind: 'degraded', pictures: [{ name: 'c', hr: noise(60, 64, 3, 3) }], steps: presetSteps('real-esrgan', 2), weight: 2 },
        { kind: 'hdf5', file, weight: 1 },
      ],
      sampler.config,
      { compress: recompress, openPatchFile },
    );
    source = prefetchBatches(mixed, { start: 2, workers: 2, ahead: 5 });
    const first = await Promise.all([source.next(), source.next()]);
    expect(first).toEqual([await mixed.batchAt(2), await mixed.batchAt(3)]);
    for (let step = 4; step < 9; step++) expect(await source.next()).toEqual(await mixed.batchAt(step));
    expect(source.waitedMs).toBeGreaterThan(0);
  });

  test('counts the time that batches were waited for, not the time between', async () => {
    source = prefetchBatches(sampler);
    await source.next();
    const waited = source.waitedMs;
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let i = 0; i < 3; i++) await source.next();
    expect(source.waitedMs - waited).toBeLessThan(50);
  });

  test('close rejects a waiting request and may be called twice', async () => {
    source = prefetchBatches(sampler);
    const waiting = expect(source.next()).rejects.toThrow('The batches are closed');
    await source.close();
    await waiting;
    await source.close();
  });
});

test('sharePair keeps the samples and copies only once', () => {
  const pair = pairs[0]!;
  const shared = sharePair(pair);
  expect(shared.hr.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...shared.lr.data]).toEqual([...pair.lr.data]);
  expect(sharePair(shared).hr.data).toBe(shared.hr.data);
});
