/**
 * Most apparent distortion (Larson and Chandler, 2010), as the authors' MAD_index.m (2011) computes it of gray pictures in 0–255, rounded as
 * MATLAB's rgb2gray makes them. Where distortion is hard to see, its visibility D counts (blocks/visible-error.ts); where it is plain, the
 * change of appearance A (blocks/band-change.ts):
 *   MAD = D^α·A^(1 − α),  α = 1 / (1 + e^(−2.55/3.35)·D^(1/(3.35·ln 10)))
 * It is 0 where the picture hides the whole difference, and where colours change but gray does not. Both stages leave out about 16 samples
 * at the edges.
 *
 * Not verified: no value of the authors' program was at hand. Its file ical_std.c was not either; that the four windows of 8×8 in the
 * detection stage begin 0 and 4 samples (not 8, as in the paper) from that of 16×16 is taken from ports of it, and that the mean squared
 * difference there is of 8 samples before and 7 after is MATLAB's rule for even filters as we read it. The values that pyiqa publishes are
 * of another measure: the mean over red, green and blue, with weights of directions in place of scales, and with the windows of the three
 * planes mixed up. The parts of this program, put together in that way, give them (mad.slow.ts).
 */
import { assertSameSize } from '../image/image.ts';
import { bandChange } from './blocks/band-change.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { visibleError } from './blocks/visible-error.ts';
import { windowSize } from './blocks/window-statistics.ts';
import { defineMetric } from './metric.ts';

export const mad = defineMetric({
  name: 'mad',
  title: 'MAD',
  unit: '',
  range: '0 to infinity',
  better: 'lower',
  source: 'Larson and Chandler (2010), MAD_index.m',
  color: 'rgb',
  leastSize: 2 * windowSize + 2,
  reference: 'hr',
  identical: 0,
  symmetric: false,
  turns: false,
  threshold: true,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    const { width, height } = hr;
    const [x, y] = [roundedGray(sr, dataRange).data, roundedGray(hr, dataRange).data];
    const visible = visibleError(x, y, width, height);
    return visible === 0 ? 0 : mostApparent(visible, bandChange(x, y, width, height));
  },
});

/** MAD of D and A. */
export function mostApparent(visible: number, change: number): number {
  const alpha = 1 / (1 + Math.exp(-2.55 / 3.35) * visible ** (1 / (3.35 * Math.LN10)));
  return visible ** alpha * change ** (1 - alpha);
}
