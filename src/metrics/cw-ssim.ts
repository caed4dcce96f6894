/**
 * Complex wavelet structural similarity (Sampat et al., 2009), which small shifts hardly change, as the authors' cwssim_index computes it
 * with the settings of pyiqa: over windows of 7×7 coefficients of the fourth level of a complex steerable pyramid (blocks/complex-bands.ts),
 *   S = (2|Σ x·ȳ| + K) / (Σ|x|² + Σ|y|² + K),  K = 0
 * weighted over places by a Gaussian around the middle of the band whose σ is a quarter of the band's height, and averaged over eight
 * orientations. S = 1 where both windows are empty. Of one plane; RGB is made gray first.
 */
import { assertSameSize, type Planes } from '../image/image.ts';
import { gray255 } from './blocks/channels.ts';
import { type ComplexBand, complexBands } from './blocks/complex-bands.ts';
import { fft2 } from './blocks/fft.ts';
import { gaussian } from './blocks/windows.ts';
import { defineMetric } from './metric.ts';

const level = 4;
const orientations = 8;
const size = 7;

export const cwSsim = defineMetric({
  name: 'cw-ssim',
  title: 'CW-SSIM',
  unit: '',
  range: '0 to 1',
  better: 'higher',
  source: 'Sampat et al. (2009), cwssim_index.m; pyiqa',
  color: 'protocol',
  leastSize: 2 ** (level + 2),
  reference: 'hr',
  identical: 1,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const [x, y] = [bandsOf(gray255(sr, dataRange)), bandsOf(gray255(hr, dataRange))];
    return x.reduce((sum, band, b) => sum + bandSimilarity(band, y[b]!), 0) / orientations;
  },
});

function bandsOf({ data, width, height }: Planes<Float64Array>): ComplexBand[] {
  const spectrum = fft2({ re: data, im: new Float64Array(data.length) }, width, height);
  return complexBands(spectrum, width, height, level, orientations);
}

function bandSimilarity(x: ComplexBand, y: ComplexBand): number {
  const [across, down] = [x.width - size + 1, x.height - size + 1];
  const [alongX, alongY] = [gaussian(across, x.height / 4), gaussian(down, x.height / 4)];
  let sum = 0;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) sum += alongX[column]! * alongY[row]! * similarityAt(x, y, column, row);
  }
  return sum;
}

/** S of the window whose upper left coefficient is at (column, row). */
function similarityAt(x: ComplexBand, y: ComplexBand, column: number, row: number): number {
  let re = 0;
  let im = 0;
  let energy = 0;
  for (let v = row; v < row + size; v++) {
    for (let i = v * x.width + column; i < v * x.width + column + size; i++) {
      const [a, b, c, d] = [x.re[i]!, x.im[i]!, y.re[i]!, y.im[i]!];
      re += a * c + b * d;
      im += b * c - a * d;
      energy += a * a + b * b + c * c + d * d;
    }
  }
  return energy === 0 ? 1 : (2 * Math.hypot(re, im)) / energy;
}
