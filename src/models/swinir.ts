/**
 * SwinIR: attention among the pixels of 8×8 windows, moved by half a window in every other layer, between convolutions at LR size.
 * Sizes, order of layers and initialisation are those of the authors' program (JingyunLiang/SwinIR, models/network_swinir.py).
 *
 * The program moves the picture itself round by half a window and keeps apart, by a mask, what only meets across its border. Here the picture
 * is given a border of half a window that the mask hides, which leaves every pixel the same neighbours and their same relative positions, and
 * nothing of the opposite side comes near. What differs: the program leaves out layers at random while it trains (stochastic depth, up to one
 * in ten), which is not done here; to multiples of 8 it mirrors the edge where here it is repeated; for one channel it subtracts no mean.
 */
import * as v from 'valibot';
import type { Dim } from '../graph/dim.ts';
import type { Graph, Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { int64, type Tensor } from '../graph/tensor.ts';
import { meanShift } from './blocks/mean-shift.ts';
import { type Layer, type Layers, normal, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const window = 8;
const pixels = window ** 2;
const halfWindow = window / 2;
/** What the mask adds before the softmax: e⁻¹⁰⁰ is nothing in float32. */
const hidden = -100;
/** LeakyReLU's slope of PyTorch. */
const slope = 0.01;

const convInit = { init: uniformFanIn, bias: uniformFanIn };
/** The program's truncation at ±2, a hundred deviations, takes nothing away. */
const linearInit = { init: normal(0.02) };

interface Sizes {
  readonly features: number;
  readonly heads: number;
  readonly layers: number;
  readonly mlpRatio: number;
}

export const swinir = defineModel({
  name: 'swinir',
  title: 'SwinIR',
  paper: { title: 'SwinIR: Image Restoration Using Swin Transformer', year: 2021, arxiv: '2108.10257' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4, 8],
  config: v.strictObject({
    features: v.optional(count, 180),
    heads: v.optional(count, 6),
    groups: v.optional(count, 6),
    layers: v.optional(count, 6),
    mlpRatio: v.optional(count, 2),
    upsampler: v.optional(v.picklist(['pixelshuffle', 'pixelshuffledirect']), 'pixelshuffle'),
    upsamplerFeatures: v.optional(count, 64),
  }),
  params: { x2: 11_752_487, x3: 11_937_127, x4: 11_900_199, x8: 12_047_911 },
  multiplyAdds: { x2: 2894.03, x3: 1310.98, x4: 764.3, x8: 229.12 },
  note: 'The multiply-adds count the products within attention. The scores are those of training on DIV2K and Flickr2K.',
  receptiveField: 409,
  scores: [
    { set: 'Set5', scale: 2, psnr: 38.42, ssim: 0.9623 },
    { set: 'Set14', scale: 2, psnr: 34.46, ssim: 0.925 },
    { set: 'B100', scale: 2, psnr: 32.53, ssim: 0.9041 },
    { set: 'Urban100', scale: 2, psnr: 33.81, ssim: 0.9427 },
    { set: 'Manga109', scale: 2, psnr: 39.92, ssim: 0.9797 },
    { set: 'Set5', scale: 3, psnr: 34.97, ssim: 0.9318 },
    { set: 'Set14', scale: 3, psnr: 30.93, ssim: 0.8534 },
    { set: 'B100', scale: 3, psnr: 29.46, ssim: 0.8145 },
    { set: 'Urban100', scale: 3, psnr: 29.75, ssim: 0.8826 },
    { set: 'Manga109', scale: 3, psnr: 35.12, ssim: 0.9537 },
    { set: 'Set5', scale: 4, psnr: 32.92, ssim: 0.9044 },
    { set: 'Set14', scale: 4, psnr: 29.09, ssim: 0.795 },
    { set: 'B100', scale: 4, psnr: 27.92, ssim: 0.7489 },
    { set: 'Urban100', scale: 4, psnr: 27.45, ssim: 0.8254 },
    { set: 'Manga109', scale: 4, psnr: 32.03, ssim: 0.926 },
  ],
  presets: {
    'swinir-light': {
      title: 'SwinIR-light',
      scales: [2, 3, 4],
      options: { features: 60, groups: 4, upsampler: 'pixelshuffledirect' },
      params: { x2: 910_152, x3: 918_267, x4: 929_628 },
      multiplyAdds: { x2: 243.05, x3: 109.33, x4: 62.42 },
      note: "The paper prints 878, 886 and 897 K parameters: these less 32 460, one of the 3×3 convolutions among 60 channels. The authors' program has all of them. The multiply-adds count the products within attention.",
      receptiveField: 277,
      scores: [
        { set: 'Set5', scale: 2, psnr: 38.14, ssim: 0.9611 },
        { set: 'Set14', scale: 2, psnr: 33.86, ssim: 0.9206 },
        { set: 'B100', scale: 2, psnr: 32.31, ssim: 0.9012 },
        { set: 'Urban100', scale: 2, psnr: 32.76, ssim: 0.934 },
        { set: 'Manga109', scale: 2, psnr: 39.12, ssim: 0.9783 },
        { set: 'Set5', scale: 3, psnr: 34.62, ssim: 0.9289 },
        { set: 'Set14', scale: 3, psnr: 30.54, ssim: 0.8463 },
        { set: 'B100', scale: 3, psnr: 29.2, ssim: 0.8082 },
        { set: 'Urban100', scale: 3, psnr: 28.66, ssim: 0.8624 },
        { set: 'Manga109', scale: 3, psnr: 33.98, ssim: 0.9478 },
        { set: 'Set5', scale: 4, psnr: 32.44, ssim: 0.8976 },
        { set: 'Set14', scale: 4, psnr: 28.77, ssim: 0.7858 },
        { set: 'B100', scale: 4, psnr: 27.69, ssim: 0.7406 },
        { set: 'Urban100', scale: 4, psnr: 26.47, ssim: 0.798 },
        { set: 'Manga109', scale: 4, psnr: 30.92, ssim: 0.9151 },
      ],
    },
  },
  tiny: { features: 12, heads: 2, groups: 1, layers: 2, upsamplerFeatures: 24 },
  multipleOf: window,

  build(nn, x, { scale, channels, features, heads, groups, layers, mlpRatio, upsampler, upsamplerFeatures }) {
    const sizes = { features, heads, layers, mlpRatio };
    const picture = meanShift(nn, channels, 1);
    const shallow = nn.conv('shallow', channels, features, 3, convInit)(picture.centre(x));
    const mask = borderMask(nn.graph, x);
    let deep = nn.layerNorm('norm_first', features)(toWindows(nn.graph, shallow));
    for (let i = 0; i < groups; i++) deep = residualGroup(nn, `group${i}`, sizes, mask)(deep);
    deep = toPicture(nn.graph, nn.layerNorm('norm_last', features)(deep));
    x = nn.add(nn.conv('deep', features, features, 3, convInit)(deep), shallow);
    if (upsampler === 'pixelshuffledirect') {
      x = nn.pixelShuffle(nn.conv('upsampler', features, channels * scale ** 2, 3, convInit)(x), scale);
    } else {
      x = nn.leakyRelu(nn.conv('before_upsampler', features, upsamplerFeatures, 3, convInit)(x), slope);
      x = nn.upsampler('upsampler', upsamplerFeatures, scale, convInit)(x);
      x = nn.conv('last', upsamplerFeatures, channels, 3, convInit)(x);
    }
    return picture.restore(x);
  },
});

/** Layers in turn with windows as they are and moved by half a window, then a convolution: x + conv(layers(x)), on windows. */
function residualGroup(nn: Layers, name: string, sizes: Sizes, mask: Value): Layer {
  const layers = Array.from({ length: sizes.layers }, (_, i) =>
    transformerLayer(nn, `${name}.layer${i}`, sizes, i % 2 === 1 ? mask : undefined),
  );
  const conv = nn.conv(`${name}.conv`, sizes.features, sizes.features, 3, convInit);
  return (x) => {
    const y = layers.reduce((made, layer) => layer(made), x);
    return nn.add(toWindows(nn.graph, conv(toPicture(nn.graph, y))), x);
  };
}

/** x + attention(norm(x)), then x + mlp(norm(x)), on windows; with a mask the attention is among windows moved by half a window. */
function transformerLayer(nn: Layers, name: string, { features, heads, mlpRatio }: Sizes, mask: Value | undefined): Layer {
  const attention = windowAttention(nn, `${name}.attention`, features, heads);
  const [first, second] = [nn.layerNorm(`${name}.norm1`, features), nn.layerNorm(`${name}.norm2`, features)];
  const widen = nn.linear(`${name}.mlp1`, features, mlpRatio * features, linearInit);
  const narrow = nn.linear(`${name}.mlp2`, mlpRatio * features, features, linearInit);
  const attend: Layer = mask ? (x) => unmoved(nn.graph, attention(moved(nn.graph, x), mask)) : (x) => attention(x);
  return (x) => {
    const y = nn.add(x, attend(first(x)));
    return nn.add(y, narrow(nn.gelu(widen(second(y)))));
  };
}

/**
 * Self-attention among the pixels of a window with a learned bias for each relative position, (N, h, w, 64, C) → (N, h, w, 64, C):
 * softmax(q·kᵀ/√d + bias + mask)·v in each head of d = C/heads channels.
 */
function windowAttention(nn: Layers, name: string, features: number, heads: number): (x: Value, mask?: Value) => Value {
  const g = nn.graph;
  const depth = features / heads;
  const qkv = nn.linear(`${name}.qkv`, features, 3 * features, linearInit);
  const out = nn.linear(`${name}.out`, features, features, linearInit);
  const table = nn.weight(`${name}.bias`, [(2 * window - 1) ** 2, heads], normal(0.02));
  return (x, mask) => {
    const [n, h, w] = x.shape as [Dim, Dim, Dim];
    const split = (part: Value) => op.reshape(g, part, [n, h, w, pixels, heads, depth]);
    const [q, k, values] = op.split(g, qkv(x), [features, features, features], -1).map(split) as [Value, Value, Value];
    const query = op.transpose(g, nn.scale(q, depth ** -0.5), [0, 1, 2, 4, 3, 5]);
    const logits = op.matmul(g, query, op.transpose(g, k, [0, 1, 2, 4, 5, 3]));
    const biased = nn.add(logits, op.transpose(g, op.gather(g, table, relativePositions()), [2, 0, 1]));
    const weights = op.softmax(g, mask ? nn.add(biased, mask) : biased, -1);
    const made = op.matmul(g, weights, op.transpose(g, values, [0, 1, 2, 4, 3, 5]));
    return out(op.reshape(g, op.transpose(g, made, [0, 1, 2, 4, 3, 5]), [n, h, w, pixels, features]));
  };
}

/** (64, 64): the row of the table of biases for pixel i that looks at pixel j, one for each difference of rows and of columns, −7 to 7. */
function relativePositions(): Tensor {
  const side = 2 * window - 1;
  const difference = (i: number, j: number) => i - j + window - 1;
  const row = (p: number) => Math.floor(p / window);
  const list = Array.from({ length: pixels ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / pixels), at % pixels];
    return difference(row(i), row(j)) * side + difference(i % window, j % window);
  });
  return { ...int64(list), shape: [pixels, pixels] };
}

