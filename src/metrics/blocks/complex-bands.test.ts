import { describe, expect, test } from 'vitest';
import { randomPlanes } from '../../../test/support/pictures.ts';
import { type ComplexBand, complexBands, residueAbove } from './complex-bands.ts';
import { type Complex, fft2 } from './fft.ts';

const energy = ({ re, im }: Complex) => re.reduce((sum, value, i) => sum + value ** 2 + im[i]! ** 2, 0);
const spectrumOf = (data: Float64Array, width: number, height: number) =>
  fft2({ re: data, im: new Float64Array(data.length) }, width, height);

/** Random, with nothing but the frequencies whose distance from 0 is from `least` to `most` of the highest. */
function bandOf(width: number, height: number, least: number, most: number): Complex {
  const spectrum = spectrumOf(randomPlanes(1, height, width, 7).data, width, height);
  const frequency = (i: number, n: number) => (2 * Math.min(i, n - i)) / n;
  const inside = (i: number) => {
    const distance = Math.hypot(frequency(i % width, width), frequency(Math.floor(i / width), height));
    return distance >= least && distance <= most;
  };
  return { re: spectrum.re.map((v, i) => (inside(i) ? v : 0)), im: spectrum.im.map((v, i) => (inside(i) ? v : 0)) };
}

test.each([
  { width: 64, height: 64, orientations: 8 },
  { width: 96, height: 75, orientations: 6 },
  { width: 67, height: 81, orientations: 3 },
])('$width×$height: $orientations bands at each of four levels keep twice the energy between them', ({ width, height, orientations }) => {
  const spectrum = bandOf(width, height, 1 / 16, 1 / 2);
  let sum = 0;
  for (const level of [1, 2, 3, 4]) {
    for (const band of complexBands(spectrum, width, height, level, orientations)) sum += energy(band) * band.re.length;
  }
  expect(sum / (2 * energy(spectrum))).toBeCloseTo(1, 9);
});

test('each level is half as large, rounded up', () => {
  const spectrum = spectrumOf(randomPlanes(1, 75, 96).data, 96, 75);
  const sizes = [1, 2, 3, 4].map((level) => complexBands(spectrum, 96, 75, level, 2).map(({ width, height }) => [width, height])[0]);
  expect(sizes).toEqual([
    [96, 75],
    [48, 38],
    [24, 19],
    [12, 10],
  ]);
});

test('a wave is in the band of its level and direction, with the same magnitude everywhere', () => {
  const size = 64;
  for (const [b, [u, v]] of [
    [0, [8, 0]],
    [2, [6, 6]],
    [4, [0, 8]],
    [6, [-6, 6]],
  ] as const) {
    const data = Float64Array.from({ length: size * size }, (_, i) =>
      Math.cos((2 * Math.PI * (u * (i % size) + v * Math.floor(i / size))) / size),
    );
    const spectrum = spectrumOf(data, size, size);
    const level = (k: number) => complexBands(spectrum, size, size, k, 8);
    const energies = level(2).map(energy);
    expect(energies.indexOf(Math.max(...energies))).toBe(b);
    const { re, im } = level(2)[b]! as ComplexBand;
    const magnitudes = re.map((value, i) => Math.hypot(value, im[i]!));
    expect(Math.max(...magnitudes) - Math.min(...magnitudes)).toBeLessThan(1e-9);
    for (const band of level(4)) expect(energy(band)).toBeLessThan(1e-18);
  }
});

describe('what lies above the bands', () => {
  test('is nothing of low frequencies, and all of the highest', () => {
    const [width, height] = [40, 30];
    const low = bandOf(width, height, 0, 1 / 2);
    expect(Math.max(...residueAbove(low, width, height).map(Math.abs))).toBeLessThan(1e-12);
    const wave = Float64Array.from({ length: width * height }, (_, i) => (i % 2 === 0 ? 1 : -1));
    residueAbove(spectrumOf(wave, width, height), width, height).forEach((value, i) => {
      expect(value).toBeCloseTo(wave[i]!, 12);
    });
  });

  test('keeps the energy that the first level and those below lack', () => {
    const [width, height] = [48, 36];
    const spectrum = bandOf(width, height, 0.51, 0.99);
    const above = residueAbove(spectrum, width, height);
    const first = complexBands(spectrum, width, height, 1, 6).reduce((sum, band) => sum + energy(band), 0);
    const all = energy(spectrum) / (width * height);
    expect((energy({ re: above, im: new Float64Array(above.length) }) + first / 2) / all).toBeCloseTo(1, 9);
  });
});
