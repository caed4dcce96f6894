import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { mulberry32 } from '../random.ts';
import { createPatchFile, openPatchFile, type SampleType } from './hdf5.ts';

let root: string;
const at = (name: string) => join(root, name);
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'subpixel-hdf5-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function values(count: number, seed: number, peak = 0): Float32Array {
  const random = mulberry32(seed);
  return Float32Array.from({ length: count }, () => (peak === 0 ? random() : Math.floor(random() * (peak + 1)) / peak));
}

/** A file of datasets as other programs write them. */
async function foreign(
  name: string,
  datasets: Record<string, [Float32Array | Float64Array | Uint8Array | Int32Array, number[]]>,
): Promise<string> {
  await h5wasm.ready;
  const file = new h5wasm.File(at(name), 'w');
  for (const [key, [data, shape]] of Object.entries(datasets)) file.create_dataset({ name: key, data, shape });
  file.close();
  return at(name);
}

describe('writing and reading', () => {
  test.each([
    ['float32', 0],
    ['uint8', 255],
    ['uint16', 65_535],
  ] as [SampleType, number][])('%s: rows come back as they were, in any order, with the settings', async (type, peak) => {
    const settings = { scale: 2, note: 'x'.repeat(3000) };
    const writer = await createPatchFile(at(`${type}.h5`), { channels: 3, lrSize: 4, hrSize: 8, type, settings });
    const [lr, hr] = [values(7 * 48, 1, peak), values(7 * 192, 2, peak)];
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 7],
    ] as const) {
      writer.append(lr.slice(from * 48, to * 48), hr.slice(from * 192, to * 192));
    }
    writer.close();
    const file = await openPatchFile(at(`${type}.h5`));
    expect(file).toMatchObject({ rows: 7, channels: 3, lrSize: [4, 4], hrSize: [8, 8], settings });
    for (const row of [6, 0, 3]) {
      expect(file.lr(row)).toEqual(lr.slice(row * 48, row * 48 + 48));
      expect(file.hr(row)).toEqual(hr.slice(row * 192, row * 192 + 192));
    }
    file.close();
  });

  test('datasets are chunked by rows and can grow', async () => {
    const writer = await createPatchFile(at('chunks.h5'), { channels: 1, lrSize: 16, hrSize: 32, type: 'float32', settings: {} });
    writer.append(values(256, 1), values(1024, 2));
    writer.close();
    const file = new h5wasm.File(at('chunks.h5'), 'r');
    const { chunks, maxshape } = (file.get('data') as InstanceType<typeof h5wasm.Dataset>).metadata;
    file.close();
    expect(chunks).toEqual([64, 1, 16, 16]);
    expect(maxshape?.slice(1)).toEqual([1, 16, 16]);
  });

  test('a large file is not read into memory', async () => {
    const row = 3 * 64 * 64;
    const writer = await createPatchFile(at('large.h5'), { channels: 3, lrSize: 64, hrSize: 128, type: 'float32', settings: {} });
    const [lr, hr] = [values(16 * row, 1), values(64 * row, 2)];
    for (let i = 0; i < 64; i++) writer.append(lr, hr);
    writer.close();
    const bytes = statSync(at('large.h5')).size;
    expect(bytes).toBeGreaterThan(250e6);
    const before = process.memoryUsage().rss;
    const file = await openPatchFile(at('large.h5'));
    for (const r of [0, 500, 1023]) expect(file.hr(r)[5]).toBe(hr[(r % 16) * 4 * row + 5]);
    expect(process.memoryUsage().rss - before).toBeLessThan(bytes / 8);
    file.close();
    rmSync(at('large.h5'));
  });
});

describe('files of others', () => {
  test('data and label suffice; doubles are read as floats', async () => {
    const path = await foreign('caffe.h5', {
      data: [Float64Array.from(values(2 * 9, 1)), [2, 1, 3, 3]],
      label: [Float64Array.from(values(2 * 36, 2)), [2, 1, 6, 6]],
    });
    const file = await openPatchFile(path);
    expect(file).toMatchObject({ rows: 2, channels: 1, lrSize: [3, 3], hrSize: [6, 6], settings: undefined });
    expect(file.lr(1)).toEqual(values(18, 1).slice(9));
    file.close();
  });

  test.each([
    [
      'without label',
      { data: [values(9, 1), [1, 1, 3, 3]] },
      /^Expected datasets data and label for .*x\.h5" but received "data"$|^Expected datasets data and label for .*x\.h5 but received "data"$/,
    ],
    ['of other names', {}, /^Expected datasets data and label for .*x\.h5 but received "none"$/],
    [
      'with a shape of three axes',
      { data: [values(9, 1), [1, 3, 3]], label: [values(9, 1), [1, 1, 3, 3]] },
      /^Expected the shape \(N, C, H, W\) for data of .*x\.h5 but received "1×3×3"$/,
    ],
    [
      'of unequal rows',
      { data: [values(18, 1), [2, 1, 3, 3]], label: [values(9, 1), [1, 1, 3, 3]] },
      /^Expected as many rows and channels as data has \(2×1×3×3\) for label of .*x\.h5 but received "1×1×3×3"$/,
    ],
    [
      'of another range',
      { data: [values(9, 1).map((x) => 255 * x), [1, 1, 3, 3]], label: [values(36, 1), [1, 1, 6, 6]] },
      /^Expected samples of 0 to 1 for data of .*x\.h5/,
    ],
    [
      'of another type',
      { data: [Int32Array.from(values(9, 1)), [1, 1, 3, 3]], label: [values(36, 1), [1, 1, 6, 6]] },
      /^Expected floats or whole numbers of 8 or 16 bits for data of .*x\.h5/,
    ],
  ] as const)('%s are refused', async (_, datasets, sentence) => {
    const path = await foreign('x.h5', datasets as never);
    await expect(openPatchFile(path)).rejects.toThrow(sentence);
    await expect(openPatchFile(path)).rejects.toThrow(ConfigError);
  });

  test.each(['junk', 'cut', 'empty', 'missing'])('%s: one sentence that names the file', async (kind) => {
    const path = at(`${kind}.h5`);
    const whole = await foreign('whole.h5', { data: [values(9000, 1), [1000, 1, 3, 3]], label: [values(9000, 1), [1000, 1, 3, 3]] });
    if (kind === 'junk') writeFileSync(path, 'no HDF5 file, but text that is a little longer than a signature');
    if (kind === 'cut') writeFileSync(path, readFileSync(whole).subarray(0, 5000));
    if (kind === 'empty') writeFileSync(path, '');
    await expect(openPatchFile(path)).rejects.toThrow(`Expected a whole HDF5 file for ${path} but received "one that cannot be read"`);
  });
});
