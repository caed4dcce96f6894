/**
 * Integrated Local NIQE (Zhang, Zhang and Bovik 2015) as the authors' program computes it: 468 statistics of each of 36 blocks of the
 * picture at 524×524 (blocks/il-niqe-features.ts), along the principal components of those of good photographs, and the mean over the blocks
 * of the distance to these (blocks/il-niqe-model.ts). Scores of papers need the authors' template, which is not ours to ship; without it
 * they are not verified here. The features are verified against a plain computation.
 */
import { ilNiqeBlocks } from './blocks/il-niqe-features.ts';
import { type IlNiqeTemplate, ilNiqeScore, readIlNiqeTemplate } from './blocks/il-niqe-model.ts';
import { neededFile } from './blocks/needed-file.ts';
import { defineMetric } from './metric.ts';

const template = {
  what: "the template of IL-NIQE (the authors' templateModel.mat, or .json of subpixel metrics fit-il-niqe)",
  where: [
    "templateModel.mat in ILNIQE.zip of the authors' page http://cslinzhang.gitee.io/home/ILNIQE/ILNIQE.htm, or the same numbers as",
    'https://github.com/chaofengc/IQA-PyTorch/releases/download/v0.1-weights/ILNIQE_templateModel.mat (terms: ask the authors)',
  ].join(' '),
} as const;

/** Reading takes as long as measuring a small picture. */
const read = new WeakMap<Uint8Array, Promise<IlNiqeTemplate>>();

export const ilNiqe = defineMetric({
  name: 'il-niqe',
  title: 'IL-NIQE',
  unit: '',
  range: '0 to infinity',
  better: 'lower',
  source: 'Zhang et al. (2015), computequality.m of ILNIQE',
  color: 'rgb',
  leastSize: 1,
  files: { template },
  reference: 'none',
  async measure(sr, options) {
    const bytes = neededFile('il-niqe', 'template', template, options);
    const model = read.get(bytes) ?? readIlNiqeTemplate(bytes);
    read.set(bytes, model);
    return ilNiqeScore(ilNiqeBlocks(sr, options.dataRange), await model);
  },
});
