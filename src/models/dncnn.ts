/**
 * DnCNN: removes noise at the size of the picture. Convolutions 3×3 with 64 features: one with ReLU, then fifteen with batch normalisation
 * and ReLU, then one that gives the noise, which is taken off the input. DnCNN-S (17 layers, one network for one noise level) is the
 * default; DnCNN-B (20 layers, for all levels up to σ 55) is a preset, also in colour.
 * As in the authors' training code the layers before batch normalisation have no bias, and filters start normal with deviation
 * √(2/(9·64)). It differs in that the scales of batch normalisation start at 1, not at small random numbers.
 */
import * as v from 'valibot';
import { normal } from './layers.ts';
import { count, defineModel } from './model.ts';

export const dncnn = defineModel({
  name: 'dncnn',
  title: 'DnCNN-S',
  paper: { title: 'Beyond a Gaussian Denoiser: Residual Learning of Deep CNN for Image Denoising', year: 2017, arxiv: '1608.03981' },
  family: 'denoising',
  input: 'lr',
  channels: 1,
  scales: [1],
  config: v.strictObject({
    features: v.optional(count, 64),
    /** Convolutions, the first and the last included. */
    layers: v.optional(v.pipe(count, v.minValue(2)), 17),
  }),
  params: { x1: 556_097 },
  multiplyAdds: { x1: 510.7 },
  receptiveField: 35,
  note: 'The paper measures 31.73, 29.23 and 26.23 dB on BSD68 with noise of σ 15, 25 and 50.',
  presets: {
    'dncnn-b': {
      title: 'DnCNN-B',
      options: { layers: 20 },
      params: { x1: 667_073 },
      multiplyAdds: { x1: 612.6 },
      receptiveField: 41,
      note: 'The paper measures 31.61, 29.16 and 26.23 dB on BSD68 with noise of σ 15, 25 and 50.',
    },
    'dncnn-b-rgb': {
      title: 'CDnCNN-B',
      channels: 3,
      options: { layers: 20 },
      params: { x1: 669_379 },
      multiplyAdds: { x1: 614.7 },
      receptiveField: 41,
    },
  },
  tiny: { features: 6, layers: 4 },

  build(nn, x, { channels, features, layers }) {
    const init = normal(Math.sqrt(2 / (9 * features)));
    let y = nn.relu(nn.conv('conv1', channels, features, 3, { init })(x));
    for (let i = 2; i < layers; i++) {
      y = nn.conv(`conv${i}`, features, features, 3, { init, bias: false })(y);
      y = nn.relu(nn.batchNorm(`norm${i}`, features)(y));
    }
    const noise = nn.conv(`conv${layers}`, features, channels, 3, { init })(y);
    return nn.add(x, nn.scale(noise, -1));
  },
});