/** (N, C, H, W) → (N, H/8, W/8, 64, C): the pixels of each window in a row. */
function toWindows(g: Graph, x: Value): Value {
  const [n, c] = x.shape as [Dim, number];
  const rows = op.transpose(g, op.spaceToDepth(g, x, window), [0, 2, 3, 1]);
  return op.reshape(g, rows, [n, rows.shape[1]!, rows.shape[2]!, pixels, c]);
}

/** The way back from `toWindows`. */
function toPicture(g: Graph, x: Value): Value {
  const [n, h, w, p, c] = x.shape as [Dim, Dim, Dim, number, number];
  return op.pixelShuffle(g, op.transpose(g, op.reshape(g, x, [n, h, w, p * c]), [0, 3, 1, 2]), window, 'DCR');
}

/** Windows moved by half a window up and left, one more in each direction: those at the border hold a border of zeros. */
function moved(g: Graph, x: Value): Value {
  return toWindows(g, bordered(g, toPicture(g, x), 0));
}

/** The way back from `moved`. */
function unmoved(g: Graph, x: Value): Value {
  return toWindows(g, op.crop(g, toPicture(g, x), [2, 3], halfWindow));
}

function bordered(g: Graph, x: Value, value: number): Value {
  const margin = [0, 0, halfWindow, halfWindow];
  return op.pad(g, x, margin, margin, value);
}

/** For moved windows of the picture, (N, h, w, 1, 1, 64): 0 for its pixels as keys, `hidden` for those of the border. */
function borderMask(g: Graph, x: Value): Value {
  const zeros = op.mul(g, op.slice(g, x, [{ axis: 1, start: 0, end: 1 }]), g.constant(0));
  const windows = toWindows(g, bordered(g, zeros, hidden));
  const [n, h, w] = windows.shape as [Dim, Dim, Dim];
  return op.reshape(g, windows, [n, h, w, 1, 1, pixels]);
}
