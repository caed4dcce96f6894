/** Lossy compression: JPEG and WebP. */
import * as v from 'valibot';
import { toImage, toPlanes64 } from '../../image/planes.ts';
import { defineStep, drawFrom, isRange, type Op, rangeFrom } from './op.ts';

/** Rounded to a whole number. */
const quality = rangeFrom(1, 100);

/** With so much around it every 8×8 block that has a pixel of the patch is whole. */
const block = 7;

export const jpeg = defineStep({
  config: v.strictObject({ kind: v.literal('jpeg'), quality }),
  isRandom: ({ quality }) => isRange(quality),
  draw: ({ quality }, random) => compressionOp('jpeg', Math.round(drawFrom(quality, random))),
});

export const webp = defineStep({
  config: v.strictObject({ kind: v.literal('webp'), quality }),
  isRandom: ({ quality }) => isRange(quality),
  draw: ({ quality }, random) => compressionOp('webp', Math.round(drawFrom(quality, random))),
});

function compressionOp(format: 'jpeg' | 'webp', quality: number): Op {
  return { reach: block, factor: 1, apply: async (planes, { compress }) => toPlanes64(await compress(toImage(planes), format, quality)) };
}
