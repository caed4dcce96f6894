/**
 * What a picture looks like, in few bits: copies that were scaled, compressed, darkened or turned to gray have nearly the same, parts of it have not (a difference
 * hash: Zauner, 2010, "Implementation and benchmarking of perceptual image hash functions", describes the family).
 */
import { rgbToY } from '../../src/image/color.ts';
import type { Image } from '../../src/image/image.ts';
import { toPlanes64, withoutAlpha } from '../../src/image/planes.ts';
import { imresize } from '../../src/image/resize.ts';

const side = 16;

/** Bits of a fingerprint: whether each of 16 × 15 neighbours along x is brighter. */
export const fingerprintBits = side * (side - 1);

/** As hexadecimal digits, four bits each. */
export function fingerprint(image: Image): string {
  const planes = toPlanes64(withoutAlpha(image));
  const luma = planes.channels === 1 ? planes : rgbToY(planes);
  const { data } = imresize(luma, { width: side, height: side }, { kernel: 'area' });
  const bits = Array.from({ length: fingerprintBits }, (_, i) => {
    const at = Math.floor(i / (side - 1)) * side + (i % (side - 1));
    return data[at + 1]! > data[at]! ? 1 : 0;
  });
  return hex(bits);
}

/** Of the picture mirrored left and right. */
export function mirrored(print: string): string {
  const bits = bitsOf(print);
  return hex(bits.map((_, i) => 1 - bits[i - (i % (side - 1)) + side - 2 - (i % (side - 1))]!));
}

/** Ones in the bits of a hexadecimal digit. */
const ones = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/** Bits that differ, of `fingerprintBits`. */
export function distance(a: string, b: string): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) bits += ones[Number.parseInt(a[i]!, 16) ^ Number.parseInt(b[i]!, 16)]!;
  return bits;
}

function hex(bits: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bits.length; i += 4) text += Number.parseInt(bits.slice(i, i + 4).join(''), 2).toString(16);
  return text;
}

function bitsOf(print: string): number[] {
  return [...print].flatMap((digit) => [...Number.parseInt(digit, 16).toString(2).padStart(4, '0')].map(Number));
}
