import { expect, test } from 'vitest';
import { drawPictures } from '../../../test/support/detections.ts';
import { matchDetections, type TrueObject } from './match-detections.ts';

/** A box 10 wide and high. */
const at = (left: number, top = 0) => ({ left, top, right: left + 10, bottom: top + 10 });
const object = (left: number, crowd = false): TrueObject => ({ box: at(left), crowd });
const outcomes = (...given: Parameters<typeof matchDetections>) => matchDetections(...given).map(({ outcome }) => outcome);

test('each object is taken once, by the best score', () => {
  const detections = [
    { box: at(1), score: 0.3 },
    { box: at(0), score: 0.2 },
    { box: at(2), score: 0.9 },
  ];
  expect(matchDetections(detections, [object(0)], 0.5)).toEqual([
    { score: 0.9, outcome: 'hit' },
    { score: 0.3, outcome: 'miss' },
    { score: 0.2, outcome: 'miss' },
  ]);
});

test('the nearest object is taken, and the next one by the next detection', () => {
  const detections = [
    { box: at(2), score: 0.9 },
    { box: at(2), score: 0.8 },
    { box: at(2), score: 0.7 },
  ];
  expect(outcomes(detections, [object(0), object(3)], 0.5)).toEqual(['hit', 'hit', 'miss']);
});

test('an overlap of just the threshold counts: 10 of 20 pixels', () => {
  const half = { box: { left: 0, top: 0, right: 20, bottom: 10 }, score: 1 };
  expect(outcomes([half], [object(0)], 0.5)).toEqual(['hit']);
  expect(outcomes([half], [object(0)], 0.5 + 1e-9)).toEqual(['miss']);
});

test('detections in a crowd do not count, however many, but an object comes first', () => {
  const crowd = { box: { left: 0, top: 0, right: 100, bottom: 100 }, crowd: true };
  const detections = [0.9, 0.8, 0.7].map((score) => ({ box: at(5, 5), score }));
  expect(outcomes(detections, [crowd, { box: at(5, 5), crowd: false }], 0.5)).toEqual(['hit', 'ignored', 'ignored']);
});

test('only the 100 best count', () => {
  const many = Array.from({ length: 150 }, (_, i) => ({ box: at(1000), score: 1 - i / 1000 }));
  expect(outcomes([...many, { box: at(0), score: 0.001 }], [object(0)], 0.5)).toEqual(Array.from({ length: 100 }, () => 'miss'));
});

test('no more hits than objects, fewer at higher thresholds, in order of the scores', () => {
  for (let seed = 1; seed <= 20; seed++) {
    for (const { objects, detections } of drawPictures(seed)) {
      let before = Number.POSITIVE_INFINITY;
      for (const threshold of [0.3, 0.5, 0.7, 0.9]) {
        const decisions = matchDetections(detections, objects, threshold);
        const hits = decisions.filter(({ outcome }) => outcome === 'hit').length;
        expect(hits).toBeLessThanOrEqual(objects.filter(({ crowd }) => !crowd).length);
        expect(hits).toBeLessThanOrEqual(before);
        expect(decisions.map(({ score }) => score)).toEqual(decisions.map(({ score }) => score).sort((a, b) => b - a));
        before = hits;
      }
    }
  }
});
