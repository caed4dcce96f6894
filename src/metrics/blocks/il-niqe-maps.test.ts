/** The maps against their definitions: sums over the plane in place of fast transforms and separable filters. */
import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { colorPlanes, halved, mapKinds, mapsOf } from './il-niqe-maps.ts';

const [width, height] = [10, 8];
const n = width * height;
const picture = randomPlanes(3, height, width, 4);
const planes = colorPlanes(picture);

/** Σ over the plane of the plane times weight(Δx, Δy), which is the convolution with zeros beyond the edge. */
function convolved(plane: Float64Array, reach: number, weight: (x: number, y: number) => number): Float64Array {
  return plane.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const [x, y] = [(i % width) - (j % width), Math.floor(i / width) - Math.floor(j / width)];
      if (Math.abs(x) <= reach && Math.abs(y) <= reach) sum += weight(x, y) * plane[j]!;
    }
    return sum;
  });
}

/** The response to filter (s, o) by the sums of the transform and its inverse. */
function filtered(plane: Float64Array, scale: number, s: number, o: number): { re: Float64Array; im: Float64Array } {
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let v = -height / 2; v < height / 2; v++) {
    for (let u = -width / 2; u < width / 2; u++) {
      if (u === 0 && v === 0) continue;
      const phase = (i: number) => 2 * Math.PI * ((u * (i % width)) / width + (v * Math.floor(i / width)) / height);
      let [re, im] = [0, 0];
      plane.forEach((value, i) => {
        re += value * Math.cos(phase(i));
        im -= value * Math.sin(phase(i));
      });
      const wave = (2.4 / scale ** 0.87) * 1.31 ** s;
      const radial = Math.exp(-(Math.log(wave * Math.hypot(u / width, v / height)) ** 2) / (2 * Math.log(0.55) ** 2));
      const turn = Math.abs(Math.atan2(-v / height, u / width) - (o * Math.PI) / 4);
      const angle = Math.min(turn, 2 * Math.PI - turn);
      const weight = radial * Math.exp(-(angle ** 2) / (2 * (Math.PI / 4 / 1.1) ** 2));
      for (let i = 0; i < n; i++) {
        out.re[i]! += (weight * (re * Math.cos(phase(i)) - im * Math.sin(phase(i)))) / n;
        out.im[i]! += (weight * (re * Math.sin(phase(i)) + im * Math.cos(phase(i)))) / n;
      }
    }
  }
  return out;
}

function expectNear(got: Float64Array | undefined, want: Float64Array): void {
  const apart = Array.from(want, (value, i) => Math.abs(got![i]! - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(...apart)).toBeLessThan(1e-9);
}

test('lightness and differences of colours', () => {
  const at = (c: number, i: number) => picture.data[c * n + i]!;
  const want = [
    [0.3, 0.04, -0.35],
    [0.34, -0.6, 0.17],
    [0.06, 0.63, 0.27],
  ] as const;
  want.forEach(([r, g, b], k) => {
    expectNear(
      planes.opponent[k],
      Float64Array.from({ length: n }, (_, i) => r * at(0, i) + g * at(1, i) + b * at(2, i)),
    );
  });
  expect(halved(planes).opponent.map((plane) => plane.length)).toEqual([20, 20, 20]);
});

describe.each([1, 2] as const)('at scale %i', (scale) => {
  const maps = new Map(mapsOf(planes, scale));
  const sigma = 1.66 / scale ** 0.28;
  const reach = Math.ceil(3 * sigma);
  const bell = (x: number, y: number) => Math.exp(-(x * x + y * y) / (2 * sigma ** 2));
  const across = (plane: Float64Array) => convolved(plane, reach, (x, y) => x * bell(x, y));
  const down = (plane: Float64Array) => convolved(plane, reach, (x, y) => y * bell(x, y));
  const lengths = (plane: Float64Array) => {
    const vertical = down(plane);
    return across(plane).map((x, i) => Math.sqrt(x ** 2 + vertical[i]! ** 2));
  };

  test('every map but the first is there once', () => {
    expect(mapKinds).toHaveLength(109);
    expect([...maps.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 108 }, (_, i) => i + 1));
    expect([...mapsOf(planes, scale)]).toHaveLength(108);
  });

  test('slopes of opponent colours, and their lengths', () => {
    planes.opponent.forEach((plane, k) => {
      expectNear(maps.get(1 + k), lengths(plane));
      expectNear(maps.get(7 + 2 * k), across(plane));
      expectNear(maps.get(8 + 2 * k), down(plane));
    });
  });

  test('logarithms of colours, without their means', () => {
    const [r, g, b] = planes.rgb.map((plane) => {
      const logs = plane.map((value) => Math.log(value + 0.00001));
      const mean = logs.reduce((sum, value) => sum + value, 0) / n;
      return logs.map((value) => value - mean);
    }) as [Float64Array, Float64Array, Float64Array];
    expectNear(
      maps.get(4),
      r.map((value, i) => (value + g[i]! + b[i]!) / Math.sqrt(3)),
    );
    expectNear(
      maps.get(5),
      r.map((value, i) => (value + g[i]! - 2 * b[i]!) / Math.sqrt(6)),
    );
    expectNear(
      maps.get(6),
      r.map((value, i) => (value - g[i]!) / Math.sqrt(2)),
    );
  });

  test.each([0, 1, 2].flatMap((s) => [0, 1, 2, 3].map((o) => [s, o] as const)))(
    'filter %i, %i: its response, slopes and lengths',
    (s, o) => {
      const { re, im } = filtered(planes.opponent[2]!, scale, s, o);
      const i = 4 * s + o;
      for (const [part, map] of [re, im].entries()) {
        expectNear(maps.get(13 + 2 * i + part), map);
        expectNear(maps.get(37 + 4 * i + 2 * part), across(map));
        expectNear(maps.get(38 + 4 * i + 2 * part), down(map));
        expectNear(maps.get(85 + 2 * i + part), lengths(map));
      }
    },
  );
});
