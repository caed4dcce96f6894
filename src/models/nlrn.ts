/**
 * NLRN: a recurrent network in which every pixel attends to its neighbourhood. One residual block is applied `recursions` times to the
 * features of the enlarged picture, and the first features are added each time; a last convolution makes the residual:
 * block(h) = conv(ReLU(norm(conv(norm(n + attention(n)))))) + h₀ with n = ReLU(norm(h)), and
 * attention(n)ᵢ = Σⱼ softmaxⱼ(θ(n)ᵢ·φ(n)ⱼ)·g(n)ⱼ over the q × q pixels j around pixel i.
 * Convolutions are shared by all recursions and batch normalisation is not, as in the code of one of the authors; pixels beyond the
 * picture's edge count as zeros in the attention, as there (its patches are padded with zeros). There g starts at zero, so that attention
 * starts as nothing; here it starts near zero, so that θ and φ learn from the first step. The paper's 330 K parameters leave out those of
 * batch normalisation.
 * Work is done in blocks of `block` pixels, each with the blocks around it, of which a mask leaves the q × q neighbourhood.
 */
import * as v from 'valibot';
import type { Dim } from '../graph/dim.ts';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { type Layers, normal } from './layers.ts';
import { count, defineModel } from './model.ts';

/** What takes part in no softmax. */
const outside = -1e9;

export const nlrn = defineModel({
  name: 'nlrn',
  title: 'NLRN',
  paper: { title: 'Non-Local Recurrent Network for Image Restoration', year: 2018, arxiv: '1806.02919' },
  family: 'pre-upsampling',
  input: 'bicubic',
  channels: 1,
  scales: [2, 3, 4],
  config: v.strictObject({
    features: v.optional(count, 128),
    /** Features in which pixels are compared. */
    embedding: v.optional(count, 64),
    recursions: v.optional(count, 12),
    /** Side q of the neighbourhood, odd. */
    neighbourhood: v.optional(
      v.pipe(
        count,
        v.check((q) => q % 2 === 1, 'Expected an odd number'),
      ),
      45,
    ),
    /** Side of the blocks in which attention is worked out; changes speed and memory only. */
    block: v.optional(v.picklist([2, 4, 8, 12, 24]), 24),
  }),
  tiny: { features: 8, embedding: 4, recursions: 2, neighbourhood: 5, block: 4 },
  params: { x2: 340_099, x3: 340_099, x4: 340_099 },
  multiplyAdds: { x2: 14634, x3: 14634, x4: 14634 },
  receptiveField: 1159,
  note:
    'The multiply-adds count whole blocks; of 5184 pixels that each is compared with, 2025 are in its neighbourhood. ' +
    'So does the receptive field, which is 581 of pixels that count.',
  multipleOf: 24,

  build(nn, x, { channels, features, embedding, recursions, neighbourhood, block }) {
    const [theta, phi] = [nn.conv('theta', features, embedding, 1), nn.conv('phi', features, embedding, 1)];
    const g = nn.conv('g', features, features, 1, { init: normal(0.001) });
    const within = neighbourhoodMask(nn, neighbourhood, block);
    const [first, second] = [nn.conv('conv1', features, features, 3), nn.conv('conv2', features, features, 3)];
    const start = nn.conv('feature', channels, features, 3)(nn.batchNorm('feature.norm', channels)(x));
    let hidden = start;
    for (let t = 1; t <= recursions; t++) {
      const norm = (i: number) => nn.batchNorm(`recursion${t}.norm${i}`, features);
      const seen = nn.relu(norm(1)(hidden));
      const attended = attention(nn, { queries: theta(seen), keys: phi(seen), values: g(seen) }, within);
      hidden = first(norm(2)(nn.add(seen, attended)));
      hidden = nn.add(second(nn.relu(norm(3)(hidden))), start);
    }
    hidden = nn.relu(nn.batchNorm('last.norm', features)(hidden));
    return nn.add(nn.conv('last', features, channels, 3)(hidden), x);
  },
});

interface Attention {
  /** (N, E, H, W). */
  readonly queries: Value;
  readonly keys: Value;
  /** (N, C, H, W). */
  readonly values: Value;
}

/** Which pixels of the blocks around one, of `rings` rings, belong to the neighbourhoods of its own. */
interface Within {
  readonly block: number;
  readonly rings: number;
  /** (b², (2·rings + 1)²·b²): 0 where they do, else far below it. */
  readonly mask: Value;
}

/**
 * yᵢ = Σⱼ softmaxⱼ(queriesᵢ·keysⱼ)·valuesⱼ over the q × q pixels j around pixel i, keys and values zero outside the picture:
 * (N, C, H, W), H and W multiples of the block.
 */
export function attention(nn: Layers, { queries, keys, values }: Attention, within: Within): Value {
  const { graph: g } = nn;
  const { block, mask } = within;
  const scores = op.matmul(g, blocks(nn, queries, block), op.transpose(g, around(nn, keys, within), [0, 1, 2, 4, 3]));
  const made = op.matmul(g, op.softmax(g, op.add(g, scores, mask)), around(nn, values, within));
  const [n, h, w, pixels, channels] = made.shape as [Dim, Dim, Dim, number, number];
  const flat = op.reshape(g, made, [n, h, w, pixels * channels]);
  return op.pixelShuffle(g, op.transpose(g, flat, [0, 3, 1, 2]), block, 'DCR');
}

/** (N, C, H, W) → (N, H/b, W/b, b², C). */
function blocks({ graph: g }: Layers, x: Value, block: number): Value {
  const channels = x.shape[1] as number;
  const moved = op.transpose(g, op.spaceToDepth(g, x, block), [0, 2, 3, 1]);
  const [n, h, w] = moved.shape as [Dim, Dim, Dim];
  return op.reshape(g, moved, [n, h, w, block ** 2, channels]);
}

/** Every block with those around it: (N, C, H, W) → (N, H/b, W/b, (2·rings + 1)²·b², C), zero outside the picture. */
function around(nn: Layers, x: Value, { block, rings }: Within): Value {
  const { graph: g } = nn;
  const margin = [0, rings, rings, 0, 0];
  const padded = op.pad(g, blocks(nn, x, block), margin, margin);
  const offsets = Array.from({ length: 2 * rings + 1 }, (_, i) => i);
  const shifted = offsets.flatMap((down) => {
    const rows = op.crop(g, padded, [1], [down, 2 * rings - down]);
    return offsets.map((across) => op.crop(g, rows, [2], [across, 2 * rings - across]));
  });
  return op.concat(g, shifted, 3);
}

/** The neighbourhood of q × q pixels, q odd, in as few blocks as hold it. */
export function neighbourhoodMask({ graph: g }: Layers, q: number, block: number): Within {
  const reach = (q - 1) / 2;
  const rings = Math.ceil(reach / block);
  const side = 2 * rings + 1;
  // Along one axis: the pixel's place in its block, the other's block, the other's place in that.
  const places = Float32Array.from({ length: block * side * block }, (_, k) => {
    const [own, neighbour, other] = [Math.floor(k / (side * block)), Math.floor(k / block) % side, k % block];
    return Math.abs((neighbour - rings) * block + other - own) <= reach ? 0 : outside;
  });
  const rows = g.constant(tensor(places, [block, 1, side, 1, block, 1]));
  const columns = g.constant(tensor(places, [1, block, 1, side, 1, block]));
  return { block, rings, mask: op.reshape(g, op.add(g, rows, columns), [block ** 2, side ** 2 * block ** 2]) };
}
