/**
 * FEQE: works on the enlarged picture at the speed of the small one. "Desubpixel" layers, the inverse of the sub-pixel layer, turn blocks
 * of pixels into channels without loss; all residual blocks work at that size, and sub-pixel layers go back to add detail to the input.
 * For ×4: 2×2 to channels, 1×1 to a quarter of the features, 2×2 to channels; 20 residual blocks of two 3×3 convolutions and one more
 * convolution; 1×1 and sub-pixel twice. Samples are centred and in units of 1/255 within. Layers, start (as PyTorch's) and the 16 features
 * are those of the authors' code, which has no skip around the residual blocks but the global one. The order of the channels of a block
 * of pixels differs from TensorFlow's, which the convolutions after and before it take in.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { type Layer, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn } as const;
const midGray = 0.5;
const range = 255;

export const feqe = defineModel({
  name: 'feqe',
  title: 'FEQE',
  paper: { title: 'Fast and Efficient Image Quality Enhancement via Desubpixel Convolutional Neural Networks', year: 2018 },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 3,
  scales: [2, 4],
  config: v.strictObject({
    /** A multiple of 4. */
    features: v.optional(v.pipe(count, v.multipleOf(4)), 16),
    blocks: v.optional(count, 20),
  }),
  tiny: { features: 48, blocks: 1 },
  params: { x2: 95_340, x4: 96_464 },
  multiplyAdds: { x2: 21.82, x4: 5.56 },
  receptiveField: { x2: 167, x4: 335 },
  note: 'In ×4 of two pixels of one block one sees more to the left and the other more to the right; the number is for both.',
  multipleOf: 4,

  build(nn, x, { scale, channels, features, blocks }) {
    const shrink: Layer = (value) => op.pixelUnshuffle(nn.graph, value, 2);
    const pointwise = (name: string, inputs: number, outputs: number) => nn.conv(name, inputs, outputs, 1, init);
    const conv = (name: string) => nn.conv(name, features, features, 3, init);
    const centred = nn.scale(nn.shift(x, -midGray), range);

    let hidden: Value = scale === 4 ? shrink(centred) : centred;
    hidden = shrink(pointwise('desubpixel', scale === 4 ? 4 * channels : channels, features / 4)(hidden));
    for (let b = 1; b <= blocks; b++) hidden = nn.add(hidden, conv(`block${b}.conv2`)(nn.relu(conv(`block${b}.conv1`)(hidden))));
    hidden = conv('body')(hidden);
    if (scale === 4) hidden = nn.pixelShuffle(pointwise('subpixel1', features, 4 * features)(hidden), 2);
    hidden = nn.pixelShuffle(pointwise(`subpixel${scale / 2}`, features, 4 * channels)(hidden), 2);
    return nn.shift(nn.scale(nn.add(hidden, centred), 1 / range), midGray);
  },
});
