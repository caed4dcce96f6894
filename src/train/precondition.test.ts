import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph, type Value } from '../graph/graph.ts';
import { mul, sub } from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { mulberry32 } from '../random.ts';
import { preconditioned } from './precondition.ts';

const random = mulberry32(6);
const noise = (n: number) => Float32Array.from({ length: n }, () => 2 * random() - 1);

/** One step of gradient descent, w − 0.5·dw, of a weight of this shape. */
async function step(shape: readonly number[], weight: Float32Array, gradient: Float32Array, correlation: number): Promise<Float32Array> {
  const g = new Graph();
  const descend = (w: Value, dw: Value) => ({ weight: sub(g, w, mul(g, g.constant(0.5), dw)), slots: [] });
  const next = preconditioned(g, g.input('w', shape), g.input('dw', shape), correlation, descend);
  g.output(next.weight, 'next');
  return (await runGraph(g, { w: tensor(weight, shape), dw: tensor(gradient, shape) }))['next']!.data as Float32Array;
}

/** Share of a step that is the constant filter, by the norm. */
function smoothShare(change: Float32Array): number {
  const mean = change.reduce((sum, e) => sum + e, 0) / change.length;
  return (mean ** 2 * change.length) / change.reduce((sum, e) => sum + e * e, 0);
}

describe('preconditioning', () => {
  test('correlation 0 is the plain step', async () => {
    const [w, dw] = [noise(50), noise(50)];
    expect(Array.from(await step([2, 1, 5, 5], w, dw, 0))).toEqual(Array.from(w, (e, i) => Math.fround(e - Math.fround(0.5 * dw[i]!))));
  });

  test('biases and 1×1 filters take the plain step', async () => {
    const [w, dw] = [noise(6), noise(6)];
    for (const shape of [[6], [3, 2, 1, 1]]) expect(await step(shape, w, dw, 0.8)).toEqual(await step(shape, w, dw, 0));
  });

  test('goes downhill: the change has a negative product with the gradient', async () => {
    const [w, dw] = [noise(18), noise(18)];
    const change = (await step([2, 1, 3, 3], w, dw, 0.8)).map((e, i) => e - w[i]!);
    expect(change.reduce((sum, e, i) => sum + e * dw[i]!, 0)).toBeLessThan(0);
  });

  test('a smooth gradient changes the filter less, a detailed one more, each along itself', async () => {
    const still = new Float32Array(9);
    const smooth = new Float32Array(9).fill(1);
    const detailed = Float32Array.from({ length: 9 }, (_, i) => [1, -2, 1][i % 3]! * [1, -2, 1][Math.floor(i / 3)]!);
    const [bySmooth, byDetailed] = [await step([1, 1, 3, 3], still, smooth, 0.6), await step([1, 1, 3, 3], still, detailed, 0.6)];
    expect(bySmooth.every((e) => e < 0 && e > -0.5)).toBe(true);
    expect(smoothShare(bySmooth)).toBeCloseTo(1, 5);
    byDetailed.forEach((e, i) => {
      expect(e / detailed[i]!).toBeLessThan(-0.5);
      expect(e / detailed[i]!).toBeCloseTo(byDetailed[0]! / detailed[0]!, 4);
    });
  });
});
