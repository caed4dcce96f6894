import { expect, test } from 'vitest';
import { drawPictures } from '../../../test/support/detections.ts';
import { type DetectedPicture, detectionScores, foundObjects } from './detection-scores.ts';

/** As pycocotools 2.0.11 gives them (scripts/coco-scores.py): AP, AP50 and AP75 of the pictures of each seed. */
const published = [
  [1, 0.11739384826907766, 0.30622372763592154, 0.05033360478905032],
  [2, 0.0558649342911689, 0.14435935190157673, 0.044404440444044395],
  [3, 0.04273253545259498, 0.06692950056341161, 0.05699938326247361],
  [4, 0.10635262554362301, 0.28891492821925335, 0.058309970782024434],
  [5, 0.08639835923672748, 0.22124883387133018, 0.04922992299229923],
  [6, 0.0041073379540345996, 0.01063728638147658, 0.0018363732368683302],
  [7, 0.1268128197213071, 0.2827333167679702, 0.11223436629377223],
  [8, 0.09071794673401112, 0.25845263097738347, 0.047030140679850486],
] as const;

test.each(published)("pycocotools' scores of the pictures of seed %i", (seed, ap, ap50, ap75) => {
  const scores = detectionScores(drawPictures(seed))!;
  for (const [own, theirs] of [
    [scores.ap, ap],
    [scores.ap50, ap50],
    [scores.ap75, ap75],
  ] as const)
    expect(own).toBeCloseTo(theirs, 12);
});

/** A box of 100 × 100 pixels, and one that covers the right part of it and nothing else. */
const box = { left: 0, top: 0, right: 100, bottom: 100 };
const part = (width: number) => ({ ...box, left: 100 - width });
const one = (category: number, width: number): DetectedPicture => ({
  objects: [{ box, crowd: false, category }],
  detections: [{ box: part(width), score: 0.5, category }],
});

test('by hand: an overlap of 0.72 counts at 0.5, 0.55, 0.6, 0.65 and 0.7', () => {
  expect(detectionScores([one(3, 72)])).toEqual({
    ...{ objects: 1, ap: 0.5, ap50: 1, ap75: 0 },
    categories: [{ category: 3, objects: 1, ap: 0.5, ap50: 1, ap75: 0 }],
  });
});

test('by hand: the mean of categories, however many objects they have', () => {
  const scores = detectionScores([one(1, 100), one(1, 100), one(1, 100), one(2, 40)])!;
  expect(scores).toMatchObject({ objects: 4, ap: 0.5, ap50: 0.5, ap75: 0.5 });
  expect(scores.categories.map(({ category, objects, ap }) => [category, objects, ap])).toEqual([
    [1, 3, 1],
    [2, 1, 0],
  ]);
});

test('what is found as something else is not found, and categories without objects do not count', () => {
  const confused = { objects: one(1, 100).objects, detections: one(2, 100).detections };
  expect(detectionScores([confused])).toMatchObject({ ap: 0, categories: [{ category: 1 }] });
  expect([foundObjects(confused), foundObjects(one(1, 51)), foundObjects(one(1, 49))]).toEqual([0, 1, 0]);
});

test('no objects, or crowds alone: no scores', () => {
  expect(detectionScores([{ objects: [{ box, crowd: true, category: 1 }], detections: one(1, 9).detections }])).toBeUndefined();
});

test('AP50 is at least AP75, AP lies between 0 and AP50; the order of the pictures does not count unless scores are equal', () => {
  for (let seed = 11; seed <= 30; seed++) {
    const pictures = drawPictures(seed).map(({ objects, detections }, i) => {
      const distinct = detections.map((detection, k) => ({ ...detection, score: detection.score + 1e-3 * Math.sin(100 * i + k) }));
      return { objects, detections: distinct };
    });
    const scores = detectionScores(pictures)!;
    expect(scores.ap50).toBeGreaterThanOrEqual(scores.ap75);
    expect(scores.ap).toBeLessThanOrEqual(scores.ap50);
    expect(scores.ap).toBeGreaterThanOrEqual(0);
    expect(detectionScores(pictures.toReversed())!.ap).toBeCloseTo(scores.ap, 12);
    const perfect = pictures.map(({ objects }) => ({
      objects,
      detections: objects.map(({ box: place, category }) => ({ box: place, category, score: 1 })),
    }));
    expect(detectionScores(perfect)!.ap50).toBeGreaterThan(0.99);
  }
});
