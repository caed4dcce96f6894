import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tensor } from '../graph/tensor.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';

const sample: Checkpoint = {
  step: 41,
  state: { 'a.weight': tensor([1, -2.5, Math.fround(1e-30)], [3]), scalar: tensor([7], []) },
  config: '{"model":"espcn"}',
  stage: { index: 1, start: 30 },
  best: { psnr: 30.25, step: 40 },
  scores: [
    { psnr: 29.5, step: 20 },
    { psnr: 30.25, step: 40 },
  ],
  pending: { sum: 0.125, count: 3 },
  seconds: 12.5,
};

describe('checkpoint', () => {
  test('comes back bit for bit', () => expect(readCheckpoint(writeCheckpoint(sample), 'x')).toEqual(sample));

  test('comes back without a best score', () => {
    expect(readCheckpoint(writeCheckpoint({ ...sample, best: undefined }), 'x').best).toBeUndefined();
  });

  test('comes back with the score of a perfect picture', () => {
    const best = { psnr: Number.POSITIVE_INFINITY, step: 1 };
    const scores = [best, { psnr: Number.NaN, step: 2 }];
    expect(readCheckpoint(writeCheckpoint({ ...sample, best, scores }), 'x')).toMatchObject({ best, scores });
  });

  test('of a version that kept no scores is readable', () => {
    const { scores: _scores, ...old } = sample;
    expect(readCheckpoint(writeCheckpoint(old as Checkpoint), 'x').scores).toEqual([]);
  });

  test('comes back from inside a larger buffer, as file readers give it', () => {
    const bytes = writeCheckpoint(sample);
    const pool = Buffer.alloc(bytes.length + 32, 0xff);
    pool.set(bytes, 16);
    expect(readCheckpoint(pool.subarray(16, 16 + bytes.length), 'x')).toEqual(sample);
  });

  test('is a safetensors file: aligned header, offsets that cover the data', () => {
    const bytes = writeCheckpoint(sample);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header['a.weight']).toEqual({ dtype: 'F32', shape: [3], data_offsets: [0, 12] });
    expect(bytes.length).toBe(8 + length + 16);
  });

  test('any damage is a sentence that names the file, never a crash', () => {
    const bytes = writeCheckpoint(sample);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => readCheckpoint(bytes.subarray(0, length), 'runs/a/last.safetensors')).toThrow(
          'runs/a/last.safetensors is not a readable checkpoint',
        );
      }),
    );
    expect(() => readCheckpoint(new TextEncoder().encode('this is no checkpoint at all'), 'x')).toThrow('x is not a readable checkpoint');
  });
});
