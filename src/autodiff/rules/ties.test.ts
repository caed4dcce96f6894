/** What flows where a function has no derivative: at kinks, bounds and equal maxima. The comments of the rules say the same. */
import { expect, test } from 'vitest';
import { runGraph } from '../../../test/support/run-graph.ts';
import { Graph, type Value } from '../../graph/graph.ts';
import * as op from '../../graph/ops.ts';
import { tensor } from '../../graph/tensor.ts';
import { gradients } from '../gradients.ts';

/** The gradients of Σ y with respect to every input. */
async function flow(f: (g: Graph, ...x: [Value, Value]) => Value, ...inputs: (readonly number[])[]): Promise<number[][]> {
  const g = new Graph();
  const xs = inputs.map((data, i) => g.input(`x${i}`, [data.length]));
  gradients(g, op.reduceSum(g, f(g, ...(xs as [Value, Value]))), xs).forEach((dx, i) => {
    g.output(op.identity(g, dx), `dx${i}`);
  });
  const made = await runGraph(g, Object.fromEntries(inputs.map((data, i) => [`x${i}`, tensor(data, [data.length])])));
  return inputs.map((_, i) => Array.from(made[`dx${i}`]!.data as Float32Array));
}

test('at 0: Abs and Relu have 0, the leaky ones the slope of the negative side', async () => {
  const x = [-1, 0, 1];
  expect(await flow(op.abs, x)).toEqual([[-1, 0, 1]]);
  expect(await flow(op.relu, x)).toEqual([[0, 0, 1]]);
  expect(await flow((g, v) => op.leakyRelu(g, v, 0.25), x)).toEqual([[0.25, 0.25, 1]]);
  expect((await flow((g, v) => op.elu(g, v, 0.5), x))[0]!.slice(1)).toEqual([0.5, 1]);
  expect(await flow(op.prelu, x, [0.5])).toEqual([[0.5, 0.5, 1], [-1]]);
});

test('at bounds: Clip lets the gradient through, HardSigmoid does not', async () => {
  expect(await flow((g, v) => op.clip(g, v, -1, 1), [-2, -1, 0, 1, 2])).toEqual([[0, 1, 1, 1, 0]]);
  expect(await flow((g, v) => op.hardSigmoid(g, v, 0.5, 0.5), [-2, -1, 0, 1, 2])).toEqual([[0, 0, 0.5, 0, 0]]);
});

test('equal values share: Max and Min halve, ReduceMax and MaxPool divide by the number of maxima', async () => {
  const [a, b] = [
    [1, 2, 3],
    [1, 3, 2],
  ];
  expect(await flow(op.max, a, b)).toEqual([
    [0.5, 0, 1],
    [0.5, 1, 0],
  ]);
  expect(await flow(op.min, a, b)).toEqual([
    [0.5, 1, 0],
    [0.5, 0, 1],
  ]);
  expect(await flow((g, v) => op.reduceMax(g, v), [4, 1, 4, 4, 4])).toEqual([[0.25, 0, 0.25, 0.25, 0.25]]);
  const pooled = (g: Graph, v: Value) => op.maxPool(g, op.reshape(g, v, [1, 1, 1, 4]), { kernel: [1, 2], pads: [0, 1, 0, 1], strides: 1 });
  // Windows: (pad, 0), (0, 0), (0, −1), (−1, −2), (−2, pad). Padding is no maximum, of zeros and negative numbers neither.
  expect(await flow(pooled, [0, 0, -1, -2])).toEqual([[1.5, 1.5, 1, 1]]);
});

test('a power of 0 and an exponent of 0 have finite gradients', async () => {
  expect(await flow(op.pow, [0, 0, 3], [1, 2, 0])).toEqual([
    [1, 0, 0],
    [0, 0, Math.fround(Math.log(3))],
  ]);
});
