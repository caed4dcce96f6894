/** Operators refuse what does not fit, in a sentence that begins with their name; what they infer stays symbolic where sizes are. */
import { expect, test } from 'vitest';
import { formatShape, symbolic } from '../dim.ts';
import { Graph, type Value } from '../graph.ts';
import * as op from '../ops.ts';
import { int64, tensor } from '../tensor.ts';

const g = new Graph();
let count = 0;
const x = (...shape: number[]): Value => g.input(`x${count++}`, shape);
const indices = (...shape: number[]): Value => g.input(`x${count++}`, shape, 'int64');
const affine = (n: number) => ({ scale: x(n), bias: x(n) });

const refused: readonly (readonly [start: string, build: () => unknown])[] = [
  ['Pow: expected shapes that broadcast but received', () => op.pow(g, x(2, 3), x(2))],
  ['Max: expected shapes that broadcast but received', () => op.max(g, x(2, 3), x(2))],
  ['Min: expected shapes that broadcast but received', () => op.min(g, x(2, 3), x(2))],
  ['Greater: expected shapes that broadcast but received', () => op.greater(g, x(2, 3), x(2))],
  ['Where: expected a bool for', () => op.where(g, x(2), x(2), x(2))],
  ['Where: expected shapes that broadcast but received', () => op.where(g, op.greater(g, x(2), x(2)), x(3), x(1))],
  ['PRelu: expected a slope that broadcasts to', () => op.prelu(g, x(2, 3), x(2, 1, 1))],
  ['Softmax: expected an axis of', () => op.softmax(g, x(2, 3), 2)],
  ['MatMul: expected matching matrices but received (2, 3) and (2, 3)', () => op.matmul(g, x(2, 3), x(2, 3))],
  ['MatMul: expected matching matrices but received (2, 3, 4) and (3, 4, 2)', () => op.matmul(g, x(2, 3, 4), x(3, 4, 2))],
  ['MatMul: expected matching matrices but received (3) and (3, 2)', () => op.matmul(g, x(3), x(3, 2))],
  ['FusedMatMul: expected matching matrices but received (2, 3)ᵀ and (3, 2)', () => op.matmul(g, x(2, 3), x(3, 2), { transA: true })],
  ['Gemm: expected 2 axes for', () => op.gemm(g, x(1, 2, 3), x(3, 2))],
  ['Gemm: expected matching matrices but received (2, 3) and (3, 2)ᵀ', () => op.gemm(g, x(2, 3), x(3, 2), { transB: true })],
  ['Gemm: expected a value that broadcasts to (2, 2) but received', () => op.gemm(g, x(2, 3), x(3, 2), { c: x(3) })],
  ['Conv: expected a bias of 3 numbers but received', () => op.conv(g, x(1, 2, 3, 3), x(3, 2, 1, 1), { bias: x(2) })],
  [
    'ConvTranspose: expected a bias of 4 numbers but received',
    () => op.convTranspose(g, x(1, 2, 3, 3), x(2, 2, 1, 1), { group: 2, bias: x(2) }),
  ],
  ['ConvTranspose: expected input channels divisible by 2 groups', () => op.convTranspose(g, x(1, 3, 3, 3), x(3, 2, 1, 1), { group: 2 })],
  [
    'ConvTranspose: expected output padding below stride or dilation for',
    () => op.convTranspose(g, x(1, 2, 3, 3), x(2, 2, 3, 3), { strides: 2, outputPadding: [1, 2] }),
  ],
  ['ReduceMax: expected an axis of', () => op.reduceMax(g, x(2, 3), [-3])],
  ['ReduceSum: expected different axes of', () => op.reduceSum(g, x(2, 3), [1, -1])],
  ['MaxPool: expected 4 axes for', () => op.maxPool(g, x(2, 3), { kernel: 2 })],
  ['MaxPool: expected padding below the kernel 2×2 but received', () => op.maxPool(g, x(1, 1, 4, 4), { kernel: 2, pads: 2 })],
  ['AveragePool: expected an input of at least the kernel', () => op.averagePool(g, x(1, 1, 4, 1), { kernel: 2 })],
  ['GlobalAveragePool: expected 4 axes for', () => op.globalAveragePool(g, x(2, 3))],
  [
    'BatchNormalization: expected one number for each channel of',
    () => op.batchNorm(g, x(1, 2, 3, 3), affine(2), { mean: x(2), variance: x(3) }),
  ],
  [
    'batchNormTraining: expected one number for each channel of',
    () => op.batchNormTraining(g, x(1, 2, 3, 3), affine(3), { mean: x(2), variance: x(2) }),
  ],
  [
    'batchNormTraining: expected more than one value in each channel',
    () => op.batchNormTraining(g, x(1, 2, 1, 1), affine(2), { mean: x(2), variance: x(2) }),
  ],
  ['InstanceNormalization: expected one number for each channel of', () => op.instanceNorm(g, x(1, 2, 3, 3), affine(3))],
  ['LayerNormalization: expected the shape (3, 4) but received', () => op.layerNorm(g, x(2, 3, 4), affine(4), { axis: 1 })],
  ['groupNorm: expected channels divisible by 3 groups', () => op.groupNorm(g, x(1, 4, 3, 3), 3, affine(4))],
  ['Pad: expected a margin below 3 to mirror axis 1', () => op.padReflect(g, x(2, 3), [1], 3)],
  ['Pad: expected whole numbers from 0', () => op.pad(g, x(2, 3), [0, -1], [0, 0])],
  ['Pad: expected an axis of', () => op.padEdge(g, x(2, 3), [2], 1)],
  ['Split: expected parts that make up axis 1 of', () => op.split(g, x(2, 3), [1, 1], 1)],
  ['Concat: expected an axis of', () => op.concat(g, [x(2), x(2)], 1)],
  ['Expand: expected a shape that', () => op.expand(g, x(2, 3), [2])],
  ['Tile: expected a number of copies for each axis of', () => op.tile(g, x(2, 3), [2])],
  ['Squeeze: expected axes of size 1 for', () => op.squeeze(g, x(1, 3), [1])],
  ['Unsqueeze: expected an axis of', () => op.unsqueeze(g, x(2), [2])],
  ['Gather: expected an index from 0 below 3 for axis 1', () => op.gather(g, x(2, 3), [0, 3], 1)],
  ['GatherElements: expected int64 indices of the shape of', () => op.gatherElements(g, x(2, 3), x(2, 3), 0)],
  ['GatherElements: expected int64 indices of the shape of', () => op.gatherElements(g, x(2, 3), indices(2, 2), 0)],
  ['ScatterElements: expected updates of the shape of', () => op.scatterAdd(g, x(2, 3), indices(4, 3), x(3, 3), 0)],
  ['Resize: expected 4 axes for', () => op.resize(g, x(2, 3), { scale: 2, mode: 'linear' })],
  ['Resize: expected a scale that leaves at least one pixel for', () => op.resize(g, x(1, 1, 3, 3), { scale: 0.25, mode: 'linear' })],
  ['GridSample: expected a grid (N, H, W, 2) with the N of', () => op.gridSample(g, x(2, 1, 3, 3), x(1, 3, 3, 2))],
  ['DepthToSpace: expected channels divisible by 4', () => op.pixelShuffle(g, x(1, 6, 2, 2), 2, 'DCR')],
  ['SpaceToDepth: expected height and width divisible by 2', () => op.spaceToDepth(g, x(1, 1, 3, 4), 2)],
];

