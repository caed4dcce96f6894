import { describe, expect, test } from 'vitest';
import { colorClassifier, constantDetector } from '../../../test/support/recognisers.ts';
import type { Image } from '../../image/image.ts';
import { ortNode } from '../../runtime/ort-node.ts';
import { type DetectorOptions, detectorOf } from './detector.ts';
import type { Preparation } from './prepare.ts';
import { openRecogniser } from './recogniser.ts';

const asItIs: Preparation = {
  ...{ fit: 'none', size: undefined, shorter: 0, kernel: 'bilinear', antialias: true, channels: 3, order: 'rgb', range: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1], padding: 0 },
};
const image: Image = { width: 200, height: 100, channels: 3, data: new Uint8Array(60_000).fill(90) };
const any: DetectorOptions = { preparation: asItIs, form: 'xyxy', unit: 'pixels', outputs: {}, category: (index) => index };

async function find(bytes: Uint8Array, options: Partial<DetectorOptions> = {}) {
  const recogniser = await openRecogniser(bytes, ortNode, { name: 'net', threads: 1 });
  try {
    return await detectorOf(recogniser, { ...any, ...options }).find(image);
  } finally {
    await recogniser.dispose();
  }
}
const single = (...box: number[]) => constantDetector({ boxes: [box], scores: [0.5], classes: [3] });
async function boxOf(bytes: Uint8Array, options: Partial<DetectorOptions> = {}): Promise<number[]> {
  const { left, top, right, bottom } = (await find(bytes, options)).detections[0]!.box;
  return [left, top, right, bottom];
}

describe('one box, 20 to 60 and 10 to 40, in every form', () => {
  test.each([
    ['xyxy', [20, 10, 60, 40]],
    ['yxyx', [10, 20, 40, 60]],
    ['xywh', [20, 10, 40, 30]],
    ['cxcywh', [40, 25, 40, 30]],
  ] as const)('%s', async (form, box) => {
    expect(await boxOf(single(...box), { form })).toEqual([20, 10, 60, 40]);
    const parts = box.map((value, i) => value / ((i % 2 === 0) === (form === 'yxyx') ? 100 : 200));
    for (const [i, value] of (await boxOf(single(...parts), { form, unit: 'parts' })).entries())
      expect(value).toBeCloseTo([20, 10, 60, 40][i]!, 4);
  });
});

describe('back from the network to the picture', () => {
  const size = { width: 50, height: 50 };
  test('stretched: a quarter of the width, half of the height', async () => {
    expect(await boxOf(single(5, 5, 15, 20), { preparation: { ...asItIs, fit: 'stretch', size } })).toEqual([20, 10, 60, 40]);
  });

  test('padded: 50×25 in the middle of 50×50, 12 from the top; within the picture', async () => {
    const preparation = { ...asItIs, fit: 'pad', size } as const;
    expect(await boxOf(single(5, 14.5, 15, 22), { preparation })).toEqual([20, 10, 60, 40]);
    expect(await boxOf(single(0.1, 0.29, 0.3, 0.44), { preparation, unit: 'parts' })).toEqual(
      [20, 10, 60, 40].map((value) => expect.closeTo(value, 4)),
    );
    expect(await boxOf(single(-5, 0, 70, 50), { preparation })).toEqual([0, 0, 200, 100]);
  });
});

test('classes become categories; empty rows are left out, those of no category counted', async () => {
  const bytes = constantDetector({
    boxes: [1, 2, 3, 4, 5].map((i) => [i, i, 9, 9]),
    scores: [0.9, 0, 0.8, 0.7, 0.6],
    classes: [0, 1, 2, -1, 1],
  });
  const found = await find(bytes, { category: (index) => [40, 50][index] });
  expect(found.detections.map(({ score, category }) => [score, category])).toEqual([
    [expect.closeTo(0.9, 6), 40],
    [expect.closeTo(0.6, 6), 50],
  ]);
  expect(found.others).toBe(1);
});

describe('outputs', () => {
  const three = { boxes: [[0, 0, 9, 9]], scores: [0.5], classes: [3] };
  test.each([
    [['detection_boxes', 'detection_scores', 'detection_classes'], {}],
    // As torchvision's are called when they are exported without names.
    [['1234', '1267', '1250'], {}],
    [['boxes', 'box_scores', 'box_labels'], {}],
    [['1234', '1267', '1250'], { scores: '1267' }],
  ])('%j are found', async (names, outputs) => {
    expect((await find(constantDetector(three, names), { outputs })).detections).toMatchObject([{ score: 0.5, category: 3 }]);
  });

  test('those that cannot be told apart are asked for', async () => {
    await expect(find(colorClassifier())).rejects.toThrow(
      'Expected --output boxes=name, as the outputs of net are scores float32 (1, 3), but received none',
    );
    await expect(find(constantDetector(three), { outputs: { boxes: 'box' } })).rejects.toThrow(
      'Expected boxes, scores, labels for an output of net but received "box"',
    );
  });

  test.each([
    [{ ...three, scores: [0.5, 0.4] }, 'Expected (N, 4), (N) and (N) for boxes, scores and classes of net but received "(1, 4), (2), (1)"'],
    [{ ...three, scores: [Number.NaN] }, 'Expected finite numbers for a box of net but received 0,0,9,9,NaN'],
  ])('%j are refused', async (detections, sentence) => {
    await expect(find(constantDetector(detections))).rejects.toThrow(sentence);
  });
});
