import { expect, test } from 'vitest';
import { decodeBmp } from './bmp.ts';

/** A bitmap of 3×2 pixels; `rows` negative for downwards. */
function bitmap(bits: number, rows: number, palette: readonly number[], pixels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(54 + palette.length + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, 54 + palette.length, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, 3, true);
  view.setInt32(22, rows, true);
  view.setUint16(28, bits, true);
  view.setUint32(46, palette.length / 4, true);
  bytes.set(palette, 54);
  bytes.set(pixels, 54 + palette.length);
  return bytes;
}

const red = [0, 0, 255];
const green = [0, 255, 0];
const blue = [255, 0, 0];
const upper = [255, 0, 0, 0, 255, 0, 0, 0, 255];
const lower = [0, 0, 255, 0, 255, 0, 255, 0, 0];

test('24 bits upwards with padded rows, 32 bits downwards, and a palette are the same picture', () => {
  const image = { width: 3, height: 2, channels: 3, data: new Uint8Array([...upper, ...lower]) };
  const pad = [0, 0, 0];
  expect(decodeBmp(bitmap(24, 2, [], [...blue, ...green, ...red, ...pad, ...red, ...green, ...blue, ...pad]), 'a', 100)).toEqual(image);
  const wide = (colours: number[][]) => colours.flatMap((c) => [...c, 7]);
  expect(decodeBmp(bitmap(32, -2, [], wide([red, green, blue, blue, green, red])), 'a', 100)).toEqual(image);
  expect(decodeBmp(bitmap(8, 2, wide([red, green, blue]), [2, 1, 0, 0, 0, 1, 2, 0]), 'a', 100)).toEqual(image);
});

test.each([
  ['truncated', bitmap(24, 2, [], [1, 2, 3]), 'Expected a whole BMP picture for a but received a damaged or truncated one'],
  ['too large', bitmap(24, 2_000_000, [], []), 'Expected at most 0.0001 million pixels for a but received 3×2000000'],
  [
    'of another depth',
    bitmap(1, 2, [], []),
    'Expected an uncompressed BMP of 8, 24 or 32 bits for a but received 1 bits with compression 0',
  ],
  [
    'a colour outside the palette',
    bitmap(8, 2, [...red, 0], [0, 9, 0, 0, 0, 0, 0, 0]),
    'Expected colours of its palette for a but received number 9 of 1',
  ],
])('refused: %s', (_, bytes, sentence) => {
  expect(() => decodeBmp(bytes, 'a', 100)).toThrow(sentence);
});
