/**
 * SPAN: attention without weights of its own. Each of six blocks makes features by three 3×3 convolutions and multiplies them, its input added, with
 * their sigmoid less a half. The first features, those after the first block, those within the last and those behind it are mixed by 1×1 → 3×3 → shuffle.
 * RGB, less the mean of DIV2K and times 255; the result is in [0, 1] again.
 * Each 3×3 is trained as a 1×1 to twice the features, a 3×3, and a 1×1 back, with a 1×1 beside them. As in the authors' code (hongyuanyu/SPAN) the
 * picture is padded before the first 1×1, so that all of it is one convolution up to the border. The filters are worked out from the branches at
 * every step, so that the picture is convolved once. Initialisation is PyTorch's, as there.
 * The authors publish networks of 48 features; 52 are those of the 498 K parameters of the paper's ×4 table, 28 those of the challenge NTIRE 2024.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import { sub } from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { chained, linear, parallel } from './blocks/linear.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** The mean of DIV2K, in [0, 1]. */
const [red, green, blue] = [0.4488, 0.4371, 0.404];
/** By channels: RGB, or its BT.601 luma. */
const mean = { 1: [(16 + 65.481 * red + 128.553 * green + 24.966 * blue) / 255], 3: [red, green, blue] };
const start = { init: uniformFanIn, bias: uniformFanIn };

export const span = defineModel({
  name: 'span',
  title: 'SPAN',
  paper: { title: 'Swift Parameter-free Attention Network for Efficient Super-Resolution', year: 2024, arxiv: '2311.12770' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 48),
    blocks: v.optional(v.pipe(count, v.minValue(2)), 6),
    /** What samples of 1 are to the first layer. */
    range: v.optional(v.pipe(v.number(), v.gtValue(0)), 255),
  }),
  params: { x2: 410_700, x3: 417_195, x4: 426_288 },
  multiplyAdds: { x2: 94.39, x3: 42.61, x4: 24.49 },
  receptiveField: 43,
  presets: {
    'span-ch52': {
      title: 'SPAN, 52 features',
      options: { features: 52 },
      params: { x2: 481_324, x3: 488_359, x4: 498_208 },
      multiplyAdds: { x2: 110.64, x3: 49.89, x4: 28.63 },
      receptiveField: 43,
      note: 'The paper prints 498 K at ×4.',
      scores: [{ set: 'Set14', scale: 4, psnr: 28.66 }],
    },
    'span-ch28': {
      title: 'SPAN, 28 features',
      options: { features: 28 },
      params: { x2: 141_580, x3: 145_375, x4: 150_688 },
      multiplyAdds: { x2: 32.48, x3: 14.82, x4: 8.64 },
      receptiveField: 43,
    },
  },
  tiny: { features: 6, blocks: 2, range: 1 },

  build(nn, x, { scale, channels, features, blocks, range }) {
    const g = nn.graph;
    const centred = sub(g, x, g.constant(tensor(mean[channels], [channels, 1, 1])));
    const first = wideConv(nn, 'first', features, channels)(nn.scale(centred, range));
    const made = [{ out: first, inner: first }];
    for (let i = 0; i < blocks; i++) made.push(attention(nn, `block${i}`, features)(made[i]!.out));
    const last = wideConv(nn, 'body', features, features)(made[blocks]!.out);
    const all = nn.concat(first, last, made[1]!.out, made[blocks]!.inner);
    const mixed = nn.conv('fuse', 4 * features, features, 1, start)(all);
    return nn.pixelShuffle(nn.conv('last', features, channels * scale ** 2, 3, start)(mixed), scale);
  },
});

/** (y + x)·(sigmoid(y) − ½) with y three convolutions of x; and what the first of them makes. */
function attention(nn: Layers, name: string, features: number): (x: Value) => { readonly out: Value; readonly inner: Value } {
  const conv = (i: number): Layer => wideConv(nn, `${name}.conv${i}`, features, features);
  return (x) => {
    const inner = conv(1)(x);
    const y = conv(3)(nn.silu(conv(2)(nn.silu(inner))));
    return { out: nn.mul(nn.add(y, x), nn.shift(nn.sigmoid(y), -0.5)), inner };
  };
}

/** A 3×3 convolution, trained as 1×1 → 3×3 → 1×1 of twice the features with a 1×1 beside them. */
function wideConv(nn: Layers, name: string, outChannels: number, inChannels: number): Layer {
  const g = nn.graph;
  const [wideOut, wideIn] = [2 * outChannels, 2 * inChannels];
  return nn.collapsible(name, [outChannels, inChannels, 3], () => {
    const inner = chained(g, linear(nn, `${name}.expand`, [wideIn, inChannels, 1]), linear(nn, `${name}.conv`, [wideOut, wideIn, 3]));
    const chain = chained(g, inner, linear(nn, `${name}.project`, [outChannels, wideOut, 1]));
    return parallel(g, chain, linear(nn, `${name}.skip`, [outChannels, inChannels, 1]));
  });
}
