import { expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { ShapeError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { vifp } from './vifp.ts';

interface Grid {
  readonly side: number;
  readonly at: (x: number, y: number) => number;
}

/** Σ w(u, v)·of(x + u, y + v) over a Gaussian window in two dimensions. */
function windowed(size: number, of: (x: number, y: number) => number): (x: number, y: number) => number {
  const middle = (size - 1) / 2;
  const weight = (u: number, v: number) => Math.exp(-((u - middle) ** 2 + (v - middle) ** 2) / (2 * (size / 5) ** 2));
  const places = Array.from({ length: size * size }, (_, k) => [k % size, Math.floor(k / size)] as const);
  const norm = places.reduce((sum, [u, v]) => sum + weight(u, v), 0);
  return (x, y) => places.reduce((sum, [u, v]) => sum + weight(u, v) * of(x + u, y + v), 0) / norm;
}

function halved({ side, at }: Grid, size: number): Grid {
  const filtered = windowed(size, at);
  const half = Math.ceil((side - size + 1) / 2);
  const samples = Float64Array.from({ length: half * half }, (_, i) => filtered(2 * (i % half), 2 * Math.floor(i / half)));
  return { side: half, at: (x, y) => samples[y * half + x]! };
}

/** By its definition, of square pictures in which every window has structure. */
function naive(sr: Grid, hr: Grid): number {
  let [x, y] = [sr, hr];
  let [kept, all] = [0, 0];
  for (const size of [17, 9, 5, 3]) {
    if (size < 17) [x, y] = [halved(x, size), halved(y, size)];
    for (let i = 0; i + size <= x.side; i++) {
      for (let j = 0; j + size <= x.side; j++) {
        const mean = (of: (u: number, v: number) => number) => windowed(size, of)(j, i);
        const [mx, my] = [mean(x.at), mean(y.at)];
        const variance = mean((u, v) => (y.at(u, v) - my) ** 2);
        const covariance = mean((u, v) => (x.at(u, v) - mx) * (y.at(u, v) - my));
        const gain = Math.max(0, covariance / variance);
        const rest = mean((u, v) => (x.at(u, v) - mx) ** 2) - gain * covariance;
        kept += Math.log(1 + (gain ** 2 * variance) / (rest + 2));
        all += Math.log(1 + variance / 2);
      }
    }
  }
  return kept / all;
}

const gridOf = ({ width, data }: Planes): Grid => ({ side: width, at: (x, y) => data[y * width + x]! });

test('equals the loops of its definition', () => {
  const hr = randomPlanes(1, 41, 41, 1);
  const noise = randomPlanes(1, 41, 41, 2, 90).data;
  const sr = { ...hr, data: hr.data.map((value, i) => 0.7 * value + noise[i]!) };
  const value = vifp.measure(sr, hr, { dataRange: 255 });
  expect(value).toBeCloseTo(naive(gridOf(sr), gridOf(hr)), 7);
  expect(value).toBeGreaterThan(0.2);
  expect(value).toBeLessThan(0.6);
});

test('more contrast is above 1, less is below', () => {
  const hr = randomPlanes(1, 48, 52, 3, 100);
  const stretched = (by: number) => ({ ...hr, data: hr.data.map((value) => by * value) });
  expect(vifp.measure(stretched(1.3), hr, { dataRange: 255 })).toBeGreaterThan(1);
  expect(vifp.measure(stretched(0.7), hr, { dataRange: 255 })).toBeLessThan(1);
});

test('refuses a flat HR picture', () => {
  const flat = { ...randomPlanes(1, 48, 48), data: new Float64Array(48 * 48).fill(90) };
  expect(() => vifp.measure(randomPlanes(1, 48, 48), flat, { dataRange: 255 })).toThrow(ShapeError);
});
