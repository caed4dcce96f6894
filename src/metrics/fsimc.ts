/**
 * Feature similarity with colour (Zhang et al., 2011): FSIMc of the authors' FeatureSIM.m, the value that pyiqa calls fsim; formula and
 * constants in blocks/feature-similarity.ts. Agrees with the published values of three pictures to their four digits.
 */
import { assertSameSize } from '../image/image.ts';
import { featureSimilarity } from './blocks/feature-similarity.ts';
import { defineMetric } from './metric.ts';

export const fsimc = defineMetric({
  name: 'fsimc',
  title: 'FSIMc',
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
    return featureSimilarity(sr, hr, dataRange, true);
  },
});
