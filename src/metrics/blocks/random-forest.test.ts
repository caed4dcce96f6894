import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../errors.ts';
import type { NamedArray } from './named-arrays.ts';
import { forestValue, readForest } from './random-forest.ts';

/** Two trees of three nodes and of one; nodes go down, trees across. */
const arrays = (changes: Readonly<Record<string, readonly number[]>> = {}): Map<string, NamedArray> => {
  const all = {
    lDau: [2, 0, 0, 0, 0, 0],
    rDau: [3, 0, 0, 0, 0, 0],
    mbest: [2, 0, 0, 0, 0, 0],
    upper: [0.5, 0, 0, 0, 0, 0],
    avnode: [99, 10, 4, 99, 8, 99],
    ...changes,
  };
  return new Map(Object.entries(all).map(([name, data]) => [`rf.${name}`, { shape: [3, 2], data: Float64Array.from(data) }]));
};

test('the mean of the trees: left where the feature is at most the threshold', () => {
  const forest = readForest(arrays(), 'rf', 2);
  expect([0.5, 0.51].map((x) => forestValue(forest, [100, x]))).toEqual([(4 + 10) / 2, (8 + 10) / 2]);
});

test('with a correction of the bias', () => {
  const forest = readForest(arrays({ coef: [1, 2] }), 'rf', 2);
  expect(forestValue(forest, [0, 0])).toBe(1 + 2 * 7);
  expect(forestValue(readForest(arrays({ coef: [0, 0] }), 'rf', 2), [0, 0])).toBe(7);
});

describe('refused', () => {
  test.each([
    ['a node that is not there', { lDau: [4, 0, 0, 0, 0, 0] }],
    ['a feature that is not there', { mbest: [3, 0, 0, 0, 0, 0] }],
    ['half a node', { rDau: [1.5, 0, 0, 0, 0, 0] }],
    ['a fork with one way', { rDau: [0, 0, 0, 0, 0, 0] }],
    ['a fork without a feature', { mbest: [0, 0, 0, 0, 0, 0] }],
    ['fewer numbers', { upper: [1, 2, 3] }],
  ])('%s', (_, changes) => {
    expect(() => readForest(arrays(changes), 'rf', 2)).toThrow(ConfigError);
  });

  test('a missing array, by its name', () => {
    const all = arrays();
    all.delete('rf.avnode');
    expect(() => readForest(all, 'rf', 2)).toThrow('Expected an array rf.avnode');
  });

  test('a tree that leads back to itself', () => {
    const forest = readForest(arrays({ lDau: [1, 0, 0, 0, 0, 0] }), 'rf', 2);
    expect(() => forestValue(forest, [0, 0])).toThrow('leads back to itself');
  });
});
