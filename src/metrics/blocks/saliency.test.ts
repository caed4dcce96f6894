import { expect, test } from 'vitest';
import { saliency } from './saliency.ts';

const [width, height] = [40, 30];
const n = width * height;

/** Gray with a red spot of 6×6 at (x, y). */
function spot(left: number, top: number) {
  const data = new Float64Array(3 * n).fill(100);
  for (let y = top; y < top + 6; y++) for (let x = left; x < left + 6; x++) data[y * width + x] = 230;
  return { channels: 3, width, height, data };
}

test('a spot of colour stands out, most in the middle', () => {
  const middle = saliency(spot(17, 12), 255);
  expect(middle[15 * width + 20]).toBeGreaterThan(3 * middle[3 * width + 3]!);
  expect(Math.max(...middle)).toBe(1);
  expect(Math.min(...middle)).toBe(0);
});

test('nothing stands out in a picture of one colour', () => {
  expect(saliency({ channels: 3, width, height, data: new Float64Array(3 * n).fill(100) }, 255)).toEqual(new Float64Array(n));
});
