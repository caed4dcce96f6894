import { afterEach, describe, expect, test } from 'vitest';
import type { Image } from '../image/image.ts';
import { mulberry32 } from '../random.ts';
import { type BatchSource, directBatches } from './batches.ts';
import { makePair } from './pairs.ts';
import { prefetchBatches, sharePair } from './prefetch.ts';
import { createSampler } from './sampler.ts';

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
