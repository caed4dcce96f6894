import { expect, test } from 'vitest';
import { mulberry32 } from '../../random.ts';
import { areaOf, type Box, clipBox, intersectionOverUnion, partWithin } from './boxes.ts';

const box = (left: number, top: number, right: number, bottom: number): Box => ({ left, top, right, bottom });

test.each([
  ['the same', box(0, 0, 2, 3), box(0, 0, 2, 3), 1],
  ['half of one, a third of both', box(0, 0, 2, 1), box(1, 0, 3, 1), 1 / 3],
  ['one in the other', box(0, 0, 4, 4), box(1, 1, 3, 2), 2 / 16],
  ['edge to edge', box(0, 0, 1, 1), box(1, 0, 2, 1), 0],
  ['corner by corner', box(0, 0, 1, 1), box(5, 5, 6, 6), 0],
  ['no inside', box(1, 1, 1, 1), box(1, 1, 1, 1), 0],
  ['inside out', box(3, 3, 1, 1), box(0, 0, 4, 4), 0],
])('by hand: %s', (_, a, b, want) => {
  expect(intersectionOverUnion(a, b)).toBeCloseTo(want, 14);
});

test('in 0 … 1, the same both ways, moved and enlarged; the part within is at least as large', () => {
  const random = mulberry32(2);
  const draw = () => {
    const [left, top] = [10 * random(), 10 * random()];
    return box(left, top, left + 8 * random(), top + 8 * random());
  };
  for (let i = 0; i < 300; i++) {
    const [a, b] = [draw(), draw()];
    const overlap = intersectionOverUnion(a, b);
    expect(overlap).toBeGreaterThanOrEqual(0);
    expect(overlap).toBeLessThanOrEqual(1);
    expect(intersectionOverUnion(b, a)).toBeCloseTo(overlap, 14);
    const moved = ({ left, top, right, bottom }: Box) => box(3 * left + 7, 3 * top - 2, 3 * right + 7, 3 * bottom - 2);
    expect(intersectionOverUnion(moved(a), moved(b))).toBeCloseTo(overlap, 9);
    expect(partWithin(a, b)).toBeGreaterThanOrEqual(overlap);
    const clipped = clipBox(a, { width: 6, height: 5 });
    expect(areaOf(clipped)).toBeLessThanOrEqual(areaOf(a));
    expect(clipBox(clipped, { width: 6, height: 5 })).toEqual(clipped);
  }
});

test('the part within a crowd is of the detection alone', () => {
  expect(partWithin(box(0, 0, 2, 2), box(1, 0, 100, 100))).toBe(0.5);
  expect(partWithin(box(0, 0, 0, 0), box(0, 0, 9, 9))).toBe(0);
});
