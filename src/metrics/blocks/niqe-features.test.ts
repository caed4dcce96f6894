import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { cropPlanes } from '../../image/planes.ts';
import { imresize } from '../../image/resize.ts';
import { normalizeContrast } from './mscn.ts';
import { scaleFeatures } from './natural-features.ts';
import { niqeBlocks } from './niqe-features.ts';

test('a picture of one block: its features at both scales, and its mean deviation', () => {
  const gray = randomPlanes(1, 96, 96);
  const [block, ...more] = niqeBlocks(gray);
  expect(more).toEqual([]);
  const whole = normalizeContrast(gray, 'replicate');
  const half = normalizeContrast(imresize(gray, { scale: 0.5 }, { border: 'symmetric' }), 'replicate');
  expect(block!.features).toEqual([...scaleFeatures(whole.samples, 96), ...scaleFeatures(half.samples, 48)]);
  expect(block!.sharpness).toBeCloseTo(whole.deviation.reduce((sum, value) => sum + value, 0) / 96 ** 2, 9);
});

test('what is over at the right and below has no part', () => {
  const gray = randomPlanes(1, 110, 290);
  const cut = cropPlanes(gray, { x: 0, y: 0, width: 288, height: 96 });
  expect(niqeBlocks(gray)).toEqual(niqeBlocks(cut));
  expect(niqeBlocks(gray)).toHaveLength(3);
});

test('stretched blocks fill a short side', () => {
  const gray = randomPlanes(1, 111, 290);
  const blocks = niqeBlocks(gray, { stretch: true });
  expect(blocks).toHaveLength(3);
  expect(blocks).toEqual(niqeBlocks(cropPlanes(gray, { x: 0, y: 0, width: 288, height: 111 }), { stretch: true }));
  expect(blocks).not.toEqual(niqeBlocks(gray));
});

test('a side shorter than a block leaves none', () => {
  expect(niqeBlocks(randomPlanes(1, 95, 200))).toEqual([]);
});
