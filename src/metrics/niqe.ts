/**
 * Natural Image Quality Evaluator (Mittal, Soundararajan and Bovik 2013) as the authors' program niqe_release computes it, which BasicSR
 * and pyiqa follow: gray as MATLAB's rgb2gray rounds it, blocks of 96×96 from the top left, normalised contrast with repeated edges, the
 * same at half the size (imresize with a mirrored border), and √((μ₁ − μ₂)ᵀ((Σ₁ + Σ₂)/2)⁺(μ₁ − μ₂)) between the Gaussian of the features
 * of all blocks and that of good photographs. Blocks without structure are left out of the covariance.
 * BasicSR's own score differs in its luma, which is that of studio range, not rounded.
 * Scores of papers need the authors' model; the model that comes with the package is fitted to other photographs.
 */
import type { GaussianModel } from './blocks/multivariate-gaussian.ts';
import { niqeBlock, niqeBlocks } from './blocks/niqe-features.ts';
import { niqeScore, readNiqeModel } from './blocks/niqe-model.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';
import { niqePristine } from './niqe-pristine.ts';

export const niqe = defineMetric({
  name: 'niqe',
  title: 'NIQE',
  unit: '',
  range: '0 to infinity',
  better: 'lower',
  source: 'Mittal et al. (2013), niqe_release',
  color: 'rgb',
  leastSize: niqeBlock,
  files: {
    model: {
      what: 'the mean and covariance of a NIQE model (.mat of the authors, .npz of BasicSR, or .json of subpixel metrics fit-niqe)',
      where: [
        'modelparameters.mat of github.com/utlive/niqe (free to use and distribute with its copyright notice),',
        'or niqe_pris_params.npz of BasicSR with the same numbers',
      ].join(' '),
      optional: true,
    },
  },
  reference: 'none',
  async measure(sr, { dataRange, files }) {
    const model: GaussianModel = files?.['model'] ? await readNiqeModel(files['model']) : niqePristine();
    return niqeScore(niqeBlocks(roundedGray(sr, dataRange)), model);
  },
});
