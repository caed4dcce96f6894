/**
 * Feature similarity of luminance (Zhang et al., 2011): FSIM of the authors' FeatureSIM.m, of Y in YIQ, which is not rounded; formula and
 * constants in blocks/feature-similarity.ts. Not verified by itself: the pictures of the published values (0.89691 and 0.93674 of piq) were
 * not at hand. FSIMc, which adds one factor to it, agrees with its published values.
 */
import { assertSameSize } from '../image/image.ts';
import { featureSimilarity } from './blocks/feature-similarity.ts';
import { defineMetric } from './metric.ts';

export const fsim = defineMetric({
  name: 'fsim',
  title: 'FSIM',
  unit: '',
  range: '0 to 1',
  better: 'higher',
  source: 'Zhang et al. (2011), FeatureSIM.m',
  color: 'rgb',
  leastSize: 2,
  reference: 'hr',
  identical: 1,
  turns: false,
  measure(sr, hr, { dataRange }) {
    assertSameSize(sr, hr);
    return featureSimilarity(sr, hr, dataRange, false);
  },
});
