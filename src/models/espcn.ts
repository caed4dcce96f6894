/**
 * ESPCN: convolutions at LR size, then one sub-pixel convolution (pixel shuffle) up to HR size.
 * The paper's network: 5×5 → tanh → 3×3 → tanh → 3×3 → shuffle, on the Y channel.
 * The paper does not state its initialisation; here signals keep their size through tanh, and the last layer starts small.
 */
import * as v from 'valibot';
import { lecunNormal, normal } from './layers.ts';
import { count, defineModel } from './model.ts';

export const espcn = defineModel({
  name: 'espcn',
  title: 'ESPCN',
  paper: {
    title: 'Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural Network',
    year: 2016,
    arxiv: '1609.05158',
  },
  input: 'lr',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(v.strictTuple([count, count]), [64, 32]) }),
  params: { x2: 21_284, x3: 22_729, x4: 24_752 },

  build(nn, x, { scale, channels, features: [first, second] }) {
    x = nn.tanh(nn.conv('feature', channels, first, 5, { init: lecunNormal })(x));
    x = nn.tanh(nn.conv('mapping', first, second, 3, { init: lecunNormal })(x));
    x = nn.conv('subpixel', second, channels * scale ** 2, 3, { init: normal(0.001) })(x);
    return nn.pixelShuffle(x, scale);
  },
});
