import { describe, expect, test } from 'vitest';
import { SubpixelError } from '../errors.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { tensor } from './tensor.ts';

const tensors = { 'a.weight': tensor([1, -2.5, 3], [3, 1]), scalar: tensor([7], []) };

/** A file with any header. */
function fileOf(header: unknown, tensorBytes: number): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + tensorBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('safetensors', () => {
  test('come back bit for bit, with or without metadata', () => {
    for (const metadata of [{ from: 'here' }, {}])
      expect(readSafetensors(writeSafetensors({ tensors, metadata }))).toEqual({ tensors, metadata });
  });

  test('a file without metadata is readable, and types that are not asked for do not matter', () => {
    const bytes = fileOf(
      { count: { dtype: 'I64', shape: [1], data_offsets: [0, 8] }, x: { dtype: 'F32', shape: [1], data_offsets: [8, 12] } },
      12,
    );
    expect(readSafetensors(bytes, ['x', 'y'])).toEqual({ tensors: { x: tensor([0], [1]) }, metadata: {} });
    expect(() => readSafetensors(bytes)).toThrow(SubpixelError);
  });

  test.each([
    ['no header', new Uint8Array(5), 'it has 5 bytes'],
    ['a ZIP, as .pth files are', new TextEncoder().encode('PK\x03\x04 and so on and on'), 'its header is cut short'],
    ['no JSON', fileOf('x', 0).map((byte, i) => (i > 8 ? 0x7b : byte)), 'JSON'],
    ['a tensor cut short', fileOf({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 7), 'a tensor is cut short'],
    ['a shape that is not filled', fileOf({ x: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8), 'Expected 3 elements'],
    ['half a number', fileOf({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 7] } }, 8), 'multiple of 4'],
  ])('%s is a sentence', (_name, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(SubpixelError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });
});
