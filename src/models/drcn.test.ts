import { expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { tensor } from '../graph/tensor.ts';
import { buildNetwork } from './network.ts';

const spec = { model: 'drcn', scale: 2, channels: 1, options: { features: 4, recursions: 3 } } as const;

test('its output is the sum of the recursions, each times its share', async () => {
  const { graph, sr, side } = buildNetwork(spec, [1, 6, 7], 1);
  expect(side).toHaveLength(3);
  const shares = graph.weights.find(({ name }) => name === 'ensemble')!.tensor!;
  (shares.data as Float32Array).set([0.2, 0.5, -0.4]);
  graph.output(sr, 'sr');
  side.forEach((output, d) => {
    graph.output(output, `side${d}`);
  });
  const made = await runGraph(graph, {
    lr: tensor(
      Array.from({ length: 42 }, (_, i) => (i % 5) / 5),
      [1, 1, 6, 7],
    ),
  });
  const values = (name: string) => Array.from(made[name]!.data as Float32Array);
  const want = values('side0').map((a, i) => 0.2 * a + 0.5 * values('side1')[i]! - 0.4 * values('side2')[i]!);
  values('sr').forEach((value, i) => {
    expect(value).toBeCloseTo(want[i]!, 5);
  });
});

test('recursions share one filter, which starts as the identity, so that all recursions are alike at first', async () => {
  const { graph, side } = buildNetwork(spec, [1, 6, 7], 1);
  const filter = graph.weights.find(({ name }) => name === 'recursion.weight')!.tensor!.data as Float32Array;
  expect(filter.reduce((sum, x) => sum + x, 0)).toBe(4);
  for (let c = 0; c < 4; c++) expect(filter[(c * 4 + c) * 9 + 4]).toBe(1);
  side.forEach((output, d) => {
    graph.output(output, `side${d}`);
  });
  const made = await runGraph(graph, {
    lr: tensor(
      Array.from({ length: 42 }, (_, i) => (i % 7) / 7),
      [1, 1, 6, 7],
    ),
  });
  expect(made['side2']!.data).toEqual(made['side0']!.data);
});
