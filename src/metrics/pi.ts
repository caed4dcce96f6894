/**
 * The perceptual index of the challenge PIRM 2018 (Blau et al. 2018): ((10 − NRQM) + NIQE)/2, both of the luma of BT.601 as MATLAB's
 * rgb2ycbcr rounds it. The challenge leaves out 4 pixels at each edge: --crop 4. Its scores need the authors' NRQM and NIQE models; without
 * the latter NIQE is that by the model of the package.
 */
import { expected, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import type { Planes } from '../image/image.ts';
import { niqeBlock, niqeBlocks } from './blocks/niqe-features.ts';
import { niqeScore, readNiqeModel } from './blocks/niqe-model.ts';
import { nrqmFeatures } from './blocks/nrqm-features.ts';
import { neededNrqmModel, nrqmFile, nrqmScore } from './blocks/nrqm-model.ts';
import { defineMetric } from './metric.ts';
import { niqe } from './niqe.ts';
import { niqePristine } from './niqe-pristine.ts';

export const pi = defineMetric({
  name: 'pi',
  title: 'PI',
  unit: '',
  range: 'about 1 to 15',
  better: 'lower',
  source: 'Blau et al. (2018), PIRM2018',
  color: 'rgb',
  leastSize: niqeBlock,
  files: { model: nrqmFile, niqe: niqe.files.model },
  reference: 'none',
  async measure(sr, options) {
    const model = await neededNrqmModel('pi', options);
    const pristine = options.files?.['niqe'] ? await readNiqeModel(options.files['niqe']) : niqePristine();
    const luma = lumaOf(sr, options.dataRange);
    return (10 - nrqmScore(nrqmFeatures(luma), model) + niqeScore(niqeBlocks(luma), pristine)) / 2;
  },
});

/** Of RGB (3, H, W) in 0–dataRange, as whole numbers in 16–235. */
function lumaOf(sr: Planes, dataRange: number): Planes<Float64Array> {
  if (sr.channels !== 3) throw new ShapeError(expected('3 (RGB)', 'channels for pi', sr.channels));
  const rgb = { ...sr, data: Float64Array.from(sr.data, (value) => Math.round((255 / dataRange) * value)) };
  return rgbToY(rgb, { round: true });
}
