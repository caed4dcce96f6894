import { expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { looksLikeProbabilities, predictionOf, softmax } from './class-scores.ts';

test('softmax by hand: logits log 1, log 2, log 5 are parts 1, 2 and 5 of 8', () => {
  const made = softmax([Math.log(1), Math.log(2), Math.log(5)]);
  for (const [i, part] of [1, 2, 5].entries()) expect(made[i]).toBeCloseTo(part / 8, 14);
});

test('softmax of any size: positive, 1 together, the same when all scores are shifted', () => {
  const random = mulberry32(3);
  for (const spread of [1, 30, 1000, 1e5]) {
    const scores = Array.from({ length: 50 }, () => spread * (random() - 0.5));
    const made = softmax(scores);
    expect(made.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    const shifted = softmax(scores.map((score) => score + 4096));
    for (const [i, value] of made.entries()) expect(shifted[i]).toBeCloseTo(value, 9);
  }
});

test('what is right, second, and last; probability of the true class', () => {
  const scores = [0.1, 0.6, 0.3];
  expect(predictionOf(scores, 1, 'probabilities')).toEqual({ predicted: 1, rank: 0, probability: 0.6 });
  expect(predictionOf(scores, 2, 'probabilities')).toEqual({ predicted: 1, rank: 1, probability: 0.3 });
  expect(predictionOf(scores, 0, 'probabilities')).toEqual({ predicted: 1, rank: 2, probability: 0.1 });
  expect(predictionOf([0, Math.log(3)], 1, 'logits').probability).toBeCloseTo(0.75, 14);
});

test('of equal scores the first class counts as higher, so that only one of them can be right', () => {
  const scores = [2, 5, 5, 5];
  expect([0, 1, 2, 3].map((label) => predictionOf(scores, label, 'logits').rank)).toEqual([3, 0, 1, 2]);
  expect(predictionOf(scores, 2, 'logits').predicted).toBe(1);
});

test('ranks of all labels are 0 … K − 1, each once, and rank 0 is the prediction', () => {
  const random = mulberry32(9);
  for (let i = 0; i < 50; i++) {
    const scores = Array.from({ length: 12 }, () => Math.floor(6 * random()));
    const made = scores.map((_, label) => predictionOf(scores, label, 'logits'));
    expect(made.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(scores.map((_, k) => k));
    expect(made.findIndex(({ rank }) => rank === 0)).toBe(made[0]!.predicted);
  }
});

test('tells probabilities from logits', () => {
  expect(looksLikeProbabilities([0.25, 0.75])).toBe(true);
  expect(looksLikeProbabilities([-0.25, 1.25])).toBe(false);
  expect(looksLikeProbabilities([3, 4])).toBe(false);
});

test.each([
  [[0, Number.NaN], 0, 'logits', "Expected finite numbers for the classifier's scores but received NaN"],
  [
    [3, 4],
    0,
    'probabilities',
    'Expected probabilities, not negative and 1 together, for the classifier\'s scores but received "a sum of 7.000"',
  ],
  [[1, 2], 2, 'logits', 'Expected a class from 0 to 1 for the label but received 2'],
] as const)('refuses %j', (scores, label, kind, sentence) => {
  expect(() => predictionOf(scores, label, kind)).toThrow(sentence);
});
