import { expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { averagePrecision } from './average-precision.ts';
import type { Decision } from './match-detections.ts';

/** `+` a hit, `-` a miss, `.` not counted, with falling scores. */
const decisions = (text: string): Decision[] =>
  [...text].map((sign, i) => ({ score: 1 - i / 100, outcome: sign === '+' ? 'hit' : sign === '-' ? 'miss' : 'ignored' }));

test.each([
  ['all found, nothing else', '++', 2, 1],
  ['all found before anything else', '++---', 2, 1],
  ['nothing', '', 3, 0],
  ['nothing right', '---', 3, 0],
  ['one of two: recalls 0 … 0.5', '+', 2, 51 / 101],
  ['a miss first: half of it', '-+', 1, 1 / 2],
  // Recall 0.5 at precision 1, 1 at 2/3: 51 recalls of 1, 50 of 2/3.
  ['a miss between', '+-+', 2, (51 + 50 * (2 / 3)) / 101],
  // Precisions 1, 1/2, 2/3, 3/4 at recalls 1/4, 1/4, 1/2, 3/4: what comes later and is higher counts before, too.
  ['the envelope', '+-++', 4, (26 + 50 * (3 / 4)) / 101],
  ['what is not counted is not there', '.+.-.+.', 2, (51 + 50 * (2 / 3)) / 101],
])('by hand: %s', (_, text, objects, want) => {
  expect(averagePrecision(decisions(text), objects)).toBeCloseTo(want, 12);
});

test('nothing to find', () => {
  expect(averagePrecision(decisions('--'), 0)).toBeUndefined();
});

test('in 0 … 1; only the order of the scores counts; a hit for a miss, or a miss less, is never worse; misses at the end cost nothing', () => {
  const random = mulberry32(4);
  for (let i = 0; i < 200; i++) {
    const text = Array.from({ length: 1 + Math.floor(20 * random()) }, () => (random() < 0.5 ? '+' : '-')).join('');
    const objects = text.length + Math.floor(4 * random());
    const ap = averagePrecision(decisions(text), objects)!;
    expect(ap).toBeGreaterThanOrEqual(0);
    expect(ap).toBeLessThanOrEqual(1);
    const powers = decisions(text).map((decision) => ({ ...decision, score: decision.score ** 9 }));
    expect(averagePrecision(powers.toReversed(), objects)).toBe(ap);
    expect(averagePrecision(decisions(`${text}---`), objects)).toBe(ap);
    const miss = text.indexOf('-');
    if (miss < 0) continue;
    for (const better of ['+', ''])
      expect(averagePrecision(decisions(text.slice(0, miss) + better + text.slice(miss + 1)), objects)).toBeGreaterThanOrEqual(ap);
  }
});
