import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { tensor } from '../graph/tensor.ts';
import { Layers } from './layers.ts';
import { dwt, iwt } from './mwcnn.ts';

const picture = tensor(
  Float32Array.from({ length: 2 * 3 * 4 * 6 }, (_, i) => ((i * 7919) % 101) / 101),
  [2, 3, 4, 6],
);

test('Haar wavelets: half the sum and half the differences of every 2×2 pixels, channel by channel', async () => {
  const graph = new Graph();
  const y = graph.output(dwt(new Layers(graph, 1), graph.input('x', picture.shape)), 'y');
  expect(y.shape).toEqual([2, 12, 2, 3]);
  const made = (await runGraph(graph, { x: picture }))['y']!.data;
  const pixel = (c: number, row: number, column: number) => Number(picture.data[c * 24 + row * 6 + column]);
  for (let c = 0; c < 3; c++) {
    const [a, b, d, e] = [pixel(c, 2, 4), pixel(c, 2, 5), pixel(c, 3, 4), pixel(c, 3, 5)];
    const want = [a + b + d + e, -a + b - d + e, -a - b + d + e, a - b - d + e];
    want.forEach((value, band) => {
      expect(made[(band * 3 + c) * 6 + 5]).toBeCloseTo(value / 2, 5);
    });
  }
});

test('the inverse gives the picture back', async () => {
  const graph = new Graph();
  const nn = new Layers(graph, 1);
  graph.output(iwt(nn, dwt(nn, graph.input('x', picture.shape))), 'y');
  const made = (await runGraph(graph, { x: picture }))['y']!;
  expect(made.shape).toEqual(picture.shape);
  made.data.forEach((value, i) => {
    expect(value).toBeCloseTo(Number(picture.data[i]), 5);
  });
});
