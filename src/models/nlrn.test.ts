import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import { sizeOf, tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { Layers } from './layers.ts';
import { attention, neighbourhoodMask } from './nlrn.ts';

const random = mulberry32(3);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1),
    shape,
  );

test.each([
  [3, 4],
  [7, 4],
  [11, 2],
])('attention over q = %i in blocks of %i is that of a plain loop', async (q, block) => {
  const [embedding, channels, height, width] = [3, 2, 8, 12];
  const feeds = {
    queries: noise([1, embedding, height, width]),
    keys: noise([1, embedding, height, width]),
    values: noise([1, channels, height, width]),
  };
  const graph = new Graph();
  const nn = new Layers(graph, 1);
  const [queries, keys, values] = Object.entries(feeds).map(([name, { shape }]) => graph.input(name, shape));
  graph.output(attention(nn, { queries: queries!, keys: keys!, values: values! }, neighbourhoodMask(nn, q, block)), 'y');
  const made = (await runGraph(graph, feeds))['y']!;
  expect(made.shape).toEqual([1, channels, height, width]);

  const at = ({ data }: { readonly data: ArrayLike<number | bigint> }, c: number, row: number, column: number) =>
    row < 0 || row >= height || column < 0 || column >= width ? 0 : Number(data[(c * height + row) * width + column]);
  const reach = (q - 1) / 2;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      let total = 0;
      const sums = new Array<number>(channels).fill(0);
      for (let r = row - reach; r <= row + reach; r++)
        for (let s = column - reach; s <= column + reach; s++) {
          let score = 0;
          for (let e = 0; e < embedding; e++) score += at(feeds.queries, e, row, column) * at(feeds.keys, e, r, s);
          total += Math.exp(score);
          for (let c = 0; c < channels; c++) sums[c]! += Math.exp(score) * at(feeds.values, c, r, s);
        }
      for (let c = 0; c < channels; c++) expect(at(made, c, row, column)).toBeCloseTo(sums[c]! / total, 4);
    }
});
