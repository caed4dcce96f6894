/**
 * ECBSR: a chain of 3×3 convolutions, each trained as several side by side and run as one: conv 3×3 → PReLU → M × (3×3 → PReLU) → 3×3 → + picture
 * → shuffle, on the Y channel.
 * A block trains a 3×3, a 1×1 to twice the features with a 3×3 behind it, and a 1×1 with a scaled Sobel filter along x, along y and a scaled
 * Laplacian behind it; and, on request, the identity, which the authors' configurations leave off. As in the authors' code the picture is padded before
 * the 1×1 and what is between is bordered by its bias, so that the block is one convolution up to the border. Its 1×1 before an edge filter has a bias
 * as well, but no effect of it: the taps of these filters sum to zero. Here it is left out.
 * The filters are worked out from the branches at every step, so that the picture is convolved once.
 * Initialisation is that of the authors' code (xindongzhang/ECBSR): PyTorch's, with scales and biases of the edge filters from N(0, 0.001²).
 * ×3 is not in the paper.
 */
import * as v from 'valibot';
import * as op from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { chained, type Linear, linear, parallel, withIdentity } from './blocks/linear.ts';
import { shuffleOnto } from './blocks/shuffle-onto.ts';
import { type Layers, normal, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Taps of the Sobel filters along x and y and of the Laplacian, each row by row. */
const edges = [
  [1, 0, -1, 2, 0, -2, 1, 0, -1],
  [1, 2, 1, 0, 0, 0, -1, -2, -1],
  [0, 1, 0, 1, -4, 1, 0, 1, 0],
];

export const ecbsr = defineModel({
  name: 'ecbsr',
  title: 'ECBSR-M4C16',
  paper: {
    title: 'Edge-oriented Convolution Block for Real-time Super Resolution on Mobile Devices',
    year: 2021,
    doi: '10.1145/3474085.3475291',
  },
  family: 'post-upsampling',
  input: 'lr',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    blocks: v.optional(count, 4),
    features: v.optional(count, 16),
    /** Whether blocks with as many features on both sides add their input. */
    identity: v.optional(v.boolean(), false),
  }),
  params: { x2: 10_100, x3: 10_825, x4: 11_840 },
  multiplyAdds: { x2: 2.29, x3: 1.09, x4: 0.67 },
  receptiveField: 13,
  note: 'The paper prints 10.2 K and 2.34 G at ×2, and 11.9 K and 0.69 G at ×4, a little more than its layers come to.',
  presets: {
    'ecbsr-m4c8': {
      title: 'ECBSR-M4C8',
      options: { features: 8 },
      params: { x2: 2_748, x3: 3_113, x4: 3_624 },
      multiplyAdds: { x2: 0.61, x3: 0.31, x4: 0.2 },
      receptiveField: 13,
    },
    'ecbsr-m5c16': {
      title: 'ECBSR-M5C16',
      options: { blocks: 5 },
      params: { x2: 12_436, x3: 13_161, x4: 14_176 },
      multiplyAdds: { x2: 2.82, x3: 1.33, x4: 0.8 },
      receptiveField: 15,
      note: 'Not in the paper: a chain at the cost of SESR-M5.',
    },
    'ecbsr-m10c16': {
      title: 'ECBSR-M10C16',
      options: { blocks: 10 },
      params: { x2: 24_116, x3: 24_841, x4: 25_856 },
      multiplyAdds: { x2: 5.47, x3: 2.51, x4: 1.47 },
      receptiveField: 25,
    },
    'ecbsr-m11c16': {
      title: 'ECBSR-M11C16',
      options: { blocks: 11 },
      params: { x2: 26_452, x3: 27_177, x4: 28_192 },
      multiplyAdds: { x2: 6.01, x3: 2.74, x4: 1.6 },
      receptiveField: 27,
      note: 'Not in the paper: a chain at the cost of SESR-M11.',
    },
    'ecbsr-m10c32': {
      title: 'ECBSR-M10C32',
      options: { blocks: 10, features: 32 },
      params: { x2: 94_308, x3: 95_753, x4: 97_776 },
      multiplyAdds: { x2: 21.57, x3: 9.73, x4: 5.59 },
      receptiveField: 25,
    },
    'ecbsr-m10c32-rgb': {
      title: 'ECBSR-M10C32 for RGB',
      channels: 3,
      options: { blocks: 10, features: 32 },
      params: { x2: 97_196, x3: 101_531, x4: 107_600 },
      multiplyAdds: { x2: 22.23, x3: 10.32, x4: 6.15 },
      receptiveField: 25,
      note: 'Not in the paper, whose networks are for luma.',
    },
    'ecbsr-m16c64': {
      title: 'ECBSR-M16C64',
      options: { blocks: 16, features: 64 },
      params: { x2: 594_884, x3: 597_769, x4: 601_808 },
      multiplyAdds: { x2: 136.56, x3: 60.99, x4: 34.54 },
      receptiveField: 37,
      note: 'Published: 596 K and 137 G at ×2, 603 K and 35 G at ×4.',
      scores: [
        { set: 'Set5', scale: 2, psnr: 37.9, ssim: 0.9615 },
        { set: 'Set14', scale: 2, psnr: 33.34, ssim: 0.9178 },
        { set: 'B100', scale: 2, psnr: 32.1, ssim: 0.9018 },
        { set: 'Urban100', scale: 2, psnr: 31.71, ssim: 0.925 },
        { set: 'Set5', scale: 4, psnr: 31.92, ssim: 0.8946 },
        { set: 'Set14', scale: 4, psnr: 28.34, ssim: 0.7817 },
        { set: 'B100', scale: 4, psnr: 27.48, ssim: 0.7393 },
        { set: 'Urban100', scale: 4, psnr: 25.81, ssim: 0.7773 },
      ],
    },
  },
  tiny: { blocks: 1, features: 12, identity: true },

  build(nn, x, { scale, channels, blocks, features, identity }) {
    const block = (name: string, outChannels: number, inChannels: number) =>
      nn.collapsible(name, [outChannels, inChannels, 3], () => {
        const made = edgeOriented(nn, name, outChannels, inChannels);
        return identity && outChannels === inChannels ? withIdentity(nn.graph, made) : made;
      });
    let y = x;
    for (let i = 0; i <= blocks; i++) {
      const name = `block${i}`;
      y = nn.prelu(name, features)(block(name, features, i === 0 ? channels : features)(y));
    }
    return shuffleOnto(nn, block('last', channels * scale ** 2, features)(y), x, scale);
  },
});

