import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spans } from './tiles.ts';

const grid = fc.record({
  length: fc.integer({ min: 1, max: 400 }),
  tile: fc.integer({ min: 1, max: 120 }),
  overlap: fc.integer({ min: 0, max: 40 }),
  multipleOf: fc.constantFrom(1, 2, 3, 4, 8),
});

describe('spans', () => {
  test('cores partition the axis, inputs reach over them by the overlap and end at the edge', () => {
    fc.assert(
      fc.property(grid, ({ length, ...options }) => {
        const made = spans(length, options);
        expect(made[0]!.start).toBe(0);
        expect(made.at(-1)!.end).toBe(length);
        made.forEach((span, i) => {
          if (i > 0) expect(span.start).toBe(made[i - 1]!.end);
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.end - span.start).toBeLessThan(options.tile + options.multipleOf);
          expect(span.from).toBeGreaterThanOrEqual(0);
          expect(span.to).toBeLessThanOrEqual(length);
          expect(span.from % options.multipleOf).toBe(0);
          expect(span.from === 0 || span.start - span.from >= options.overlap).toBe(true);
          expect(span.to === length || span.to - span.end >= options.overlap).toBe(true);
          expect(span.to === length || (span.to - span.from) % options.multipleOf === 0).toBe(true);
        });
      }),
    );
  });

  test('a fixed input is never shorter than asked where the axis is long enough, and keeps its overlap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 8, max: 64 }),
        fc.integer({ min: 0, max: 16 }),
        (length, fixed, margin) => {
          const overlap = Math.min(margin, Math.floor(fixed / 4));
          const made = spans(length, { tile: fixed, overlap, multipleOf: 1, fixed });
          expect(made[0]!.start).toBe(0);
          expect(made.at(-1)!.end).toBe(length);
          made.forEach((span, i) => {
            if (i > 0) expect(span.start).toBe(made[i - 1]!.end);
            expect(span.to - span.from).toBe(Math.min(length, fixed));
            expect(span.from === 0 || span.start - span.from >= overlap).toBe(true);
            expect(span.to === length || span.to - span.end >= overlap).toBe(true);
          });
        },
      ),
    );
  });
});
