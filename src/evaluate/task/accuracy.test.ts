import { expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { accuracyOf, compareAccuracy } from './accuracy.ts';
import { type Prediction, predictionOf } from './class-scores.ts';

const prediction = (rank: number, predicted: number, probability: number): Prediction => ({ rank, predicted, probability });

const four = new Map([
  ['HR', [prediction(0, 0, 0.9), prediction(0, 1, 0.8), prediction(1, 3, 0.2), prediction(6, 0, 0.1)]],
  ['bicubic', [prediction(1, 4, 0.4), prediction(0, 1, 0.6), prediction(0, 2, 0.5), prediction(4, 0, 0.1)]],
]);

test('by hand: four pictures, two methods', () => {
  const [hr, bicubic] = accuracyOf(four, 'HR', 10);
  expect(hr).toMatchObject({ method: 'HR', top1: { count: 2, n: 4, rate: 0.5 }, top5: { count: 3 }, agreement: { count: 4 } });
  expect(bicubic).toMatchObject({ top1: { count: 2 }, top5: { count: 4 }, agreement: { count: 2 } });
  expect(hr!.probability).toBeCloseTo(0.5, 14);
  expect(bicubic!.probability).toBeCloseTo(0.4, 14);
  expect(compareAccuracy(four)).toEqual([{ first: 'HR', second: 'bicubic', onlyFirst: 1, onlySecond: 1, p: 1 }]);
});

test('top-5 of five classes is no measure', () => {
  expect(accuracyOf(four, 'HR', 5)[0]).not.toHaveProperty('top5');
});

test('top-1 is at most top-5; agreement of HR with itself is 1; the counts of a comparison are the difference of the top-1 counts', () => {
  const random = mulberry32(5);
  const draw = () =>
    Array.from({ length: 60 }, () => {
      const scores = Array.from({ length: 9 }, () => random());
      return predictionOf(scores, Math.floor(9 * random()), 'logits');
    });
  const predictions = new Map(['HR', 'bicubic', 'espcn'].map((method) => [method, draw()]));
  const rows = accuracyOf(predictions, 'HR', 9);
  for (const { top1, top5 } of rows) expect(top5!.count).toBeGreaterThanOrEqual(top1.count);
  expect(rows[0]!.agreement.rate).toBe(1);
  const right = new Map(rows.map(({ method, top1 }) => [method, top1.count]));
  const pairs = compareAccuracy(predictions);
  expect(pairs.map(({ first, second }) => `${first} ${second}`)).toEqual(['HR bicubic', 'HR espcn', 'bicubic espcn']);
  for (const { first, second, onlyFirst, onlySecond } of pairs) expect(onlyFirst - onlySecond).toBe(right.get(first)! - right.get(second)!);
});

test('no pictures', () => {
  expect(() => accuracyOf(new Map([['HR', []]]), 'HR', 3)).toThrow(/received "0 of 0"$/);
});
