/**
 * RED-Net: as many deconvolutions as convolutions, all 3×3 with 64 features and stride 1, on the picture enlarged by bicubic. The result of
 * every second convolution is added to that of the deconvolution opposite, before its ReLU, and the input to that of the last one, which has
 * no ReLU. RED30 is the default; RED20 and RED10 are presets.
 * Not verified: the first weights (He's here; the filter of the last deconvolution has the fan-in of its 64 features), and the number of
 * features of the published super-resolution networks (64 by the paper's text; the authors' denoising files are said to have 128).
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import { normal } from './layers.ts';
import { count, defineModel } from './model.ts';

export const red = defineModel({
  name: 'red',
  title: 'RED30',
  paper: {
    title: 'Image Restoration Using Very Deep Convolutional Encoder-Decoder Networks with Symmetric Skip Connections',
    year: 2016,
    arxiv: '1603.09056',
  },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    /** Convolutions, and as many deconvolutions. */
    pairs: v.optional(count, 15),
  }),
  params: { x2: 1_035_201, x3: 1_035_201, x4: 1_035_201 },
  multiplyAdds: { x2: 952.33, x3: 952.33, x4: 952.33 },
  receptiveField: 61,
  presets: {
    'red-20': {
      title: 'RED20',
      options: { pairs: 10 },
      params: { x2: 665_921, x3: 665_921, x4: 665_921 },
      multiplyAdds: { x2: 612.59, x3: 612.59, x4: 612.59 },
      receptiveField: 41,
    },
    'red-10': {
      title: 'RED10',
      options: { pairs: 5 },
      params: { x2: 296_641, x3: 296_641, x4: 296_641 },
      multiplyAdds: { x2: 272.85, x3: 272.85, x4: 272.85 },
      receptiveField: 21,
    },
  },
  tiny: { features: 6, pairs: 3 },

  build(nn, x, { channels, features, pairs }) {
    const init = normal(Math.sqrt(2 / (9 * features)));
    /** By how many convolutions a result is away from the picture, which is 0. */
    const kept = new Map<number, Value>([[0, x]]);
    let y = x;
    for (let i = 1; i <= pairs; i++) {
      y = nn.relu(nn.conv(`conv${i}`, i === 1 ? channels : features, features, 3)(y));
      if (i % 2 === 0 && i < pairs) kept.set(i, y);
    }
    for (let i = pairs - 1; i >= 0; i--) {
      y = nn.deconv(`deconv${pairs - i}`, features, i === 0 ? channels : features, 3, { init })(y);
      const opposite = kept.get(i);
      if (opposite) y = nn.add(y, opposite);
      if (i > 0) y = nn.relu(y);
    }
    return y;
  },
});
