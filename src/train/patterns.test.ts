import { expect, test } from 'vitest';
import { matching } from './patterns.ts';

const names = ['feature.weight', 'feature.bias', 'subpixel.weight@x3'];

test('a star stands for any characters, everything else for itself', () => {
  expect([...matching(['feature.*'], names, 'freeze')]).toEqual(['feature.weight', 'feature.bias']);
  expect([...matching(['*.weight*'], names, 'freeze')]).toEqual(['feature.weight', 'subpixel.weight@x3']);
  expect([...matching(['feature.bias'], names, 'freeze')]).toEqual(['feature.bias']);
  expect(() => matching(['featureXbias'], names, 'freeze')).toThrow();
});

test('a pattern that fits nothing is named, with what there is', () => {
  expect(() => matching(['feature.*', 'tail.*'], names, 'initFrom.new')).toThrow(
    'Expected a pattern of weights (feature.weight, feature.bias, subpixel.weight@x3) for initFrom.new but received "tail.*"',
  );
});
