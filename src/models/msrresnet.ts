/**
 * MSRResNet: SRResNet as BasicSR modified it. Residual blocks without batch normalisation, leaky ReLU, filters of 3×3 throughout, no long
 * skip connection; the network adds to the picture enlarged by bilinear interpolation. Layers and initialisation (He's normal times 0.1,
 * biases 0) are those of BasicSR's program; the paper is that of SRResNet.
 */
import * as v from 'valibot';
import { residualBlock } from './blocks/residual.ts';
import { heNormal, scaledInit } from './layers.ts';
import { count, defineModel } from './model.ts';

const slope = 0.1;

export const msrresnet = defineModel({
  name: 'msrresnet',
  title: 'MSRResNet',
  paper: {
    title: 'Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network',
    year: 2017,
    arxiv: '1609.04802',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    blocks: v.optional(count, 16),
    initScale: v.optional(v.pipe(v.number(), v.gtValue(0)), 0.1),
  }),
  params: { x2: 1_369_859, x3: 1_554_499, x4: 1_517_571 },
  multiplyAdds: { x2: 341.73, x3: 190.51, x4: 146.08 },
  receptiveField: 71,
  tiny: { features: 16, blocks: 2, initScale: 1 },

  build(nn, x, { scale, channels, features, blocks, initScale }) {
    const init = { init: scaledInit(initScale, heNormal) };
    const activate = (value: typeof x) => nn.leakyRelu(value, slope);
    let y = activate(nn.conv('first', channels, features, 3, init)(x));
    for (let i = 1; i <= blocks; i++) y = residualBlock(nn, `block${i}`, features, init)(y);
    y = nn.upsampler('upsample', features, scale, init, () => activate)(y);
    y = activate(nn.conv('hr', features, features, 3, init)(y));
    return nn.add(nn.conv('last', features, channels, 3, init)(y), nn.enlarge(x, scale, 'linear'));
  },
});
