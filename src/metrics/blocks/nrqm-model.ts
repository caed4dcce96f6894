/** What NRQM (Ma et al. 2017) makes of its features: the values of three random forests, and a linear combination of these. */
import { ConfigError, expected } from '../../errors.ts';
import type { MeasureOptions } from '../metric.ts';
import { readNamedArrays } from './named-arrays.ts';
import { neededFile } from './needed-file.ts';
import { type NrqmFeatures, nrqmFeatureCounts } from './nrqm-features.ts';
import { forestValue, type RandomForest, readForest } from './random-forest.ts';

interface NrqmModel {
  readonly forests: readonly RandomForest[];
  /** Of 1, then of each forest. */
  readonly weights: Float64Array;
}

/** The authors' file, for the metrics that need it. */
export const nrqmFile = {
  what: "the random forests and weights of NRQM (the authors' model.mat)",
  where: [
    'model.mat of https://github.com/chaoma99/sr-metric (MIT), or the same as',
    'https://github.com/chaofengc/IQA-PyTorch/releases/download/v0.1-weights/NRQM_model.mat',
  ].join(' '),
} as const;

/** Reading takes longer than measuring. */
const read = new WeakMap<Uint8Array, Promise<NrqmModel>>();

/** The model in the file `model` of a metric. Throws ConfigError for no file, and for one that holds none. */
export function neededNrqmModel(metric: string, options: MeasureOptions): Promise<NrqmModel> {
  const bytes = neededFile(metric, 'model', nrqmFile, options);
  const model = read.get(bytes) ?? readNrqmModel(bytes);
  read.set(bytes, model);
  return model;
}

/** From 0 to 10, as people score. */
export function nrqmScore(features: NrqmFeatures, { forests, weights }: NrqmModel): number {
  return forests.reduce((sum, forest, i) => sum + weights[i + 1]! * forestValue(forest, features[i]!), weights[0]!);
}

/** `model.rf{1}` to `{3}` are structures of randomforest-matlab, `model.linear` the weights. */
async function readNrqmModel(bytes: Uint8Array): Promise<NrqmModel> {
  const arrays = await readNamedArrays(bytes);
  const weights = arrays.get('model.linear')?.data;
  if (weights?.length !== nrqmFeatureCounts.length + 1)
    throw new ConfigError(expected('model.linear with 4 numbers', 'the NRQM model', [...arrays.keys()].join(', ')));
  return { weights, forests: nrqmFeatureCounts.map((count, i) => readForest(arrays, `model.rf{${i + 1}}`, count)) };
}
