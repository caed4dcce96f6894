/**
 * Shannon entropy of the gray levels, −Σ p·log₂ p over a histogram of 256 bins, in bits: 0 for a flat picture, 8 where all levels are as
 * frequent. As the function entropy of MATLAB's Image Processing Toolbox computes it of a gray picture of 8 bits; RGB is made gray by
 * rgb2gray first. It tells how many tones there are, not how good the picture is: noise raises it. No published values are at hand; it is
 * verified by hand.
 */
import { roundedGray } from './blocks/rounded-gray.ts';
import { defineMetric } from './metric.ts';

export const entropy = defineMetric({
  name: 'entropy',
  title: 'Entropy',
  unit: 'bits',
  range: '0 to 8',
  better: 'higher',
  source: "Shannon (1948), entropy of MATLAB's Image Processing Toolbox",
  color: 'rgb',
  leastSize: 1,
  reference: 'none',
  measure(sr, { dataRange }) {
    const { data } = roundedGray(sr, dataRange);
    const histogram = new Float64Array(256);
    for (const level of data) histogram[level]! += 1;
    return histogram.reduce((sum, count) => sum + (count === 0 ? 0 : (count / data.length) * Math.log2(data.length / count)), 0);
  },
});
