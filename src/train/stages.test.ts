import { expect, test } from 'vitest';
import { tensor } from '../graph/tensor.ts';
import { stateFrom } from './stages.ts';

test('a first state has the given weights; slots start anew, but for averages of the weights', () => {
  const weight = tensor([1, 2], [2]);
  const initial = { 'a.weight': weight, 'moment/a.weight': tensor([0, 0], [2]), 'average/a.weight': weight, 'b.bias': tensor([0, 0], [2]) };
  const given = { 'a.weight': tensor([5, 6], [2]), 'moment/a.weight': tensor([9, 9], [2]) };
  expect(stateFrom({ initial, weights: ['a.weight', 'b.bias'] }, given)).toEqual({
    'a.weight': given['a.weight'],
    'moment/a.weight': initial['moment/a.weight'],
    'average/a.weight': given['a.weight'],
    'b.bias': initial['b.bias'],
  });
});
