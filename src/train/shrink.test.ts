import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { imresize } from '../image/resize.ts';
import { mulberry32 } from '../random.ts';
import { shrink } from './shrink.ts';

test.each([
  [24, 20, 12, 10],
  [24, 24, 8, 8],
  [16, 32, 2, 4],
  [21, 18, 7, 9],
  [9, 9, 9, 9],
])('%i×%i to %i×%i equals imresize', async (height, width, h, w) => {
  const random = mulberry32(4);
  const data = Float32Array.from({ length: 6 * height * width }, random);
  const g = new Graph();
  const small = g.output(shrink(g, g.input('x', [2, 3, height, width]), h, w), 'small');
  expect(small.shape).toEqual([2, 3, h, w]);
  const made = (await runGraph(g, { x: tensor(data, [2, 3, height, width]) }))['small']!;
  const want = imresize({ channels: 6, height, width, data }, { height: h, width: w });
  want.data.forEach((value, i) => {
    expect(Math.abs(Number(made.data[i]) - value)).toBeLessThan(1e-6);
  });
});
