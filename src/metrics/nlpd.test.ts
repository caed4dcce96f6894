import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../test/support/pictures.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { nlpd } from './nlpd.ts';

type Rows = number[][];

const line = [0.05, 0.25, 0.4, 0.25, 0.05];
const sigmas = [0.0248, 0.0185, 0.0179, 0.0191, 0.022, 0.2782];
/** As the authors' program writes them: filters of a convolution, which turns them by 180°. */
const filters: readonly Rows[] = [
  [[0], [0, 0, 0.1011], [0, 0.1493, 0, 0.146, 0.0072], [0, 0, 0.1015]],
  [[0], [0, 0, 0.0757], [0, 0.1986, 0, 0.1846], [0, 0, 0.0837]],
  [[0], [0, 0, 0.0477], [0, 0.2138, 0, 0.2243], [0, 0, 0.0467]],
  [[0], [0], [0, 0.2503, 0, 0.2616]],
  [[0], [0], [0, 0.2598, 0, 0.2552]],
  [[0], [0], [0, 0.2215, 0, 0.0717]],
];

/** Σ weight(u, v)·x(i + u, j + v) for u, v from −2 to 2. */
function filtered(x: Rows, at: (x: Rows, i: number, j: number) => number, weight: (u: number, v: number) => number): Rows {
  return x.map((row, i) =>
    row.map((_, j) => {
      let sum = 0;
      for (let u = -2; u <= 2; u++) for (let v = -2; v <= 2; v++) sum += weight(u, v) * at(x, i + u, j + v);
      return sum;
    }),
  );
}

const zeroBeyond = (x: Rows, i: number, j: number) => x[i]?.[j] ?? 0;
const turnBack = (i: number, n: number) => (i < 0 ? -1 - i : i < n ? i : 2 * n - 1 - i);
const mirrored = (x: Rows, i: number, j: number) => x[turnBack(i, x.length)]![turnBack(j, x[0]!.length)]!;
const lowPass = (u: number, v: number) => line[u + 2]! * line[v + 2]!;
const clamped = (x: Rows, i: number, j: number) => x[Math.min(Math.max(i, 0), x.length - 1)]![Math.min(Math.max(j, 0), x[0]!.length - 1)]!;

/** The steps of the authors' program one by one: a repeated edge, zeros between, the whole filter, cut. */
function bandsOf(picture: Rows): Rows[] {
  const bands: Rows[] = [];
  let rest = picture;
  for (let level = 0; level < 5; level++) {
    const small = filtered(rest, mirrored, lowPass).flatMap((row, i) => (i % 2 === 0 ? [row.filter((_, j) => j % 2 === 0)] : []));
    const spread = Array.from({ length: 2 * small.length + 4 }, (_, i) =>
      Array.from({ length: 2 * small[0]!.length + 4 }, (_, j) =>
        i % 2 === 0 && j % 2 === 0 ? 4 * clamped(small, i / 2 - 1, j / 2 - 1) : 0,
      ),
    );
    const large = filtered(spread, zeroBeyond, lowPass);
    bands.push(rest.map((row, i) => row.map((value, j) => value - large[i + 2]![j + 2]!)));
    rest = small;
  }
  return [...bands, rest];
}

function naive(a: Rows, b: Rows): number {
  const normalized = (picture: Rows) =>
    bandsOf(picture).map((band, k) => {
      const sizes = filtered(
        band.map((row) => row.map(Math.abs)),
        zeroBeyond,
        (u, v) => filters[k]![2 - u]?.[2 - v] ?? 0,
      );
      return band.flatMap((row, i) => row.map((value, j) => value / (sigmas[k]! + sizes[i]![j]!)));
    });
  const [ya, yb] = [normalized(a), normalized(b)];
  return ya.reduce((sum, band, k) => sum + Math.sqrt(band.reduce((s, v, i) => s + (v - yb[k]![i]!) ** 2, 0) / band.length), 0) / 6;
}

describe('nlpd', () => {
  test.each([
    [17, 17],
    [33, 42],
    [64, 49],
  ])('equals the plain computation at %i×%i', (width, height) => {
    const [a, b] = [1, 2].map((seed) => randomPlanes(1, height, width, seed)) as [
      ReturnType<typeof randomPlanes>,
      ReturnType<typeof randomPlanes>,
    ];
    const rows = ({ data }: typeof a) =>
      Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)].map((v) => v / 255));
    expect(nlpd.measure(a, b, { dataRange: 255 })).toBeCloseTo(naive(rows(a), rows(b)), 12);
  });

  test('is of the rounded gray picture', () => {
    const [a, b] = [randomPlanes(3, 20, 30), randomPlanes(3, 20, 30, 2)];
    expect(nlpd.measure(a, b, { dataRange: 255 })).toBe(nlpd.measure(roundedGray(a, 255), roundedGray(b, 255), { dataRange: 255 }));
  });
});
