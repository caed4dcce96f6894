/**
 * Blind/Referenceless Image Spatial Quality Evaluator (Mittal, Moorthy and Bovik 2012) as the authors' program computes it: gray as
 * MATLAB's rgb2gray rounds it, 36 statistics of normalised contrast (zeros beyond the edge) at two scales, scaled to −1 … 1 by the ranges
 * of the training data, and a support vector regression. Two roundings to six digits, in the files that the authors' program passes to
 * LIBSVM, are left out. The features are verified against a plain computation; published values need the authors' model and are not.
 */
import { ShapeError } from '../errors.ts';
import { brisqueFeatureCount, brisqueFeatures } from './blocks/brisque-features.ts';
import { neededFile } from './blocks/needed-file.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { predict, readFeatureRanges, readSupportVectors, scaleFeatures } from './blocks/support-vectors.ts';
import { defineMetric } from './metric.ts';

const release =
  'BRISQUE_release.zip of github.com/utlive/BRISQUE and live.ece.utexas.edu (free to use and distribute with its copyright notice)';

const files = {
  model: { what: 'the support vectors that svm-train of LIBSVM wrote as text', where: `allmodel of ${release}` },
  range: { what: 'the ranges of features that svm-scale of LIBSVM wrote as text', where: `allrange of ${release}` },
} as const;

export const brisque = defineMetric({
  name: 'brisque',
  title: 'BRISQUE',
  unit: '',
  range: 'about 0 to 100',
  better: 'lower',
  source: 'Mittal et al. (2012), brisquescore.m',
  color: 'rgb',
  leastSize: 14,
  files,
  reference: 'none',
  measure(sr, options) {
    const model = readSupportVectors(neededFile('brisque', 'model', files.model, options), brisqueFeatureCount);
    const ranges = readFeatureRanges(neededFile('brisque', 'range', files.range, options), brisqueFeatureCount);
    const features = brisqueFeatures(roundedGray(sr, options.dataRange), 'authors');
    if (features.some(Number.isNaN)) throw new ShapeError('Expected a picture that is not flat for brisque but received one');
    return predict(model, scaleFeatures(ranges, features));
  },
});
