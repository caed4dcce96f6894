/**
 * RFDN, in the version of the AIM 2020 challenge, which it won: 50 features, 4 blocks. A block keeps half as many features of each of its three residual
 * convolutions by a 1×1 beside it, mixes them with those of a last 3×3, and weights the result place by place (enhanced spatial attention).
 * conv 3×3 → blocks, the results of all mixed by 1×1 → 3×3 → + first features → 3×3 → shuffle, on RGB. Initialisation is PyTorch's, as in the authors'
 * code (njulj/RFDN).
 *
 * The attention looks at the picture in cells of 6×6 pixels: a 3×3 of stride 2, a maximum over 7×7 of stride 3. The authors do not pad these two, so
 * that ⌊H/6⌋ − 2 cells are stretched over the H pixels, by how much depends on the size of the picture, and a picture below 15 pixels has none.
 * Here they are padded to exactly one cell for 6 pixels, each where it looks: the same layers and weights, any size, and tiles that make the same picture.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import { maxPool } from '../graph/ops.ts';
import { type Layer, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

/** Slope of the LeakyReLUs. */
const slope = 0.05;
const start = { init: uniformFanIn, bias: uniformFanIn };

export const rfdn = defineModel({
  name: 'rfdn',
  title: 'RFDN (AIM 2020)',
  paper: { title: 'Residual Feature Distillation Network for Lightweight Image Super-Resolution', year: 2020, arxiv: '2009.11551' },
  family: 'post-upsampling',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  config: v.strictObject({ features: v.optional(v.pipe(count, v.minValue(4), v.multipleOf(2)), 50), blocks: v.optional(count, 4) }),
  params: { x2: 417_212, x3: 423_977, x4: 433_448 },
  multiplyAdds: { x2: 91.32, x3: 41.28, x4: 23.76 },
  receptiveField: 257,
  note: 'The paper’s table has a network of 534 K, 541 K and 550 K parameters (32.24 dB on Set5 ×4), which none of these settings is, and so no scores here. Without the padding of the attention the multiply-adds are 91.22, 41.23 and 23.74 G.',
  presets: {
    'rfdn-52x4': {
      title: 'RFDN 52×4',
      options: { features: 52 },
      params: { x2: 453_088, x3: 460_123, x4: 469_972 },
      multiplyAdds: { x2: 98.81, x3: 44.63, x4: 25.67 },
      receptiveField: 257,
    },
    'rfdn-48x6': {
      title: 'RFDN 48×6',
      options: { features: 48, blocks: 6 },
      params: { x2: 566_364, x3: 572_859, x4: 581_952 },
      multiplyAdds: { x2: 123.32, x3: 55.47, x4: 31.73 },
      receptiveField: 377,
    },
  },
  multipleOf: 6,
  tiny: { features: 8, blocks: 2 },

  build(nn, x, { scale, channels, features, blocks }) {
    const first = nn.conv('first', channels, features, 3, start)(x);
    const made: Value[] = [];
    for (let i = 0; i < blocks; i++) made.push(distillation(nn, `block${i}`, features)(made[i - 1] ?? first));
    const mixed = nn.leakyRelu(nn.conv('fuse', blocks * features, features, 1, start)(nn.concat(...made)), slope);
    const y = nn.add(nn.conv('body', features, features, 3, start)(mixed), first);
    return nn.pixelShuffle(nn.conv('last', features, channels * scale ** 2, 3, start)(y), scale);
  },
});

function distillation(nn: Layers, name: string, features: number): Layer {
  const kept = features / 2;
  const act: Layer = (x) => nn.leakyRelu(x, slope);
  return (x) => {
    const parts: Value[] = [];
    let y = x;
    for (let i = 1; i <= 3; i++) {
      parts.push(act(nn.conv(`${name}.distil${i}`, features, kept, 1, start)(y)));
      y = act(nn.add(nn.conv(`${name}.conv${i}`, features, features, 3, start)(y), y));
    }
    parts.push(act(nn.conv(`${name}.conv4`, features, kept, 3, start)(y)));
    const mixed = nn.conv(`${name}.fuse`, 4 * kept, features, 1, start)(nn.concat(...parts));
    return spatialAttention(nn, `${name}.attention`, features)(mixed);
  };
}

/** x·sigmoid(f(x)), f in a quarter of the features and in cells of 6×6 pixels, enlarged bilinearly, and once at full size. */
function spatialAttention(nn: Layers, name: string, features: number): Layer {
  const narrow = Math.floor(features / 4);
  const conv = (part: string, kernel: 1 | 3, stride = 1) => nn.conv(`${name}.${part}`, narrow, narrow, kernel, { ...start, stride });
  return (x) => {
    const squeezed = nn.conv(`${name}.squeeze`, features, narrow, 1, start)(x);
    let cells = maxPool(nn.graph, conv('down', 3, 2)(squeezed), { kernel: 7, strides: 3, pads: 2 });
    cells = conv('conv3', 3)(nn.relu(conv('conv2', 3)(nn.relu(conv('conv1', 3)(cells)))));
    const sum = nn.add(nn.enlarge(cells, 6, 'linear'), conv('skip', 1)(squeezed));
    return nn.mul(x, nn.sigmoid(nn.conv(`${name}.expand`, narrow, features, 1, start)(sum)));
  };
}
