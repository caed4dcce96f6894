/**
 * EDSR-PP: EDSR with pyramid pooling before each of its pixel shuffles. Beside the features stand what means over the picture as a whole and over
 * its halves, thirds and sixths come to, each through a convolution and bilinearly enlarged, so that every place knows of the whole.
 * Layers, mean and range are those of the authors' program (cubeyoung/EDSR-PP), which is for ×8; ×2 and ×4 leave out stages of its upsampler.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { meanShift } from './blocks/mean-shift.ts';
import { residualBlock } from './blocks/residual.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const edsrpp = defineModel({
  name: 'edsrpp',
  title: 'EDSR-PP',
  paper: { title: 'Efficient Module Based Single Image Super Resolution for Multiple Problems', year: 2018 },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 4, 8],
  multipleOf: 6,
  config: v.strictObject({
    features: v.optional(count, 256),
    blocks: v.optional(count, 32),
    resScale: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
    /** Parts of each side over which means are taken. */
    pyramid: v.optional(v.pipe(v.array(v.picklist([1, 2, 3, 6])), v.minLength(1)), [1, 2, 3, 6]),
  }),
  params: { x2: 52_527_107, x4: 66_684_931, x8: 80_842_755 },
  multiplyAdds: { x2: 11_559.11, x4: 5612.51, x8: 4125.89 },
  receptiveField: 'picture',
  tiling: 'Means are taken over each tile and its parts in place of the picture.',
  note: 'The program enlarges bilinearly with what PyTorch 0.4 takes for pixel centres, which is taken here to be centres at halves.',
  tiny: { features: 48, blocks: 1, pyramid: [1, 2] },

  build(nn, x, { scale, channels, features, blocks, resScale, pyramid }) {
    const picture = meanShift(nn, channels);
    const head = nn.conv('head', channels, features, 3, init)(picture.centre(x));
    let y = head;
    for (let i = 1; i <= blocks; i++) y = residualBlock(nn, `block${i}`, features, { ...init, resScale })(y);
    y = nn.add(nn.conv('body', features, features, 3, init)(y), head);
    for (let i = 0; i < Math.log2(scale); i++) {
      const wide = pyramidPooling(nn, `upsample.${i}.pool`, features, pyramid)(y);
      y = nn.pixelShuffle(nn.conv(`upsample.${i}`, (1 + pyramid.length) * features, 4 * features, 3, init)(wide), 2);
    }
    return picture.restore(nn.conv('tail', features, channels, 3, init)(y));
  },
});

/** (N, F, H, W) → (N, (1 + levels)·F, H, W): x, and for each level of the pyramid the means of the parts, convolved and enlarged. */
function pyramidPooling(nn: Layers, name: string, features: number, pyramid: readonly number[]): Layer {
  const levels = pyramid.map((parts) => ({ parts, conv: nn.conv(`${name}${parts}`, features, features, 3, init) }));
  const level = (x: Value, parts: number, conv: Layer) => op.resizeLike(nn.graph, nn.relu(conv(partMeans(nn, x, parts))), x, 'linear');
  return (x) => nn.concat(x, ...levels.map(({ parts, conv }) => level(x, parts, conv)));
}

/** Means over parts × parts rectangles of equal size: (N, C, H, W) → (N, C, parts, parts). */
function partMeans(nn: Layers, x: Value, parts: number): Value {
  const g = nn.graph;
  const turned = (y: Value) => op.transpose(g, y, [0, 1, 3, 2]);
  const along = (y: Value) => op.reduceMean(g, op.partition(g, y, parts), [4]);
  return turned(along(turned(along(x))));
}
