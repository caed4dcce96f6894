/**
 * The denoisers of IRCNN: seven 3×3 convolutions with 64 features and dilations 1, 2, 3, 4, 3, 2, 1, which see 33×33 pixels. The first has
 * ReLU, the five in the middle batch normalisation and ReLU, the last gives the noise, which is taken off the input. The paper trains one
 * network for each of 25 noise levels, σ 2, 4, … 50, and uses them as the prior of other restorations.
 * Not verified: the first weights, which are those of DnCNN's code here, by the same authors.
 */
import * as v from 'valibot';
import { normal } from './layers.ts';
import { count, defineModel } from './model.ts';

export const ircnn = defineModel({
  name: 'ircnn',
  title: 'IRCNN denoiser',
  paper: { title: 'Learning Deep CNN Denoiser Prior for Image Restoration', year: 2017, arxiv: '1704.03264' },
  family: 'denoising',
  input: 'lr',
  channels: 1,
  scales: [1],
  config: v.strictObject({
    features: v.optional(count, 64),
    /** Of each convolution in the middle; the first and the last have none. */
    dilations: v.optional(v.pipe(v.array(count), v.minLength(1)), [2, 3, 4, 3, 2]),
  }),
  params: { x1: 186_177 },
  multiplyAdds: { x1: 170.9 },
  receptiveField: 33,
  presets: {
    'ircnn-rgb': { title: 'IRCNN denoiser for RGB', channels: 3, options: {}, params: { x1: 188_483 }, multiplyAdds: { x1: 173.1 } },
  },
  tiny: { features: 6, dilations: [2, 3] },

  build(nn, x, { channels, features, dilations }) {
    const init = normal(Math.sqrt(2 / (9 * features)));
    let y = nn.relu(nn.conv('conv1', channels, features, 3, { init })(x));
    for (const [i, dilation] of dilations.entries()) {
      y = nn.conv(`conv${i + 2}`, features, features, 3, { init, bias: false, dilation })(y);
      y = nn.relu(nn.batchNorm(`norm${i + 2}`, features)(y));
    }
    const noise = nn.conv(`conv${dilations.length + 2}`, features, channels, 3, { init })(y);
    return nn.add(x, nn.scale(noise, -1));
  },
});
