import { expect, test } from 'vitest';
import { heldOut } from './dataset.ts';

test.each([
  [10, 3],
  [100, 10],
  [3, 5],
])('of %i items every %i-th is held out; the parts are disjoint and complete', (length, every) => {
  const items = Array.from({ length }, (_, i) => i);
  const train = heldOut(items, { every, part: 'train' });
  const validation = heldOut(items, { every, part: 'validation' });
  expect(validation).toHaveLength(Math.floor(length / every));
  expect([...train, ...validation].sort((a, b) => a - b)).toEqual(items);
});

test('folds hold out every item once', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const folds = [1, 2, 3].map((fold) => heldOut(items, { every: 3, fold, part: 'validation' }));
  expect(folds).toEqual([
    ['a', 'd', 'g'],
    ['b', 'e'],
    ['c', 'f'],
  ]);
  expect(heldOut(items, { every: 3, fold: 1, part: 'train' })).toEqual(['b', 'c', 'e', 'f']);
});
