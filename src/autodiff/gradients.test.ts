import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { gradients } from './gradients.ts';

describe('gradients', () => {
  test('adds the contributions of a value used several times: d(x·x + x)/dx = 2x + 1', async () => {
    const g = new Graph();
    const x = g.input('x', []);
    const loss = op.add(g, op.mul(g, x, x), x);
    g.output(gradients(g, loss, [x])[0]!, 'dx');
    expect((await runGraph(g, { x: tensor([3], []) }))['dx']!.data[0]).toBe(7);
  });

  test('a gradient of a gradient: d²(x³)/dx² = 6x', async () => {
    const g = new Graph();
    const x = g.input('x', []);
    const [first] = gradients(g, op.mul(g, op.mul(g, x, x), x), [x]);
    g.output(gradients(g, first!, [x])[0]!, 'd2x');
    expect((await runGraph(g, { x: tensor([2], []) }))['d2x']!.data[0]).toBe(12);
  });

  test('several outputs: each part gets its own gradient, and one that the loss does not use gets zeros', async () => {
    const g = new Graph();
    const x = g.input('x', [4]);
    const [a, b] = op.split(g, x, [1, 2, 1], 0);
    const loss = op.add(g, op.reduceSum(g, op.mul(g, b!, b!)), op.reduceSum(g, a!));
    g.output(gradients(g, loss, [x])[0]!, 'dx');
    expect([...(await runGraph(g, { x: tensor([5, 6, 7, 8], [4]) }))['dx']!.data]).toEqual([1, 12, 14, 0]);
  });

  test('builds no gradient that nobody asks for', () => {
    const g = new Graph();
    const x = g.input('x', [1, 8, 5, 5]);
    const w = g.weight('w', [8, 8, 3, 3], new Float32Array(576));
    const loss = op.reduceSum(g, op.conv(g, x, w, { pads: 1 }));
    gradients(g, loss, [w]);
    expect(g.nodes.filter((n) => n.op === 'Conv' || n.op === 'ConvTranspose')).toHaveLength(1);
  });

  test('refuses a loss that does not depend on a target, and a seed of another shape', () => {
    const g = new Graph();
    const [x, z] = [g.input('x', [2]), g.input('z', [2])];
    const y = op.mul(g, x, x);
    expect(() => gradients(g, op.reduceSum(g, y), [z])).toThrow('to depend on z (2) but no gradient reaches it');
    expect(() => gradients(g, y, [x])).toThrow('Expected a seed of the shape of');
  });

  test('refuses an operator without a rule, and stops at one through which nothing flows', () => {
    const g = new Graph();
    const x = g.input('x', [2]);
    const odd = g.node('Celu', [x], {}, [{ shape: [2], dtype: 'float32' }]).outputs[0]!;
    expect(() => gradients(g, op.reduceSum(g, odd), [x])).toThrow('Expected an operator with a gradient rule but received Celu');
    expect(() => gradients(g, op.reduceSum(g, op.sign(g, x)), [x])).toThrow('no gradient reaches it');
  });
});