/** The branches of a block, added up. */
function edgeOriented(nn: Layers, name: string, outChannels: number, inChannels: number): Linear {
  const g = nn.graph;
  const wide = linear(nn, `${name}.expand`, [2 * outChannels, inChannels, 1]);
  const chain = chained(g, wide, linear(nn, `${name}.squeeze`, [outChannels, 2 * outChannels, 3]));
  const plain = linear(nn, `${name}.conv`, [outChannels, inChannels, 3]);
  return parallel(g, parallel(g, plain, chain), edgeFilters(nn, `${name}.edges`, outChannels, inChannels));
}

/** The three edge filters behind their 1×1 convolutions: W[o, i] = Σₑ weight[o, i, e]·scale[o, e]·edgeₑ, b = Σₑ bias[o, e]. */
function edgeFilters(nn: Layers, name: string, outChannels: number, inChannels: number): Linear {
  const g = nn.graph;
  const pointwise = nn.weight(`${name}.weight`, [outChannels, inChannels, edges.length], uniformFanIn, inChannels);
  const scale = nn.weight(`${name}.scale`, [outChannels, 1, edges.length], normal(1e-3));
  const bias = nn.weight(`${name}.bias`, [outChannels, edges.length], normal(1e-3));
  const taps = op.matmul(g, op.mul(g, pointwise, scale), g.constant(tensor(edges.flat(), [edges.length, 9])));
  return { weight: op.reshape(g, taps, [outChannels, inChannels, 3, 3]), bias: op.reduceSum(g, bias, [1]) };
}
