/**
 * The metric for super-resolution of Ma, Yang, Yang and Yang (2017), known as NRQM or Ma, as the authors' quality_predict computes it: of the
 * gray picture, as MATLAB's rgb2gray rounds it, 138 features (blocks/nrqm-features.ts), three random forests that were trained on what people
 * thought of enlarged pictures, and weights of the three. The forests are not ours to ship; published scores are not verified without them.
 * The features are verified against a plain computation. pyiqa's own program differs from the authors' in some features.
 */
import { nrqmFeatures, nrqmLeastSize } from './blocks/nrqm-features.ts';
import { neededNrqmModel, nrqmFile, nrqmScore } from './blocks/nrqm-model.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';

export const nrqm = defineMetric({
  name: 'nrqm',
  title: 'NRQM (Ma)',
  unit: '',
  range: 'about 0 to 10',
  better: 'higher',
  source: 'Ma et al. (2017), quality_predict.m of sr-metric',
  color: 'rgb',
  leastSize: nrqmLeastSize,
  files: { model: nrqmFile },
  reference: 'none',
  async measure(sr, options) {
    const model = await neededNrqmModel('nrqm', options);
    return nrqmScore(nrqmFeatures(roundedGray(sr, options.dataRange)), model);
  },
});
