/**
 * SRVGGNetCompact, the small networks of Real-ESRGAN: (3×3 → PReLU) × (1 + n) → 3×3 → pixel shuffle, added to the picture enlarged by repeating its pixels.
 * 16 convolutions inside are those of realesr-animevideov3, 32 those of realesr-general-x4v3, both ×4; the authors' code makes every scale. Initialisation
 * is PyTorch's, as there (xinntao/Real-ESRGAN, realesrgan/archs/srvgg_arch.py). The paper does not describe these networks, which came later.
 */
import * as v from 'valibot';
import { shuffleOnto } from './blocks/shuffle-onto.ts';
import { uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

export const srvgg = defineModel({
  name: 'srvgg',
  title: 'SRVGGNetCompact 64×16',
  paper: { title: 'Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data', year: 2021, arxiv: '2107.10833' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(count, 64), blocks: v.optional(count, 16) }),
  params: { x2: 600_652, x3: 609_307, x4: 621_424 },
  multiplyAdds: { x2: 137.89, x3: 62.17, x4: 35.67 },
  receptiveField: 37,
  note: 'No paper has scores of these networks on bicubic pictures; they were trained for degraded ones.',
  presets: {
    'srvgg-64x32': {
      title: 'SRVGGNetCompact 64×32',
      options: { blocks: 32 },
      params: { x2: 1_192_524, x3: 1_201_179, x4: 1_213_296 },
      multiplyAdds: { x2: 273.78, x3: 122.57, x4: 69.64 },
      receptiveField: 69,
    },
  },
  tiny: { features: 28, blocks: 1 },

  build(nn, x, { scale, channels, features, blocks }) {
    const conv = (name: string, from: number, to: number) => nn.conv(name, from, to, 3, { init: uniformFanIn, bias: uniformFanIn });
    let y = x;
    for (let i = 0; i <= blocks; i++) {
      const name = `block${i}`;
      y = nn.prelu(name, features)(conv(name, i === 0 ? channels : features, features)(y));
    }
    return shuffleOnto(nn, conv('last', features, channels * scale ** 2)(y), x, scale);
  },
});
