import { expect, test } from 'vitest';
import { bareExif, exifDensity, uprightExif } from './exif.ts';

/** A block of two directories: orientation, resolution and its unit; the second one is a thumbnail's. Either byte order. */
function block(little: boolean, orientation: number, unit: 2 | 3): Uint8Array {
  const bytes = new Uint8Array(100);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 3, little);
  const entry = (i: number, tag: number, type: number): number => {
    view.setUint16(10 + 12 * i, tag, little);
    view.setUint16(12 + 12 * i, type, little);
    view.setUint32(14 + 12 * i, 1, little);
    return 18 + 12 * i;
  };
  view.setUint16(entry(0, 0x112, 3), orientation, little);
  view.setUint32(entry(1, 0x11a, 5), 60, little);
  view.setUint16(entry(2, 0x128, 3), unit, little);
  view.setUint32(46, 80, little);
  view.setUint32(60, 3000, little);
  view.setUint32(64, 10, little);
  return bytes;
}

test.each([true, false])('orientation becomes 1 and the thumbnail is unlinked (little endian: %s)', (little) => {
  const source = block(little, 6, 2);
  const before = source.slice();
  const upright = uprightExif(source)!;
  expect(source).toEqual(before);
  const wanted = block(little, 1, 2);
  new DataView(wanted.buffer).setUint32(46, 0);
  expect(upright).toEqual(wanted);
});

test('density is read per inch and per centimetre', () => {
  expect(exifDensity(block(true, 1, 2))).toBe(300);
  expect(exifDensity(block(false, 1, 3))).toBeCloseTo(762, 9);
});

test('the JPEG prefix comes off', () => {
  const bare = block(true, 3, 2);
  const prefixed = Uint8Array.from([...Buffer.from('Exif\0\0'), ...bare]);
  expect(bareExif(prefixed)).toEqual(bare);
  expect(bareExif(bare)).toEqual(bare);
  expect(uprightExif(prefixed)).toEqual(uprightExif(bare));
});

test('damaged blocks are said to be damaged, at every length', () => {
  expect(uprightExif(new Uint8Array(0))).toBeUndefined();
  expect(uprightExif(Buffer.from('no exif at all, really'))).toBeUndefined();
  const whole = block(true, 6, 2);
  for (let length = 0; length < 46; length++) expect(uprightExif(whole.subarray(0, length))).toBeUndefined();
  for (let length = 46; length < 68; length++) expect(exifDensity(whole.subarray(0, length))).toBeUndefined();
});
