import { describe, expect, test } from 'vitest';
import type { Node } from '../graph/graph.ts';
import { sizeOf } from '../graph/tensor.ts';
import { anySize, buildNetwork } from './network.ts';

const graphOf = (model: string, scale: number) =>
  buildNetwork({ model, scale, channels: 3, options: {} }, anySize({ model, scale }), 0, { blank: true }).graph;
const sizesOfAllScales = (model: string) =>
  new Map([2, 3, 4].flatMap((scale) => graphOf(model, scale).weights.map((w) => [w.name, sizeOf(w.sizes)] as const)));
const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);

describe('CARN', () => {
  test('the layers of all three scales together are the published number of parameters', () => {
    expect(sum(sizesOfAllScales('carn').values())).toBe(1_591_939);
  });

  test('the published number of CARN-M is that of all three scales without biases', () => {
    const sizes = sizesOfAllScales('carn-m');
    expect(sum(sizes.values())).toBe(414_787);
    expect(sum([...sizes].flatMap(([name, size]) => (name.endsWith('.bias') ? [] : [size])))).toBe(412_032);
  });

  test('the three units of a block of CARN-M are one, those of CARN are three', () => {
    const uses = (model: string, filter: RegExp) => {
      const users = (node: Node) => node.op === 'Conv' && filter.test(node.inputs[1]!.name);
      return graphOf(model, 2)
        .nodes.filter(users)
        .map((node) => node.inputs[1]!.name);
    };
    expect(uses('carn-m', /^block2\.unit.*conv1/)).toEqual(Array.from({ length: 3 }, () => 'block2.unit.conv1.weight'));
    expect(uses('carn', /^block2\.unit.*conv1/)).toEqual([1, 2, 3].map((i) => `block2.unit${i}.conv1.weight`));
  });
});
