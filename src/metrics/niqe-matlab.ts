/**
 * NIQE (Mittal et al. 2013) as the function niqe of MATLAB's Image Processing Toolbox computes it: like `niqe`, but a side shorter than two
 * blocks is one block as long as it is, and the photographs behind its default model are others, so that its scores are other numbers.
 * That model comes with the toolbox only, so that its published values are not verified here; imresize is taken to mirror the picture at
 * its border.
 */
import { neededFile } from './blocks/needed-file.ts';
import { niqeBlock, niqeBlocks } from './blocks/niqe-features.ts';
import { niqeScore, readNiqeModel } from './blocks/niqe-model.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';

const model = {
  what: 'the mean and covariance of a niqeModel (.mat up to version 7)',
  where: [
    "in MATLAB: m = niqeModel; Mean = m.Mean; Covariance = m.Covariance; save('niqe.mat', 'Mean', 'Covariance'), under MATLAB's licence;",
    'pyiqa publishes them as niqe_matlab_params.mat',
  ].join(' '),
} as const;

export const niqeMatlab = defineMetric({
  name: 'niqe-matlab',
  title: 'NIQE (MATLAB)',
  unit: '',
  range: '0 to infinity',
  better: 'lower',
  source: "Mittal et al. (2013), niqe of MATLAB's Image Processing Toolbox",
  color: 'rgb',
  leastSize: niqeBlock,
  files: { model },
  reference: 'none',
  async measure(sr, options) {
    const pristine = await readNiqeModel(neededFile('niqe-matlab', 'model', model, options));
    return niqeScore(niqeBlocks(roundedGray(sr, options.dataRange), { stretch: true }), pristine);
  },
});
