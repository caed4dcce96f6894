/** Gradients of what is made of several operators: normalisation in training, attention, gradient penalties. */
import { describe, expect, test } from 'vitest';
import { gradcheck } from '../../test/support/gradcheck.ts';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph, type Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { gradients } from './gradients.ts';

const curved = { h: 1e-2, range: [-1.5, 1.5] as const };

describe('normalisation as nodes', () => {
  const training = (g: Graph, x: Value, scale: Value, bias: Value, mean: Value, variance: Value) =>
    op.batchNormTraining(g, x, { scale, bias }, { mean, variance }, { epsilon: 1e-2, momentum: 0.25 });

  test.each([
    [2, 3, 2, 3],
    [1, 2, 1, 2],
  ])('batch normalisation in training: (%i, %i, %i, %i)', async (...shape) => {
    const c = [shape[1]!];
    const f = (g: Graph, x?: Value, scale?: Value, bias?: Value) => training(g, x!, scale!, bias!, bias!, bias!).y;
    expect(await gradcheck([shape, c, c], f, curved)).toBeLessThan(2e-3);
  });

  test('its running statistics', async () => {
    const g = new Graph();
    const [x, v] = [g.input('x', [2, 1, 1, 2]), g.constant(tensor([1], [1]))];
    const { running } = training(g, x, v, v, v, v);
    g.output(running.mean, 'mean');
    g.output(running.variance, 'variance');
    const made = await runGraph(g, { x: tensor([1, 3, 5, 11], [2, 1, 1, 2]) });
    // Mean 5, squares of the differences 16 + 4 + 0 + 36 = 56, divided by n − 1 = 3.
    expect(made['mean']!.data[0]).toBeCloseTo(1 + 0.25 * (5 - 1), 5);
    expect(made['variance']!.data[0]).toBeCloseTo(1 + 0.25 * (56 / 3 - 1), 5);
  });

  test.each([1, 2, 4])('group normalisation with %i groups', async (groups) => {
    const f = (g: Graph, x?: Value, scale?: Value, bias?: Value) => op.groupNorm(g, x!, groups, { scale: scale!, bias: bias! }, 1e-2);
    expect(await gradcheck([[2, 4, 2, 3], [4], [4]], f, curved)).toBeLessThan(2e-3);
  });
});

test('attention of MatMul and Softmax, with a bias for every relative position', async () => {
  const [heads, places, features] = [2, 4, 3];
  const relative = Array.from({ length: places * places }, (_, i) => Math.floor(i / places) - (i % places) + places - 1);
  const attention = (g: Graph, q?: Value, k?: Value, v?: Value, table?: Value): Value => {
    const bias = op.reshape(g, op.transpose(g, op.gather(g, table!, relative), [1, 0]), [heads, places, places]);
    const scores = op.add(g, op.matmul(g, q!, k!, { transB: true, alpha: 1 / Math.sqrt(features) }), bias);
    return op.matmul(g, op.softmax(g, scores), v!);
  };
  const each = [2, heads, places, features];
  expect(await gradcheck([each, each, each, [2 * places - 1, heads]], attention, curved)).toBeLessThan(2e-3);
});

test('a gradient penalty: d|dL/dx|²/dw through a convolutional network with tanh', async () => {
  const penalty = (g: Graph, ...[x, first, bias, second, third]: Value[]): Value => {
    let y = op.tanh(g, op.conv(g, x!, first!, { pads: 1, bias: bias! }));
    y = op.tanh(g, op.conv(g, y, second!, { pads: 1, strides: 2 }));
    y = op.conv(g, y, third!);
    const [dx] = gradients(g, op.reduceSum(g, op.mul(g, y, y)), [x!]);
    return op.reduceSum(g, op.mul(g, dx!, dx!));
  };
  const shapes = [[1, 2, 5, 6], [3, 2, 3, 3], [3], [2, 3, 3, 3], [1, 2, 1, 1]];
  expect(await gradcheck(shapes, penalty, { h: 5e-3, range: [-0.8, 0.8] })).toBeLessThan(2e-3);
});
