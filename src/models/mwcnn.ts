/**
 * MWCNN: a U-net of three levels between which a Haar wavelet transform takes the place of pooling, and its inverse that of enlarging.
 * The paper's network of 24 convolutions 3×3: wavelets of the enlarged picture, 4 layers of 160 features, wavelets, 4 of 256, wavelets,
 * 7 of 256 and one to 4·256, and the same way up, where the features of the way down are added; the last layer makes the wavelets of a
 * residual. Every layer but the last is convolution, batch normalisation, ReLU.
 * Layers follow the authors' PyTorch code, which leaves batch normalisation out (`batchNorm: false`); the paper has it. Initialisation was
 * not found in either: He et al. here. Convolutions before batch normalisation have no bias, which it would take away.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import type { Layer, Layers } from './layers.ts';
import { count, defineModel } from './model.ts';

export const mwcnn = defineModel({
  name: 'mwcnn',
  title: 'MWCNN',
  paper: { title: 'Multi-level Wavelet-CNN for Image Restoration', year: 2018, arxiv: '1805.07071' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(v.strictTuple([count, count, count]), [160, 256, 256]),
    layers: v.optional(count, 4),
    batchNorm: v.optional(v.boolean(), true),
  }),
  tiny: { features: [4, 4, 4], layers: 2 },
  params: { x2: 16_152_260, x3: 16_152_260, x4: 16_152_260 },
  multiplyAdds: { x2: 813.78, x3: 813.78, x4: 813.78 },
  receptiveField: 239,
  multipleOf: 8,

  build(nn, x, { channels, features: [first, second, third], layers, batchNorm }) {
    const layer = (name: string, inputs: number, outputs: number): Layer => {
      const conv = nn.conv(`${name}.conv`, inputs, outputs, 3, batchNorm ? { bias: false } : {});
      const norm: Layer = batchNorm ? nn.batchNorm(`${name}.norm`, outputs) : (value) => value;
      return (value) => nn.relu(norm(conv(value)));
    };
    /** From `inputs` to `inner` features, `layers` of them in all, and `outputs` in the last. */
    const block = (name: string, inputs: number, inner: number, outputs: number, length: number) => (value: Value) =>
      Array.from({ length }, (_, i) => layer(`${name}.${i + 1}`, i === 0 ? inputs : inner, i === length - 1 ? outputs : inner)).reduce(
        (y, one) => one(y),
        value,
      );
    const down1 = block('down1', 4 * channels, first, first, layers)(dwt(nn, x));
    const down2 = block('down2', 4 * first, second, second, layers)(dwt(nn, down1));
    const middle = block('middle', 4 * second, third, 4 * second, 2 * layers)(dwt(nn, down2));
    const up2 = block('up2', second, second, 4 * first, layers)(nn.add(iwt(nn, middle), down2));
    const up1 = block('up1', first, first, first, layers - 1)(nn.add(iwt(nn, up2), down1));
    return nn.add(iwt(nn, nn.conv('last', first, 4 * channels, 3)(up1)), x);
  },
});

/** Signs of the four pixels (top left, top right, bottom left, bottom right) in the four Haar wavelets. */
const haar = [
  [1, 1, 1, 1],
  [-1, 1, -1, 1],
  [-1, -1, 1, 1],
  [1, -1, -1, 1],
] as const;

/** Haar wavelets of every 2×2 pixels: (N, C, H, W) → (N, 4·C, H/2, W/2), the means of all channels before their differences. */
export function dwt(nn: Layers, x: Value): Value {
  const parts = quarters(nn, op.spaceToDepth(nn.graph, x, 2));
  return nn.concat(...haar.map((signs) => signedSum(nn, parts, signs)));
}

/** The inverse of `dwt`: (N, 4·C, H, W) → (N, C, 2·H, 2·W). */
export function iwt(nn: Layers, x: Value): Value {
  const parts = quarters(nn, x);
  const pixels = haar.map((_, pixel) =>
    signedSum(
      nn,
      parts,
      haar.map((signs) => signs[pixel]!),
    ),
  );
  return op.pixelShuffle(nn.graph, nn.concat(...pixels), 2, 'DCR');
}

function quarters(nn: Layers, x: Value): readonly Value[] {
  const size = (x.shape[1] as number) / 4;
  return op.split(nn.graph, x, [size, size, size, size], 1);
}

/** ½·Σ signs·parts, from a positive one on. */
function signedSum({ graph: g }: Layers, parts: readonly Value[], signs: readonly number[]): Value {
  const terms = parts.map((part, i) => ({ part, sign: signs[i]! })).sort((a, b) => b.sign - a.sign);
  const sum = terms
    .map(({ part }) => part)
    .reduce((total, part, i) => (terms[i]!.sign > 0 ? op.add(g, total, part) : op.sub(g, total, part)));
  return op.mul(g, sum, g.constant(0.5));
}
