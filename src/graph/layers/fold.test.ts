import { describe, expect, test } from 'vitest';
import { chain, grouped, recursive, residual } from '../../../test/support/drawn-networks.ts';
import type { Graph } from '../graph.ts';
import { foldLayers, labelOf, type Part, standIn } from './fold.ts';
import { layersOf, type NetworkLayer } from './layers.ts';

/** `lr, head, block1 … block32 ×32 (block1.conv1, …)`; a layer without a name by its operator. */
function words(graph: Graph): string {
  const layers = layersOf(graph);
  const of = (parts: readonly Part[]): string =>
    parts.map((part) => (typeof part === 'number' ? nameOf(layers[part]!) : `${labelOf(part, layers)} (${of(part.parts)})`)).join(', ');
  return of(foldLayers(layers));
}
const nameOf = ({ name, operator }: NetworkLayer) => name || operator;

describe('equal blocks that follow one another are one', () => {
  test.each([
    [
      'residual blocks',
      residual(32),
      'lr, head, block1 … block32 ×32 (block1.conv1, block1.conv2, Add), fuse, Add, up.0, Pixel shuffle ×2, tail',
    ],
    [
      'groups of blocks',
      grouped(10, 20),
      'lr, head, group1 … group10 ×10 (group1.block1 … group1.block20 ×20 (group1.block1.conv, Global mean, group1.block1.attention, Multiply, Add), group1.conv, Add), tail',
    ],
    ['shared weights', recursive(25), 'lr, head, ×25, the same weights (ReLU, unit.conv1, unit.conv2, Add), tail, Add'],
    ['a chain of single layers', chain(19), 'lr, conv1, conv2 … conv19 ×18 (conv2), last'],
    ['two small ones are not', residual(1), 'lr, head, block1.conv1, block1.conv2, Add, fuse, Add, up.0, Pixel shuffle ×2, tail'],
  ])('%s', (_title, graph, expected) => {
    expect(words(graph).replaceAll('  ', ' ')).toBe(expected);
  });
});

test('a block of another size breaks the row', () => {
  const layers = layersOf(residual(6));
  const changed = layers.map((layer) => (layer.name === 'block4.conv1' ? { ...layer, operator: 'Conv 5×5, ReLU' } : layer));
  const repeats = foldLayers(changed).filter((part) => typeof part !== 'number');
  expect(repeats.map(({ first, times }) => [first, times])).toEqual([[2, 3]]);
});

test('every layer has one that stands for it, with the turn that it is of', () => {
  const layers = layersOf(grouped(3, 4));
  const parts = foldLayers(layers);
  const at = layers.findIndex(({ name }) => name === 'group2.block3.attention');
  const { place, turns } = standIn(parts, at);
  expect([layers[place]!.name, ...turns.values()]).toEqual(['group1.block1.attention', 1, 2]);
  expect(standIn(parts, 0).place).toBe(0);
  expect(standIn(parts, layers.length - 1)).toEqual({ place: layers.length - 1, turns: new Map() });
});
