/**
 * SAFMN: spatially-adaptive feature modulation. A block takes a quarter of the features each at full, half, quarter and eighth size (by their maxima),
 * convolves them depthwise, brings them back to full size and multiplies its input with them mixed; a 3×3 to twice the features and a 1×1 back follow.
 * Both parts normalise their input pixel by pixel and are residual. conv 3×3 → 8 blocks → + first features → 3×3 → shuffle, on RGB. Initialisation is
 * PyTorch's, as in the authors' code (sunny2109/SAFMN).
 * The authors pool to ⌊H/2ⁱ⌋ pixels by windows of differing size where H is no multiple of 2ⁱ; here sides are multiples of 8, where both are the same.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { constantInit, type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Sizes at which features are looked at: 1, 1/2, 1/4, 1/8. */
const levels = 4;
const start = { init: uniformFanIn, bias: uniformFanIn };

export const safmn = defineModel({
  name: 'safmn',
  title: 'SAFMN',
  paper: { title: 'Spatially-Adaptive Feature Modulation for Efficient Image Super-Resolution', year: 2023, arxiv: '2302.13800' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.pipe(count, v.multipleOf(levels)), 36),
    blocks: v.optional(count, 8),
    /** Times as many features within the channel mixer. */
    expansion: v.optional(count, 2),
  }),
  params: { x2: 227_820, x3: 232_695, x4: 239_520 },
  multiplyAdds: { x2: 51.48, x3: 23.38, x4: 13.54 },
  receptiveField: 261,
  note: 'Scores are of training on DIV2K and Flickr2K.',
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.0, ssim: 0.9605 },
    { set: 'Set14', scale: 2, psnr: 33.54, ssim: 0.9177 },
    { set: 'B100', scale: 2, psnr: 32.16, ssim: 0.8995 },
    { set: 'Urban100', scale: 2, psnr: 31.84, ssim: 0.9256 },
    { set: 'Manga109', scale: 2, psnr: 38.71, ssim: 0.9771 },
    { set: 'Set5', scale: 3, psnr: 34.34, ssim: 0.9267 },
    { set: 'Set14', scale: 3, psnr: 30.33, ssim: 0.8418 },
    { set: 'B100', scale: 3, psnr: 29.08, ssim: 0.8048 },
    { set: 'Urban100', scale: 3, psnr: 27.95, ssim: 0.8474 },
    { set: 'Manga109', scale: 3, psnr: 33.52, ssim: 0.9437 },
    { set: 'Set5', scale: 4, psnr: 32.18, ssim: 0.8948 },
    { set: 'Set14', scale: 4, psnr: 28.6, ssim: 0.7813 },
    { set: 'B100', scale: 4, psnr: 27.58, ssim: 0.7359 },
    { set: 'Urban100', scale: 4, psnr: 25.97, ssim: 0.7809 },
    { set: 'Manga109', scale: 4, psnr: 30.43, ssim: 0.9063 },
  ],
  multipleOf: 2 ** (levels - 1),
  tiny: { features: 8, blocks: 1 },

  build(nn, x, { scale, channels, features, blocks, expansion }) {
    const first = nn.conv('first', channels, features, 3, start)(x);
    let y = first;
    for (let i = 0; i < blocks; i++) {
      const name = `block${i}`;
      y = nn.add(modulation(nn, `${name}.modulation`, features)(channelNorm(nn, `${name}.norm1`, features)(y)), y);
      y = nn.add(mixer(nn, `${name}.mixer`, features, expansion)(channelNorm(nn, `${name}.norm2`, features)(y)), y);
    }
    return nn.pixelShuffle(nn.conv('last', features, channels * scale ** 2, 3, start)(nn.add(y, first)), scale);
  },
});

/** x·gelu(mix of its parts, each seen at a size of its own). */
function modulation(nn: Layers, name: string, features: number): Layer {
  const g = nn.graph;
  const part = features / levels;
  return (x) => {
    const parts = op.split(g, x, Array<number>(levels).fill(part), 1).map((p, i) => {
      const conv = nn.conv(`${name}.level${i}`, part, part, 3, { ...start, groups: part });
      return i === 0 ? conv(p) : nn.enlarge(conv(op.maxPool(g, p, { kernel: 2 ** i })), 2 ** i, 'nearest');
    });
    return nn.mul(nn.gelu(nn.conv(`${name}.fuse`, features, features, 1, start)(nn.concat(...parts))), x);
  };
}

function mixer(nn: Layers, name: string, features: number, expansion: number): Layer {
  const [wide, back] = [
    nn.conv(`${name}.expand`, features, features * expansion, 3, start),
    nn.conv(`${name}.project`, features * expansion, features, 1, start),
  ];
  return (x) => back(nn.gelu(wide(x)));
}

/** Layer normalisation of every pixel over its channels: scale·(x − μ)/√(σ² + ε) + bias. */
function channelNorm(nn: Layers, name: string, features: number): Layer {
  const g = nn.graph;
  const [scale, bias] = [
    nn.weight(`${name}.weight`, [features, 1, 1], constantInit(1)),
    nn.weight(`${name}.bias`, [features, 1, 1], constantInit(0)),
  ];
  const mean = (v: Value): Value => op.reduceMean(g, v, [1], true);
  return (x) => {
    const centred = op.sub(g, x, mean(x));
    const normalised = op.div(g, centred, op.sqrt(g, nn.shift(mean(nn.mul(centred, centred)), 1e-6)));
    return nn.add(nn.mul(normalised, scale), bias);
  };
}
