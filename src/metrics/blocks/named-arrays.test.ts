import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cells, doubles, element, mat, matrix, short, structure } from '../../../test/support/mat.ts';
import { ConfigError } from '../../errors.ts';
import { readNamedArrays } from './named-arrays.ts';

function npy(type: 'f4' | 'f8' | 'i8', shape: string, fortran: boolean, values: Float64Array | Float32Array): Buffer {
  const header = `{'descr': '<${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(values.buffer)]);
}

/** A ZIP of packed or stored files, without checksums. */
function zip(files: Readonly<Record<string, readonly [content: Buffer, packed: boolean]>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, [content, packed]] of Object.entries(files)) {
    const body = packed ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    const whole = Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), body]);
    locals.push(whole);
    directory.push(entry, Buffer.from(name));
    at += whole.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(locals.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const arraysOf = async (bytes: Uint8Array) =>
  Object.fromEntries([...(await readNamedArrays(bytes))].map(([name, { shape, data }]) => [name, { shape, data: [...data] }]));

describe('.npz', () => {
  test('stored and packed arrays, by rows or by columns, of either size of floats', async () => {
    const bytes = zip({
      'rows.npy': [npy('f8', '(2, 3)', false, Float64Array.of(1, 2, 3, 4, 5, 6)), false],
      'columns.npy': [npy('f8', '(2, 3)', true, Float64Array.of(1, 2, 3, 4, 5, 6)), true],
      'single.npy': [npy('f4', '(2,)', false, Float32Array.of(0.5, -2)), true],
      'whole.npy': [npy('i8', '(1,)', false, new Float64Array(1)), false],
    });
    expect(await arraysOf(bytes)).toEqual({
      rows: { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] },
      columns: { shape: [2, 3], data: [1, 3, 5, 2, 4, 6] },
      single: { shape: [2], data: [0.5, -2] },
    });
  });

  test.each([5, 60, 100])('one that is cut off after %i bytes is refused', async (length) => {
    const bytes = zip({ 'a.npy': [npy('f8', '(2,)', false, Float64Array.of(1, 2)), true] });
    await expect(readNamedArrays(bytes.subarray(0, length))).rejects.toThrow(ConfigError);
  });
});

describe('.mat', () => {
  const plain = doubles('plain', [2, 3], [1, 2, 3, 4, 5, 6]);

  test('plain and packed arrays, with short elements and whole numbers kept small', async () => {
    const small = matrix(short(1, Buffer.from('s')), 6, [1, 3], short(2, Buffer.from([7, 8, 255])));
    const text = matrix(element(1, Buffer.from('text')), 4, [1, 1], short(4, Buffer.from([65, 0])));
    const packed = deflateSync(small);
    const tag = Buffer.from(Uint32Array.of(15, packed.length).buffer);
    expect(await arraysOf(mat(plain, Buffer.concat([tag, packed]), text))).toEqual({
      plain: { shape: [2, 3], data: [1, 3, 5, 2, 4, 6] },
      s: { shape: [1, 3], data: [7, 8, 255] },
    });
  });

  test('what lies in cells and structures has the name of its place', async () => {
    const file = mat(
      cells(
        'model',
        [1, 3],
        [
          doubles('', [1, 2], [1, 2]),
          matrix(element(1, Buffer.from('')), 4, [1, 1], short(4, Buffer.from([65, 0]))),
          doubles('', [1, 1], [3]),
        ],
      ),
      structure('forest', [1, 1], {
        trees: [doubles('', [2, 1], [4, 5])],
        more: [cells('', [1, 1], [structure('', [1, 2], { x: [doubles('', [1, 1], [6]), doubles('', [1, 1], [7])] })])],
      }),
    );
    expect(await arraysOf(file)).toEqual({
      'model{1}': { shape: [1, 2], data: [1, 2] },
      'model{3}': { shape: [1, 1], data: [3] },
      'forest.trees': { shape: [2, 1], data: [4, 5] },
      'forest.more{1}(1).x': { shape: [1, 1], data: [6] },
      'forest.more{1}(2).x': { shape: [1, 1], data: [7] },
    });
  });

  test('cells and structures that end too early, and those without end, are refused', async () => {
    const whole = cells('model', [1, 2], [doubles('', [1, 1], [1]), doubles('', [1, 1], [2])]);
    await expect(readNamedArrays(mat(whole.subarray(0, whole.length - 70)))).rejects.toThrow('cut off');
    await expect(readNamedArrays(mat(cells('model', [1, 2 ** 30], [])))).rejects.toThrow('cut off');
    let deep = doubles('', [1, 1], [1]);
    for (let i = 0; i < 20; i++) deep = cells('', [1, 1], [deep]);
    await expect(readNamedArrays(mat(deep))).rejects.toThrow('Expected at most 16');
  });

  test('damaged packing and missing numbers are refused', async () => {
    await expect(readNamedArrays(mat(element(15, Buffer.from('no zlib here'))))).rejects.toThrow('damaged');
    await expect(readNamedArrays(mat(plain.subarray(0, plain.length - 16)))).rejects.toThrow('cut off');
  });
});

test('other files are refused by their start', async () => {
  await expect(readNamedArrays(Buffer.from('MATLAB 7.3 MAT-file'))).rejects.toThrow(
    'Expected a NumPy .npz or a MATLAB .mat of version 5 to 7 for a model file but received "MATLAB 7.3"',
  );
});
