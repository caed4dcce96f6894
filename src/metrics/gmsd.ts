/**
 * Gradient magnitude similarity deviation (Xue et al., 2014), as the authors' GMSD.m computes it of gray pictures in 0–255, rounded as
 * MATLAB's rgb2gray makes them: means of 2×2 samples at every second place, the length g of the gradient by Prewitt's filter, and
 *   GMS = (2gₓgᵧ + T) / (gₓ² + gᵧ² + T),  T = 170
 * whose standard deviation over places (n − 1) is the value.
 */
import { assertSameSize, type Planes } from '../image/image.ts';
import { decimated } from './blocks/decimate.ts';
import { gradientMagnitude, prewitt } from './blocks/gradient.ts';
import { likeness } from './blocks/likeness.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';

export const gmsd = defineMetric({
  name: 'gmsd',
  title: 'GMSD',
  unit: '',
  range: '0 to 1',
  better: 'lower',
  source: 'Xue et al. (2014), GMSD.m',
  color: 'rgb',
  leastSize: 3,
  reference: 'hr',
  identical: 0,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const x = gradientOf(sr, dataRange);
    const y = gradientOf(hr, dataRange);
    const similarity = x.map((g, i) => likeness(g, y[i]!, 170));
    const mean = similarity.reduce((sum, value) => sum + value, 0) / x.length;
    return Math.sqrt(similarity.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
  },
});

function gradientOf(picture: Planes, dataRange: number): Float64Array {
  const { data, width, height } = decimated(roundedGray(picture, dataRange), 2);
  return gradientMagnitude(data, width, height, prewitt);
}
