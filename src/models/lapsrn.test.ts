import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { bilinearInit } from './blocks/bilinear.ts';
import { Layers } from './layers.ts';
import { buildNetwork } from './network.ts';

test('the deconvolution of the image starts as bilinear enlargement, channel by channel', async () => {
  const graph = new Graph();
  const nn = new Layers(graph, 1);
  const x = graph.input('x', [1, 3, 5, 6]);
  graph.output(nn.deconv('image', 3, 3, 4, { stride: 2, bias: false, init: bilinearInit })(x), 'made');
  graph.output(nn.enlarge(x, 2, 'linear'), 'bilinear');
  const picture = tensor(
    Float32Array.from({ length: 90 }, (_, i) => ((i * 37) % 89) / 89),
    [1, 3, 5, 6],
  );
  const { made, bilinear } = await runGraph(graph, { x: picture });
  expect(made!.shape).toEqual([1, 3, 10, 12]);
  // The outermost pixels differ: beyond the edge are zeros for a deconvolution.
  for (let c = 0; c < 3; c++)
    for (let row = 1; row < 9; row++)
      for (let column = 1; column < 11; column++) {
        const at = (c * 10 + row) * 12 + column;
        expect(made!.data[at]).toBeCloseTo(Number(bilinear!.data[at]), 5);
      }
});

test.each([
  ['lapsrn', { features: 4, depth: 2 }],
  ['mslapsrn', { features: 4, depth: 2, recursions: 2 }],
])('%s ×8 has the pictures of its smaller levels as side outputs', (model, options) => {
  const { sr, side } = buildNetwork({ model, scale: 8, channels: 1, options }, [1, 5, 6], 1);
  expect([...side, sr].map(({ shape }) => shape)).toEqual([
    [1, 1, 10, 12],
    [1, 1, 20, 24],
    [1, 1, 40, 48],
  ]);
});

test('MS-LapSRN has the same weights at every scale', () => {
  const [two, four, eight] = [2, 4, 8].map((scale) =>
    buildNetwork({ model: 'mslapsrn', scale, channels: 1, options: { features: 4 } }, [1, 5, 5], 1).graph.weights.map(({ name }) => name),
  );
  expect(four).toEqual(two);
  expect(eight).toEqual(two);
});
