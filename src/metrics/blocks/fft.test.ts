import { expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { ShapeError } from '../../errors.ts';
import { type Complex, fft2 } from './fft.ts';

const random = (width: number, height: number): Complex => ({
  re: randomPlanes(1, height, width, 1, 1).data,
  im: randomPlanes(1, height, width, 2, 1).data,
});

function byDefinition(x: Complex, width: number, height: number): Complex {
  const out = { re: new Float64Array(width * height), im: new Float64Array(width * height) };
  for (let to = 0; to < width * height; to++) {
    for (let from = 0; from < width * height; from++) {
      const turn = ((to % width) * (from % width)) / width + (Math.floor(to / width) * Math.floor(from / width)) / height;
      const [c, s] = [Math.cos(2 * Math.PI * turn), -Math.sin(2 * Math.PI * turn)];
      out.re[to]! += c * x.re[from]! - s * x.im[from]!;
      out.im[to]! += c * x.im[from]! + s * x.re[from]!;
    }
  }
  return out;
}

function furthest(a: Complex, b: Complex): number {
  return Math.max(...a.re.map((value, i) => Math.hypot(value - b.re[i]!, a.im[i]! - b.im[i]!)));
}

test.each([
  [1, 1],
  [1, 7],
  [8, 4],
  [16, 2],
  [12, 15],
  [9, 49],
  [53, 6],
  [10, 59],
])('%i×%i agrees with the definition, and comes back', (width, height) => {
  const x = random(width, height);
  const spectrum = fft2(x, width, height);
  expect(furthest(spectrum, byDefinition(x, width, height))).toBeLessThan(1e-10);
  expect(furthest(fft2(spectrum, width, height, true), x)).toBeLessThan(1e-13);
});

test.each([
  [256, 243],
  [321, 254],
])('%i×%i keeps the energy', (width, height) => {
  const x = random(width, height);
  const energy = ({ re, im }: Complex) => re.reduce((sum, value, i) => sum + value ** 2 + im[i]! ** 2, 0);
  expect(energy(fft2(x, width, height)) / (width * height)).toBeCloseTo(energy(x), 8);
});

test('refuses another number of values', () => {
  expect(() => fft2(random(4, 4), 4, 5)).toThrow(ShapeError);
});
