/** Peak signal-to-noise ratio, 10·log₁₀(range² / MSE), in dB. Infinite for identical pictures: no epsilon is added. */
import { assertSameSize } from '../image/image.ts';
import { defineMetric } from './metric.ts';

export const psnr = defineMetric({
  name: 'psnr',
  title: 'PSNR',
  unit: 'dB',
  range: '0 to infinity',
  better: 'higher',
  source: 'definition',
  color: 'protocol',
  leastSize: 1,
  reference: 'hr',
  identical: Number.POSITIVE_INFINITY,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    let sum = 0;
    for (let i = 0; i < hr.data.length; i++) sum += (sr.data[i]! - hr.data[i]!) ** 2;
    return 10 * Math.log10(dataRange ** 2 / (sum / hr.data.length));
  },
});
