/** IL-NIQE with a template of the photograph that comes with the package. */
import { beforeAll, expect, test } from 'vitest';
import { randomPlanes, readPicture } from '../../test/support/pictures.ts';
import type { Planes } from '../image/image.ts';
import { cropPlanes, toPlanes64 } from '../image/planes.ts';
import { imresize } from '../image/resize.ts';
import { ilNiqeBlocks } from './blocks/il-niqe-features.ts';
import { fitIlNiqeTemplate, ilNiqeTemplateText, sharpIlNiqeFeatures } from './blocks/il-niqe-model.ts';
import { ilNiqe } from './il-niqe.ts';

let photograph: Planes<Float64Array>;
let files: Readonly<Record<string, Uint8Array>>;
beforeAll(async () => {
  photograph = toPlanes64(await readPicture('examples/cat-original.png'));
  const corners = [0, 75, 150].flatMap((y) => [0, 125, 250].map((x) => ({ x, y, width: 200, height: 150 })));
  const features = corners.flatMap((rect) => sharpIlNiqeFeatures(ilNiqeBlocks(cropPlanes(photograph, rect), 255)));
  files = { template: new TextEncoder().encode(ilNiqeTemplateText(fitIlNiqeTemplate(features))) };
}, 1_200_000);

const score = (picture: Planes) => ilNiqe.measure(picture, { dataRange: 255, files });

test('rises with noise', async () => {
  const noise = randomPlanes(3, photograph.height, photograph.width, 5, 1).data;
  const scores: number[] = [];
  for (const amount of [0, 10, 30, 90])
    scores.push(
      await score({ ...photograph, data: photograph.data.map((v, i) => Math.min(255, Math.max(0, v + amount * (noise[i]! - 0.5)))) }),
    );
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  expect(scores[3]).toBeGreaterThan(2 * scores[0]!);
});

test('rises with blur', async () => {
  const scores: number[] = [];
  for (const factor of [2, 3, 4]) {
    const small = imresize(photograph, { width: Math.round(photograph.width / factor), height: Math.round(photograph.height / factor) });
    scores.push(await score(imresize(small, { width: photograph.width, height: photograph.height })));
  }
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
});
