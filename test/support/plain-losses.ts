/** Every loss over again, on plain arrays in float64 and straight from its formula: what the graphs are compared with. */
import { ssim } from '../../src/metrics/ssim.ts';

export type Shape = readonly [n: number, c: number, h: number, w: number];

export interface PlainLoss {
  /** The loss's options, and the size of the pictures that it is tried on. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly shape?: Shape;
  of(sr: Float64Array, hr: Float64Array, shape: Shape): number;
  /** Its least value, which it has for sr = hr or, when it does not look at hr, for a flat sr. */
  readonly least: number;
  readonly leastAt?: 'flat';
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of f(sr − hr) over all elements. */
const perElement =
  (f: (error: number) => number) =>
  (sr: Float64Array, hr: Float64Array): number =>
    mean(sr.map((s, i) => f(s - hr[i]!)));

interface Plane {
  readonly height: number;
  readonly width: number;
  at(y: number, x: number): number;
}

function planes(data: Float64Array, [n, c, height, width]: Shape): Plane[] {
  return Array.from({ length: n * c }, (_, i) => ({ height, width, at: (y, x) => data[(i * height + y) * width + x]! }));
}

/** f at every place of a size × size window inside a plane. */
function windows(height: number, width: number, size: number, f: (y: number, x: number) => number): number[] {
  const all: number[] = [];
  for (let y = 0; y + size <= height; y++) for (let x = 0; x + size <= width; x++) all.push(f(y, x));
  return all;
}

const strength = ({ height, width, at }: Plane): number[] =>
  windows(height, width, 3, (y, x) => Math.hypot(at(y + 1, x + 2) - at(y + 1, x), at(y + 2, x + 1) - at(y, x + 1), 1e-3));

/** |Re| and |Im| of all frequencies. */
function spectrum({ height, width, at }: Plane): number[] {
  return windows(height, width, 1, (u, v) => u * width + v).flatMap((frequency) => {
    const [u, v] = [Math.floor(frequency / width), frequency % width];
    let [re, im] = [0, 0];
    windows(height, width, 1, (y, x) => {
      const angle = -2 * Math.PI * ((u * y) / height + (v * x) / width);
      re += at(y, x) * Math.cos(angle);
      im += at(y, x) * Math.sin(angle);
      return 0;
    });
    return [Math.abs(re), Math.abs(im)];
  });
}

const gaussian = Array.from({ length: 121 }, (_, i) => Math.exp(-(((i % 11) - 5) ** 2 + (Math.floor(i / 11) - 5) ** 2) / 4.5));
const total = gaussian.reduce((sum, w) => sum + w, 0);

/** Means of the structure term and of SSIM, by the two-dimensional window and variances about the mean. */
function similarity(a: Plane, b: Plane): { structure: number; ssim: number } {
  const structures: number[] = [];
  const all = windows(a.height, a.width, 11, (y, x) => {
    const over = (f: (p: number, q: number) => number) =>
      gaussian.reduce((sum, w, i) => {
        const [dy, dx] = [Math.floor(i / 11), i % 11];
        return sum + (w / total) * f(a.at(y + dy, x + dx), b.at(y + dy, x + dx));
      }, 0);
    const [ma, mb] = [over((p) => p), over((_p, q) => q)];
    const [va, vb, cov] = [over((p) => (p - ma) ** 2), over((_p, q) => (q - mb) ** 2), over((p, q) => (p - ma) * (q - mb))];
    const structure = (2 * cov + 9e-4) / (va + vb + 9e-4);
    structures.push(structure);
    return (structure * (2 * ma * mb + 1e-4)) / (ma * ma + mb * mb + 1e-4);
  });
  return { structure: mean(structures), ssim: mean(all) };
}

/** Every second pixel of the means over 2×2, the last row and column repeated where they have no partner. */
function halved({ height, width, at }: Plane): Plane {
  const from = (y: number, x: number) => at(Math.min(y, height - 1), Math.min(x, width - 1));
  const values = new Map<number, number>();
  const [h, w] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      values.set(y * w + x, (from(2 * y, 2 * x) + from(2 * y, 2 * x + 1) + from(2 * y + 1, 2 * x) + from(2 * y + 1, 2 * x + 1)) / 4);
  return { height: h, width: w, at: (y, x) => values.get(y * w + x)! };
}

export function msssim(sr: Float64Array, hr: Float64Array, shape: Shape, weights: readonly number[]): number {
  const others = planes(hr, shape);
  const values = planes(sr, shape).map((plane, i) => {
    let [a, b] = [plane, others[i]!];
    return weights.reduce((product, weight, scale) => {
      if (scale > 0) [a, b] = [halved(a), halved(b)];
      const { structure, ssim } = similarity(a, b);
      return product * (scale === weights.length - 1 ? ssim : structure) ** weight;
    }, 1);
  });
  return 1 - mean(values);
}

export const plainLosses: Readonly<Record<string, PlainLoss>> = {
  charbonnier: { of: perElement((e) => Math.sqrt(e * e + 1e-6)), least: 1e-3 },
  fourier: {
    of: (sr, hr, shape) =>
      mean(
        planes(
          sr.map((s, i) => s - hr[i]!),
          shape,
        ).flatMap(spectrum),
      ),
    least: 0,
  },
  gradient: {
    of(sr, hr, shape) {
      const [a, b] = [planes(sr, shape).flatMap(strength), planes(hr, shape).flatMap(strength)];
      return mean(a.map((value, i) => Math.abs(value - b[i]!)));
    },
    least: 0,
  },
  huber: { of: perElement((e) => (Math.abs(e) <= 0.01 ? (e * e) / 2 : 0.01 * (Math.abs(e) - 0.005))), least: 0 },
  l1: { of: perElement(Math.abs), least: 0 },
  l2: { of: perElement((e) => e * e), least: 0 },
  msssim: {
    options: { weights: [0.4, 0.6] },
    shape: [2, 1, 22, 21],
    of: (sr, hr, shape) => msssim(sr, hr, shape, [0.4, 0.6]),
    least: 0,
  },
  ssim: {
    shape: [2, 3, 13, 12],
    of(sr, hr, [n, c, height, width]) {
      const picture = (data: Float64Array) => ({ channels: n * c, height, width, data });
      return 1 - ssim.measure(picture(sr), picture(hr), { dataRange: 1 });
    },
    least: 0,
  },
  tv: {
    of: (sr, _hr, shape) =>
      mean(
        planes(sr, shape).flatMap(({ height, width, at }) =>
          windows(height, width, 2, (y, x) => Math.hypot(at(y, x + 1) - at(y, x), at(y + 1, x) - at(y, x), 1e-3)),
        ),
      ),
    least: 1e-3,
    leastAt: 'flat',
  },
};
