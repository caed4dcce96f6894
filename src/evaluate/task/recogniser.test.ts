import { expect, test } from 'vitest';
import { onnx } from '../../../test/support/networks.ts';
import { colorClassifier, detailClassifier } from '../../../test/support/recognisers.ts';
import { symbolic } from '../../graph/dim.ts';
import { Graph } from '../../graph/graph.ts';
import { opsets } from '../../graph/model.ts';
import * as op from '../../graph/ops.ts';
import { serialize } from '../../graph/serialize.ts';
import type { DataType } from '../../graph/tensor.ts';
import type { Image } from '../../image/image.ts';
import { ortNode } from '../../runtime/ort-node.ts';
import { type ClassifierOptions, classifierOf } from './classifier.ts';
import type { Preparation } from './prepare.ts';
import { numbersOf, openRecogniser } from './recogniser.ts';

const open = (bytes: Uint8Array, layout?: 'nchw' | 'nhwc') => openRecogniser(bytes, ortNode, { name: 'net', threads: 1, layout });

/** A network that gives its input back. */
function copy(shape: readonly (number | string)[], dtype: DataType = 'float32', inputs = 1): Uint8Array {
  const g = new Graph();
  const dims = shape.map((side) => (typeof side === 'string' ? symbolic(side) : side));
  for (let i = 0; i < inputs; i++) g.output(op.identity(g, g.input(`in${i}`, dims, dtype)), `out${i}`);
  return serialize({ graph: g, opsets, metadata: {} });
}

test.each([
  [['N', 3, 'H', 'W'], { batched: true, layout: 'nchw', channels: 3, size: undefined }],
  [[1, 'H', 'W', 3], { batched: true, layout: 'nhwc', channels: 3, size: undefined }],
  [[3, 20, 'W'], { batched: false, layout: 'nchw', channels: 3, size: { width: 20, height: 20 } }],
  [[1, 24, 16, 1], { batched: true, layout: 'nhwc', channels: 1, size: { width: 16, height: 24 } }],
  [[1, 1, 24, 16], { batched: true, layout: 'nchw', channels: 1, size: { width: 16, height: 24 } }],
  [['N', 'C', 'H', 'W'], { batched: true, layout: 'nchw', channels: 3, size: undefined }],
] as const)('an input of %j', async (shape, want) => {
  const recogniser = await open(copy(shape));
  expect(recogniser.input).toEqual({ name: 'in0', dtype: 'float32', ...want });
  await recogniser.dispose();
});

test('planes arrive in the layout of the network', async () => {
  const planes = { channels: 3, width: 2, height: 1, data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  for (const [shape, want, dims] of [
    [
      ['N', 3, 'H', 'W'],
      [1, 2, 3, 4, 5, 6],
      [1, 3, 1, 2],
    ],
    [
      [1, 'H', 'W', 3],
      [1, 3, 5, 2, 4, 6],
      [1, 1, 2, 3],
    ],
    [
      [3, 'H', 'W'],
      [1, 2, 3, 4, 5, 6],
      [3, 1, 2],
    ],
  ] as const) {
    const recogniser = await open(copy(shape));
    const { out0 } = await recogniser.run(planes, ['out0']);
    expect([Array.from(numbersOf(out0!)), out0!.shape]).toEqual([want, dims]);
    await recogniser.dispose();
  }
});

test.each([
  [copy([1, 3, 'H', 'W'], 'float32', 2), 'Expected one input, the picture, for the network but received "in0 and in1"'],
  [copy([1, 3, 'H', 'W'], 'int64'), 'Expected float32, float16 or uint8 for its input in0 but received "int64"'],
  [copy([1, 3]), 'Expected 3 or 4 axes for its input in0 but received "(1, 3)"'],
  [copy([8, 3, 4, 4]), 'Expected a batch of 1, or of any number, for its input in0 but received "(8, 3, 4, 4)"'],
  [copy([1, 5, 4, 4]), 'Expected 1 or 3 channels as nchw for its input in0 but received "(1, 5, 4, 4)"'],
  [copy([1, 3, 100_000, 100_000]), 'Expected at most 100 million pixels for its input in0'],
  [new TextEncoder().encode('no network'), 'Expected an .onnx file but the bytes are something else'],
] as const)('refuses %#', async (bytes, sentence) => {
  await expect(open(bytes)).rejects.toThrow(sentence);
});

test('the layout can be said', async () => {
  await expect(open(copy([1, 3, 'H', 'W']), 'nhwc')).resolves.toMatchObject({ input: { layout: 'nhwc', channels: 3 } });
  await expect(open(copy([1, 3, 4, 5]), 'nhwc')).rejects.toThrow(
    'Expected 1 or 3 channels as nhwc for its input in0 but received "(1, 3, 4, 5)"',
  );
});

test('numbers of every type', () => {
  expect(Array.from(numbersOf({ dtype: 'int64', shape: [2], data: BigInt64Array.of(3n, -4n) }))).toEqual([3, -4]);
  expect(Array.from(numbersOf({ dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) }))).toEqual([1, -2]);
  expect(() => numbersOf({ dtype: 'bool', shape: [1], data: Uint8Array.of(1) })).toThrow(/received "bool"$/);
});

const asItIs: Preparation = {
  ...{ fit: 'none', size: undefined, shorter: 0, kernel: 'bilinear', antialias: true, channels: 3, order: 'rgb', range: 1 },
  ...{ mean: [0, 0, 0], std: [1, 1, 1], padding: 0 },
};
const flat = (red: number, green: number, blue: number): Image => ({
  width: 8,
  height: 8,
  channels: 3,
  data: Uint8Array.from({ length: 192 }, (_, i) => [red, green, blue][i % 3]!),
});

async function scoresOf(bytes: Uint8Array, image: Image, how: Partial<Preparation>, options: Partial<ClassifierOptions> = {}) {
  const recogniser = await open(bytes);
  const classifier = classifierOf(recogniser, { preparation: { ...asItIs, ...how }, ...options });
  const scores = await classifier.scores(image).finally(() => recogniser.dispose());
  return { kind: classifier.kind, plausible: classifier.looksLikeProbabilities, scores: Array.from(scores) };
}

test('the mean colour, by hand, of numbers and of bytes', async () => {
  const floats = await scoresOf(colorClassifier(), flat(51, 102, 255), {});
  for (const [i, score] of [2, 4, 10].entries()) expect(floats.scores[i]).toBeCloseTo(score, 5);
  expect((await scoresOf(colorClassifier('nhwc'), flat(1, 2, 3), { range: 255 })).scores).toEqual([10, 20, 30]);
  expect((await scoresOf(colorClassifier('nhwc'), flat(1, 2, 3), { range: 255, order: 'bgr' })).scores).toEqual([30, 20, 10]);
});

test('probabilities are known by their Softmax, unless something else is said', async () => {
  const soft = detailClassifier(0.03, { softmax: true });
  expect(await scoresOf(soft, flat(9, 9, 9), {})).toMatchObject({ kind: 'probabilities', plausible: true });
  expect(await scoresOf(soft, flat(9, 9, 9), {}, { kind: 'logits' })).toMatchObject({ kind: 'logits', plausible: true });
  expect(await scoresOf(detailClassifier(0.03), flat(9, 9, 9), {})).toMatchObject({ kind: 'logits', plausible: false });
});

test('refuses an output that holds no scores', async () => {
  await expect(
    scoresOf(
      onnx(3, (g, x) => op.identity(g, x)),
      flat(0, 0, 0),
      {},
    ),
  ).rejects.toThrow('Expected one score for each of two or more classes for output sr of net but received "(1, 3, 8, 8)"');
});