test.each(refused.map(([start, build]) => ({ start, build })))('$start …', ({ start, build }) => {
  expect(build).toThrow(new RegExp(`^${start.replace(/[()]/g, '\\$&')}`));
});

test('symbolic sizes stay symbolic', () => {
  const image = g.input('image', [symbolic('N'), 4, symbolic('H'), symbolic('W')]);
  const shapes = (...values: Value[]) => values.map((v) => formatShape(v.shape));
  expect(shapes(op.maxPool(g, image, { kernel: 3, strides: 1, pads: 1 }), op.globalAveragePool(g, image))).toEqual([
    '(N, 4, H, W)',
    '(N, 4, 1, 1)',
  ]);
  expect(shapes(op.resize(g, image, { scale: 3, mode: 'cubic' }), op.padReflect(g, image, [2, -1], [1, 2]))).toEqual([
    '(N, 4, 3*H, 3*W)',
    '(N, 4, H+3, W+3)',
  ]);
  expect(shapes(op.groupNorm(g, image, 2, affine(4)), op.prelu(g, image, x(4, 1, 1)))).toEqual(['(N, 4, H, W)', '(N, 4, H, W)']);
  expect(shapes(...op.split(g, image, [1, 3], 1))).toEqual(['(N, 1, H, W)', '(N, 3, H, W)']);
  expect(shapes(op.tile(g, image, [1, 1, 2, 2]), op.gather(g, image, [3, 0], 1))).toEqual(['(N, 4, 2*H, 2*W)', '(N, 2, H, W)']);
  const mixed = op.reshape(g, op.reduceMean(g, image, [2, 3]), [symbolic('N'), 2, 2]);
  expect(shapes(mixed)).toEqual(['(N, 2, 2)']);
  expect(() => op.reshape(g, image, [symbolic('N'), 4, symbolic('W'), symbolic('H')])).toThrow('Reshape: expected the symbols of image');
  expect(() => op.reshape(g, mixed, [symbolic('N'), 5])).toThrow('Reshape: expected 4 elements for');
  expect(() => op.resize(g, image, { scale: 1.5, mode: 'linear' })).toThrow('Resize: expected a scale that leaves symbolic sizes whole');
});

test('an int64 table of indices gives its axes', () => {
  const table = { ...int64([0, 1, 2, 1]), shape: [2, 2] };
  expect(op.gather(g, x(2, 3, 4), table, 1).shape).toEqual([2, 2, 2, 4]);
  expect(op.gather(g, g.constant(tensor([1, 2, 3], [3])), [2]).shape).toEqual([1]);
});
