/**
 * The two-dimensional discrete Fourier transform of any size, in float64: X(u, v) = Σ x(i, j)·exp(−2πi(ui/height + vj/width)).
 * Lengths are split into their factors (the Stockham form, which needs no reordering); where a factor is a large prime, the transform
 * becomes a convolution whose length is a power of two (Bluestein, 1970).
 */
import { expected, ShapeError } from '../../errors.ts';

export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A prime below this is transformed by its definition. */
const largePrime = 50;

/** Of height rows of width values; with `inverse` exp(+…) and divided by width·height, else unnormalised. Throws ShapeError for another length. */
export function fft2(x: Complex, width: number, height: number, inverse = false): Complex {
  const n = width * height;
  for (const part of [x.re, x.im]) {
    if (part.length !== n) throw new ShapeError(expected(`${width}·${height}`, 'the values of a transform', part.length));
  }
  if (inverse) {
    const { re, im } = fft2({ re: x.im, im: x.re }, width, height);
    return { re: im.map((value) => value / n), im: re.map((value) => value / n) };
  }
  const columns = transformColumns(x, height, width);
  return transposed(transformColumns(transposed(columns, width, height), width, height), height, width);
}

/** The transform of each column of `n` rows of `columns` values. */
function transformColumns(x: Complex, n: number, columns: number): Complex {
  const factors = factorsOf(n);
  return factors.some((factor) => factor > largePrime) ? bluestein(x, n, columns) : stockham(x, n, columns, factors);
}

/** Fours, then primes, whose product is n. */
function factorsOf(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (; rest % 4 === 0; rest /= 4) factors.push(4);
  for (let prime = 2; rest > 1; prime = prime * prime > rest ? rest : prime + 1) {
    for (; rest % prime === 0; rest /= prime) factors.push(prime);
  }
  return factors;
}

/** Each pass splits the transforms of length `length` that are left into `radix` times as many, interleaved, of length / radix. */
function stockham(x: Complex, n: number, columns: number, factors: readonly number[]): Complex {
  const roots = rootsOfUnity(n);
  let from = x;
  let length = n;
  for (const radix of factors) {
    const to = zeros(n * columns);
    const stride = (n / length) * columns;
    if (radix === 4) passOfFour(from, to, length, stride, roots);
    else pass(from, to, length, stride, radix, roots);
    from = to;
    length /= radix;
  }
  return from;
}

/** to(radix·p + j) = Σₖ from(p + k·m)·exp(−2πi·j(p + k·m)/length),  m = length/radix, where each element is `stride` values. */
function pass(from: Complex, to: Complex, length: number, stride: number, radix: number, roots: Complex): void {
  const m = length / radix;
  const step = roots.re.length / length;
  for (let p = 0; p < m; p++) {
    for (let j = 0; j < radix; j++) {
      const out = stride * (radix * p + j);
      for (let k = 0; k < radix; k++) {
        const source = stride * (p + k * m);
        const root = ((j * (p + k * m)) % length) * step;
        const c = roots.re[root]!;
        const s = roots.im[root]!;
        for (let q = 0; q < stride; q++) {
          const re = from.re[source + q]!;
          const im = from.im[source + q]!;
          to.re[out + q]! += c * re - s * im;
          to.im[out + q]! += c * im + s * re;
        }
      }
    }
  }
}

/** `pass` for a radix of 4, whose roots are 1, −i, −1 and i. */
function passOfFour(from: Complex, to: Complex, length: number, stride: number, roots: Complex): void {
  const m = length / 4;
  const step = roots.re.length / length;
  for (let p = 0; p < m; p++) {
    const [c1, c2, c3] = [1, 2, 3].map((j) => roots.re[j * p * step]!) as [number, number, number];
    const [s1, s2, s3] = [1, 2, 3].map((j) => roots.im[j * p * step]!) as [number, number, number];
    for (let q = 0; q < stride; q++) {
      const a = stride * p + q;
      const b = a + stride * m;
      const c = b + stride * m;
      const d = c + stride * m;
      const sumRe = from.re[a]! + from.re[c]!;
      const sumIm = from.im[a]! + from.im[c]!;
      const differenceRe = from.re[a]! - from.re[c]!;
      const differenceIm = from.im[a]! - from.im[c]!;
      const otherSumRe = from.re[b]! + from.re[d]!;
      const otherSumIm = from.im[b]! + from.im[d]!;
      const otherRe = from.im[b]! - from.im[d]!;
      const otherIm = from.re[d]! - from.re[b]!;
      const out = stride * 4 * p + q;
      to.re[out] = sumRe + otherSumRe;
      to.im[out] = sumIm + otherSumIm;
      put(to, out + stride, differenceRe + otherRe, differenceIm + otherIm, c1, s1);
      put(to, out + 2 * stride, sumRe - otherSumRe, sumIm - otherSumIm, c2, s2);
      put(to, out + 3 * stride, differenceRe - otherRe, differenceIm - otherIm, c3, s3);
    }
  }
}

/** to(i) = (re + i·im)·(c + i·s). */
function put(to: Complex, i: number, re: number, im: number, c: number, s: number): void {
  to.re[i] = c * re - s * im;
  to.im[i] = c * im + s * re;
}

/** jk = (j² + k² − (j − k)²)/2: X(j) = w(j)·Σₖ x(k)·w(k)·w̄(j − k),  w(k) = exp(−πi·k²/n), a convolution. */
function bluestein(x: Complex, n: number, columns: number): Complex {
  const halves = rootsOfUnity(2 * n);
  const square = (k: number) => (k * k) % (2 * n);
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const chirp = zeros(size);
  const padded = zeros(size * columns);
  for (let k = 0; k < n; k++) {
    const c = halves.re[square(k)]!;
    const s = halves.im[square(k)]!;
    put(chirp, k, c, -s, 1, 0);
    put(chirp, (size - k) % size, c, -s, 1, 0);
    for (let i = k * columns; i < (k + 1) * columns; i++) put(padded, i, x.re[i]!, x.im[i]!, c, s);
  }
  const filter = transformColumns(chirp, size, 1);
  const spectrum = transformColumns(padded, size, columns);
  for (let i = 0; i < spectrum.re.length; i++) {
    const row = Math.floor(i / columns);
    put(spectrum, i, spectrum.re[i]!, spectrum.im[i]!, filter.re[row]!, filter.im[row]!);
  }
  const { re: im, im: re } = transformColumns({ re: spectrum.im, im: spectrum.re }, size, columns);
  const out = zeros(n * columns);
  for (let i = 0; i < n * columns; i++) {
    const k = square(Math.floor(i / columns));
    put(out, i, re[i]! / size, im[i]! / size, halves.re[k]!, halves.im[k]!);
  }
  return out;
}

/** exp(−2πi·k/n). */
function rootsOfUnity(n: number): Complex {
  const of = (wave: (angle: number) => number) => Float64Array.from({ length: n }, (_, k) => wave((-2 * Math.PI * k) / n));
  return { re: of(Math.cos), im: of(Math.sin) };
}

function zeros(n: number): Complex {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}

function transposed(x: Complex, width: number, height: number): Complex {
  const turn = (from: Float64Array) => {
    const to = new Float64Array(from.length);
    for (let i = 0; i < height; i++) for (let j = 0; j < width; j++) to[j * height + i] = from[i * width + j]!;
    return to;
  };
  return { re: turn(x.re), im: turn(x.im) };
}
