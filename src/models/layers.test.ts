import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { GraphError } from '../errors.ts';
import { symbolic } from '../graph/dim.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { Layers } from './layers.ts';

const ramp = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
    shape,
  );

describe('layers', () => {
  test.each([
    [9, 2],
    [9, 3],
    [9, 4],
    [4, 2],
    [3, 3],
    [5, 1],
  ])('a deconvolution of %i pixels with stride %i multiplies the size', async (kernel, stride) => {
    const g = new Graph();
    const y = new Layers(g, 1).deconv('up', 2, 3, kernel, { stride })(g.input('x', [1, 2, symbolic('H'), symbolic('W')]));
    expect(y.shape).toEqual([1, 3, { symbol: 'H', mul: stride, add: 0 }, { symbol: 'W', mul: stride, add: 0 }]);
    g.output(y, 'y');
    expect((await runGraph(g, { x: ramp([1, 2, 5, 4]) }))['y']!.shape).toEqual([1, 3, 5 * stride, 4 * stride]);
  });

  test('a deconvolution that would leave gaps, or is to be trained without padding, is refused', () => {
    expect(() => new Layers(new Graph(), 1).deconv('up', 1, 1, 2, { stride: 3 })).toThrow(
      new GraphError('Expected a kernel of at least 3, the stride, for up but received 2'),
    );
    expect(() => new Layers(new Graph(), 1, { unpadded: true }).deconv('up', 1, 1, 4)).toThrow('up: a network with deconvolutions');
  });

  test('batch normalisation goes by the batch in training and gathers its statistics, as PyTorch does', async () => {
    const g = new Graph();
    const nn = new Layers(g, 1, { training: true });
    g.output(nn.batchNorm('norm', 2)(g.input('x', [1, 2, 1, 2])), 'y');
    expect([...nn.updates.keys()].map((w) => w.name)).toEqual(['norm.running_mean', 'norm.running_var']);
    [...nn.updates.values()].forEach((value, i) => {
      g.output(value, `new${i}`);
    });
    const { y, new0, new1 } = await runGraph(g, { x: tensor([1, 3, -2, 4], [1, 2, 1, 2]) });
    // Means 2 and 1, variances 1 and 9; running: 0.1·mean and 0.9·1 + 0.1·2·variance.
    [-1, 1, -1, 1].forEach((want, i) => {
      expect(y!.data[i]).toBeCloseTo(want, 4);
    });
    [0.2, 0.1].forEach((want, i) => {
      expect(new0!.data[i]).toBeCloseTo(want, 6);
    });
    [1.1, 2.7].forEach((want, i) => {
      expect(new1!.data[i]).toBeCloseTo(want, 5);
    });
  });

  test('batch normalisation goes by its statistics in use', async () => {
    const g = new Graph();
    const nn = new Layers(g, 1);
    g.output(nn.batchNorm('norm', 1)(g.input('x', [1, 1, 1, 2])), 'y');
    expect(nn.updates.size).toBe(0);
    g.weights.forEach(({ tensor: t }, i) => {
      (t!.data as Float32Array)[0] = [2, 10, 1, 4][i]!;
    });
    const { y } = await runGraph(g, { x: tensor([1, 5], [1, 1, 1, 2]) });
    // 2·(x − 1)/√4 + 10
    [10, 14].forEach((want, i) => {
      expect(y!.data[i]).toBeCloseTo(want, 4);
    });
  });

  test('PReLU has one slope for each channel, LeakyReLU one for all', async () => {
    const g = new Graph();
    const nn = new Layers(g, 1);
    const x = g.input('x', [1, 2, 1, 2]);
    g.output(nn.prelu('act', 2)(x), 'prelu');
    g.output(nn.leakyRelu(x, 0.5), 'lrelu');
    (g.weights[0]!.tensor!.data as Float32Array)[1] = 0.125;
    const { prelu, lrelu } = await runGraph(g, { x: tensor([-8, 8, -8, 4], [1, 2, 1, 2]) });
    expect([...prelu!.data]).toEqual([-2, 8, -1, 4]);
    expect([...lrelu!.data]).toEqual([-4, 8, -4, 4]);
  });
});
