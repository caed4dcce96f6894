import { expect, test } from 'vitest';
import { fft2 } from './fft.ts';
import { angularGaussian, cyclesPerSample, polarGrid, radialGaussian, response } from './log-gabor.ts';

const [width, height] = [32, 16];
const grid = polarGrid(width, height, cyclesPerSample);

test('frequencies go up to 1/2 and come back from below', () => {
  expect([0, 1, 2, 3].map((i) => cyclesPerSample(i, 4))).toEqual([0, 0.25, -0.5, -0.25]);
  expect([0, 1, 2, 3, 4].map((i) => cyclesPerSample(i, 5))).toEqual([0, 0.25, 0.5, -0.5, -0.25]);
});

test('the radial filter is 1 at its centre, alike an octave above and below, 0 at frequency 0', () => {
  const filter = radialGaussian(grid, 1 / 8, Math.log(0.55));
  expect(filter[4]).toBeCloseTo(1, 12);
  expect(filter[2]).toBeCloseTo(filter[8]!, 12);
  expect(filter[0]).toBe(0);
});

test('the angular filter is 1 in its direction and has no jump behind', () => {
  const filter = angularGaussian(grid, 0, 0.6);
  expect(filter[1]).toBe(1);
  const behind = angularGaussian(grid, 0.1, 0.6)[31]!;
  expect(behind).toBeCloseTo(angularGaussian(grid, -0.1, 0.6)[31]!, 12);
});

test('a wave answers with its half amplitude and its phase, in every place', () => {
  const wave = Float64Array.from({ length: width * height }, (_, i) => 6 * Math.cos((2 * Math.PI * 4 * (i % width)) / width));
  const spectrum = fft2({ re: wave, im: new Float64Array(wave.length) }, width, height);
  const { re, im } = response(spectrum, grid, radialGaussian(grid, 1 / 8, 0.6), angularGaussian(grid, 0, 0.3));
  for (const i of [0, 1, 2, 3, 40]) {
    expect(re[i]).toBeCloseTo(wave[i]! / 2, 8);
    expect(Math.hypot(re[i]!, im[i]!)).toBeCloseTo(3, 8);
  }
});
