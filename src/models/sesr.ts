/**
 * SESR: a chain of small convolutions, each trained as a k×k convolution to many features and a 1×1 back, without anything between, and run as one.
 * 5×5 → m × (3×3, identity within, PReLU) → + the first features → 5×5 → + picture → shuffle, on the Y channel less a half.
 * As in the authors' efficient training the filters are worked out from the chain at every step, so that the picture is convolved by small filters alone.
 *
 * The authors' code (ARM-software/sesr) passes the biases of a chain through its collapse, where they become part of the filter, and so has no biases;
 * here biases are those of the chain as the paper draws it, and the same function at the border. It gives ×4 in 16 features an identity in the last
 * layer too, which the paper does not have. It cuts the picture to [0, 1] at its end; here that is left to whoever writes the picture, so that
 * no gradient is lost. Glorot's initialisation and slopes of zero are the defaults of Keras, which the code uses; the paper states none.
 * The features within the chains of M3 and M7 are not stated and taken to be those of M5; ×3 is not in the paper.
 */
import * as v from 'valibot';
import { prelu } from '../graph/ops.ts';
import { chained, linear, withIdentity } from './blocks/linear.ts';
import { shuffleOnto } from './blocks/shuffle-onto.ts';
import { constantInit, type Init, type Layers } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Uniform between ±√(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010). */
const glorotUniform: Init = (shape, random, fanIn) => {
  const [outChannels, inChannels, ...taps] = shape as [number, number, ...number[]];
  const limit = Math.sqrt(6 / (fanIn + outChannels * taps.reduce((a, b) => a * b, 1)));
  return Float32Array.from({ length: outChannels * inChannels * taps.reduce((a, b) => a * b, 1) }, () => limit * (2 * random() - 1));
};

export const sesr = defineModel({
  name: 'sesr',
  title: 'SESR-M5',
  paper: { title: 'Collapsible Linear Blocks for Super-Efficient Super Resolution', year: 2022, arxiv: '2103.09404' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    blocks: v.optional(count, 5),
    features: v.optional(count, 16),
    /** Features within a chain, while training. */
    expansion: v.optional(count, 256),
  }),
  params: { x2: 13_700, x3: 15_705, x4: 18_512 },
  multiplyAdds: { x2: 3.12, x3: 1.59, x4: 1.06 },
  receptiveField: 19,
  note: 'The paper counts filters alone, without biases and slopes: 13.52 K at ×2. It rounds 3.115 G down.',
  scores: [{ set: 'Set14', scale: 2, psnr: 32.84 }],
  presets: {
    'sesr-m3': {
      title: 'SESR-M3',
      options: { blocks: 3 },
      params: { x2: 9_028, x3: 11_033, x4: 13_840 },
      multiplyAdds: { x2: 2.05, x3: 1.12, x4: 0.79 },
      receptiveField: 15,
      scores: [{ set: 'Set14', scale: 2, psnr: 32.7 }],
    },
    'sesr-m7': {
      title: 'SESR-M7',
      options: { blocks: 7 },
      params: { x2: 18_372, x3: 20_377, x4: 23_184 },
      multiplyAdds: { x2: 4.18, x3: 2.06, x4: 1.32 },
      receptiveField: 23,
      scores: [{ set: 'Set14', scale: 2, psnr: 32.91 }],
    },
    'sesr-m11': {
      title: 'SESR-M11',
      options: { blocks: 11, expansion: 64 },
      params: { x2: 27_716, x3: 29_721, x4: 32_528 },
      multiplyAdds: { x2: 6.3, x3: 3.0, x4: 1.85 },
      receptiveField: 31,
      scores: [{ set: 'Set14', scale: 2, psnr: 33.03 }],
    },
    'sesr-xl': {
      title: 'SESR-XL',
      options: { blocks: 11, features: 32, expansion: 64 },
      params: { x2: 106_116, x3: 110_121, x4: 115_728 },
      multiplyAdds: { x2: 24.28, x3: 11.2, x4: 6.62 },
      receptiveField: 31,
      scores: [{ set: 'Set14', scale: 2, psnr: 33.24 }],
    },
  },
  tiny: { blocks: 2, features: 4, expansion: 48 },

  build(nn, x, { scale, channels, blocks, features, expansion }) {
    const block = (name: string, size: readonly [number, number, number], identity = false) =>
      linearBlock(nn, name, size, expansion, identity);
    const first = block('first', [features, channels, 5])(nn.shift(x, -0.5));
    let y = first;
    for (let i = 0; i < blocks; i++) {
      const slope = nn.weight(`block${i}.slope`, [features, 1, 1], constantInit(0));
      y = prelu(nn.graph, block(`block${i}`, [features, features, 3], true)(y), slope);
    }
    y = block('last', [channels * scale ** 2, features, 5])(nn.add(y, first));
    return shuffleOnto(nn, y, x, scale);
  },
});

/** A convolution k × k, trained as one to `expansion` features and a 1×1 from there, its input added where it has an identity. */
function linearBlock(nn: Layers, name: string, size: readonly [number, number, number], expansion: number, identity: boolean) {
  const [outChannels, inChannels, kernel] = size;
  const start = { init: glorotUniform, bias: constantInit(0) };
  return nn.collapsible(name, size, () => {
    const wide = linear(nn, `${name}.expand`, [expansion, inChannels, kernel], start);
    const chain = chained(nn.graph, wide, linear(nn, `${name}.project`, [outChannels, expansion, 1], start));
    return identity ? withIdentity(nn.graph, chain) : chain;
  });
}
