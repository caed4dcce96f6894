/** Noise: Gaussian, speckle and Poisson. */
import * as v from 'valibot';
import { addCorrelatedNoise, addGaussianNoise, addPoissonNoise, addSpeckleNoise, type NoiseChannels } from '../../image/noise.ts';
import type { Random } from '../../random.ts';
import { chance, defineStep, drawFrom, rangeFrom } from './op.ts';

const sigma = rangeFrom(0, 255);
/** How often the noise is the same in all channels. */
const gray = v.optional(chance, 0);

/** `sigma` of 255. `correlated` is how often the channels have BSRGAN's random correlation, at the largest sigma of the range. */
export const gaussianNoise = defineStep({
  config: v.strictObject({ kind: v.literal('gaussian-noise'), sigma, gray, correlated: v.optional(chance, 0) }),
  isRandom: () => true,
  draw({ sigma, gray, correlated }, random) {
    const drawn = drawFrom(sigma, random);
    const kind = random();
    const most = typeof sigma === 'number' ? sigma : sigma[1];
    return {
      reach: 0,
      factor: 1,
      apply(planes, context) {
        if (kind >= 1 - correlated) return addCorrelatedNoise(planes, most, context.random);
        return addGaussianNoise(planes, drawn, kind < gray ? 'gray' : 'color', context.random);
      },
    };
  },
});

/** Noise in proportion to the light: `sigma` of 255 at white. */
export const speckleNoise = defineStep({
  config: v.strictObject({ kind: v.literal('speckle-noise'), sigma, gray }),
  isRandom: () => true,
  draw({ sigma, gray }, random) {
    const drawn = drawFrom(sigma, random);
    const channels = channelsOf(gray, random);
    return { reach: 0, factor: 1, apply: (planes, context) => addSpeckleNoise(planes, drawn, channels, context.random) };
  },
});

/** Photon noise times `scale`. `photons` of white; when left out, as many as the picture has different 8-bit values, up to a power of two. */
export const poissonNoise = defineStep({
  config: v.strictObject({
    kind: v.literal('poisson-noise'),
    scale: v.optional(rangeFrom(0, 10), 1),
    photons: v.optional(rangeFrom(1, 1e6)),
    gray,
  }),
  isRandom: () => true,
  draw({ scale, photons, gray }, random) {
    const options = {
      scale: drawFrom(scale, random),
      photons: photons === undefined ? undefined : drawFrom(photons, random),
      channels: channelsOf(gray, random),
    };
    return { reach: 0, factor: 1, apply: (planes, context) => addPoissonNoise(planes, options, context.random) };
  },
});

function channelsOf(gray: number, random: Random): NoiseChannels {
  return random() < gray ? 'gray' : 'color';
}
