/**
 * Universal quality index (Wang and Bovik, 2002), SSIM without constants, as the authors' img_qi.m computes it: over windows of 8×8 equal
 * weights at every place inside the picture,
 *   Q = 4σₓᵧ·μₓμᵧ / ((σₓ² + σᵧ²)(μₓ² + μᵧ²))
 * where both windows are flat only the means count, 2μₓμᵧ/(μₓ² + μᵧ²), and where both are black Q = 1. Averaged over places, and over
 * channels when there are several. A window counts as flat where its variance is that of rounding.
 */
import { assertSameSize } from '../image/image.ts';
import { channelMean } from './blocks/channels.ts';
import { eachRow, moments } from './blocks/windows.ts';
import { defineMetric } from './metric.ts';

const size = 8;
const taps = new Float64Array(size).fill(1 / size);
/** Of the mean square. */
const rounding = 1e-12;

export const uqi = defineMetric({
  name: 'uqi',
  title: 'UQI',
  unit: '',
  range: '-1 to 1',
  better: 'higher',
  source: 'Wang and Bovik (2002), img_qi.m',
  color: 'protocol',
  leastSize: size,
  reference: 'hr',
  identical: 1,
  measure(sr, hr) {
    assertSameSize(sr, hr);
    const { width, height } = hr;
    return channelMean(sr, hr, (a, b) => {
      let total = 0;
      eachRow(a, b, width, height, taps, (row) => {
        for (let i = 0; i < row.length; i += moments) total += quality(row[i]!, row[i + 1]!, row[i + 2]!, row[i + 3]!);
      });
      return total / ((width - size + 1) * (height - size + 1));
    });
  },
});

function quality(mx: number, my: number, meanSquares: number, meanProduct: number): number {
  const squares = mx * mx + my * my;
  const variances = meanSquares - squares;
  if (squares === 0) return 1;
  const luminance = (2 * mx * my) / squares;
  return variances <= rounding * meanSquares ? luminance : (luminance * 2 * (meanProduct - mx * my)) / variances;
}
