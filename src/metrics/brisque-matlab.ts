/**
 * BRISQUE (Mittal et al. 2012) as the function brisque of MATLAB's Image Processing Toolbox computes it: normalised contrast with repeated
 * edges, the scales of the distributions in place of their variances, and a regression of its own, Σ αᵢ·exp(−|x − sᵢ|²/scale²) + bias.
 * That model comes with the toolbox only, so that its published values are not verified here; imresize is taken to mirror the picture at
 * its border.
 */
import { ConfigError, expected, ShapeError } from '../errors.ts';
import { brisqueFeatures, brisqueFeatureCount as n } from './blocks/brisque-features.ts';
import { type NamedArrays, readNamedArrays } from './blocks/named-arrays.ts';
import { neededFile } from './blocks/needed-file.ts';
import { roundedGray } from './blocks/rounded-gray.ts';
import { predict, type SupportVectors } from './blocks/support-vectors.ts';
import { defineMetric } from './metric.ts';

const model = {
  what: 'Alpha, Bias, SupportVectors and Scale of a brisqueModel (.mat up to version 7)',
  where: [
    'in MATLAB: m = brisqueModel; Alpha = m.Alpha; Bias = m.Bias; SupportVectors = m.SupportVectors; Scale = m.Scale;',
    "save('brisque.mat', 'Alpha', 'Bias', 'SupportVectors', 'Scale'), under MATLAB's licence",
  ].join(' '),
} as const;

export const brisqueMatlab = defineMetric({
  name: 'brisque-matlab',
  title: 'BRISQUE (MATLAB)',
  unit: '',
  range: 'about 0 to 100',
  better: 'lower',
  source: "Mittal et al. (2012), brisque of MATLAB's Image Processing Toolbox",
  color: 'rgb',
  leastSize: 14,
  files: { model },
  reference: 'none',
  async measure(sr, options) {
    const regression = fromArrays(await readNamedArrays(neededFile('brisque-matlab', 'model', model, options)));
    const features = brisqueFeatures(roundedGray(sr, options.dataRange), 'matlab');
    if (features.some(Number.isNaN)) throw new ShapeError('Expected a picture that is not flat for brisque-matlab but received one');
    return predict(regression, Float64Array.from(features));
  },
});

function fromArrays(arrays: NamedArrays): SupportVectors {
  const [alpha, bias, vectors, scale] = ['Alpha', 'Bias', 'SupportVectors', 'Scale'].map((name) => arrays.get(name)?.data);
  if (!alpha || bias?.length !== 1 || vectors?.length !== n * alpha.length || scale?.length !== 1)
    throw new ConfigError(expected(model.what, 'the BRISQUE model', [...arrays.keys()].join(', ')));
  return {
    gamma: 1 / scale[0]! ** 2,
    bias: bias[0]!,
    weights: alpha,
    vectors: Array.from(alpha, (_, i) => vectors.subarray(i * n, (i + 1) * n)),
  };
}
