/**
 * LIIF: a picture as a function of the place. An encoder makes features of the LR picture; a small network makes the colour at any place of the
 * features nearest to it and of where it lies between them. No weight depends on the scale, so that one network makes every one.
 * Layers, ranges and the order of everything are those of the authors' program (yinboc/liif), EDSR-baseline without its upsampler as the encoder.
 *
 * The program gathers the features of 3×3 neighbours for each pixel of HR and multiplies them by the first layer's matrix. The same numbers
 * come of a 3×3 convolution at LR size that is then read at the nearest pixels, which is what is done here. It also trains on 2304 places of a
 * patch, drawn anew for each, at a scale drawn between 1 and 4; here all places of a patch are trained on, at the scales that a recipe lists.
 * Where an HR pixel lies on the last row or column of LR pixels exactly (odd scales), the program's shares vanish and it takes a plain mean of four
 * neighbours; here the shares are those of the rest of the picture.
 */
import * as v from 'valibot';
import type { Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { tensor } from '../graph/tensor.ts';
import { fractionOf } from '../scale.ts';
import { residualBlock } from './blocks/residual.ts';
import { type Init, type Layers, uniformFanIn } from './layers.ts';
import { count, defineModel } from './model.ts';

const init = { init: uniformFanIn, bias: uniformFanIn };

export const liif = defineModel({
  name: 'liif',
  title: 'LIIF',
  paper: { title: 'Learning Continuous Image Representation with Local Implicit Image Function', year: 2021, arxiv: '2012.09161' },
  family: 'arbitrary-scale',
  input: 'lr',
  channels: 3,
  scales: [2, 3, 4],
  scaleRange: [1, 4],
  config: v.strictObject({
    features: v.optional(count, 64),
    blocks: v.optional(count, 16),
    hidden: v.optional(count, 256),
  }),
  params: { x2: 1_567_299, x3: 1_567_299, x4: 1_567_299 },
  multiplyAdds: { x2: 1046.04, x3: 871.23, x4: 810.05 },
  receptiveField: 73,
  note: 'EDSR-baseline-LIIF of the paper, which prints scores for it on the DIV2K validation pictures only.',
  tiny: { features: 16, blocks: 1, hidden: 64 },

  build(nn, x, { scale, channels, features, blocks, hidden }) {
    const head = nn.conv('head', channels, features, 3, init)(nn.scale(nn.shift(x, -0.5), 2));
    let y = head;
    for (let i = 1; i <= blocks; i++) y = residualBlock(nn, `block${i}`, features, init)(y);
    y = nn.add(nn.conv('body', features, features, 3, init)(y), head);
    const colour = colourAt(nn, channels, features, hidden);
    const seen = colour.features(y);
    const grid = gridOf(nn, x, scale);
    const answers = [0, 1].flatMap((i) =>
      [0, 1].map((j) => {
        const near = nearest(nn, nearest(nn, seen, scale, 'down', i), scale, 'across', j);
        const answer = colour.answer(near, grid.down.places[i]!, grid.across.places[j]!, grid.cell);
        return nn.mul(answer, nn.mul(grid.down.shares[i]!, grid.across.shares[j]!));
      }),
    );
    const mean = answers.reduce((sum, answer) => nn.add(sum, answer));
    return nn.shift(nn.scale(mean, 0.5), 0.5);
  },
});

/** The network from features and place to colour: five layers with ReLU between, of which the first is split by what it sees. */
function colourAt(nn: Layers, channels: number, features: number, hidden: number) {
  const inputs = 9 * features + 4;
  const first: Init = (shape, random) => uniformFanIn(shape, random, inputs);
  const ofFeatures = nn.conv('mlp0.features', features, hidden, 3, { init: first, bias: first });
  const ofPlace = nn.conv('mlp0.place', 4, hidden, 1, { init: first, bias: false });
  const inner = [1, 2, 3].map((i) => nn.conv(`mlp${i}`, hidden, hidden, 1, init));
  const last = nn.conv('mlp4', hidden, channels, 1, init);
  return {
    /** What the first layer makes of the features, at LR size. */
    features: ofFeatures,
    /** `near`: that, read at a neighbour of every HR pixel; where the pixel lies from it; the sides of an HR pixel. */
    answer: (near: Value, down: Value, across: Value, cell: Value): Value =>
      last(inner.reduce((y, layer) => nn.relu(layer(y)), nn.relu(nn.add(near, ofPlace(nn.concat(down, across, cell)))))),
  };
}

/** Just above 1: at the very middle of an LR pixel, where rounding would decide, the neighbours are that pixel and the one before. */
const upward = 1 + 5e-7;

/** Of the LR pixels on both sides of an HR pixel along one axis the one before (0) or after (1), at the border the outermost pixel. */
function nearest(nn: Layers, x: Value, scale: number, axis: 'down' | 'across', side: number): Value {
  const factor = scale * upward;
  return op.resize(nn.graph, x, {
    scale: axis === 'down' ? [factor, 1] : [1, factor],
    mode: 'nearest',
    nearest: side === 0 ? 'floor' : 'ceil',
  });
}

/**
 * For every HR pixel where it lies from the LR pixels before and after it, down and across, positive where it lies behind, in halves of an LR pixel;
 * the share of each of the two in the colour, which is how far the other is away; and the sides of an HR pixel, in the same unit, twice:
 * (N, 1, H·scale, W·scale) each, but (N, 2, …) for the cell.
 *
 * Pixel i of HR is at x = (2i + 1)·q/(2p) − ½ of LR, scale = p/q, so that distances repeat every p pixels: they are constant channels that a pixel
 * shuffle lays out. At the borders the pixel beyond is the outermost one, two halves nearer.
 */
function gridOf(nn: Layers, x: Value, scale: number) {
  const g = nn.graph;
  const [p, q] = fractionOf(scale);
  const before = Array.from({ length: p }, (_, i) => {
    const at = ((2 * i + 1) * q - p) / (2 * p);
    return 2 * (at - (Math.ceil(at) - 1));
  });
  const phases = Float32Array.from({ length: 4 * p * p }, (_, k) => {
    const [map, i, j] = [Math.floor(k / (p * p)), Math.floor(k / p) % p, k % p];
    return map === 0 ? before[i]! : map === 1 ? before[j]! : (2 * q) / p;
  });
  const zeros = nn.scale(op.slice(g, x, [{ axis: 1, start: 0, end: 1 }]), 0);
  const blocks = q === 1 ? zeros : op.slice(g, op.spaceToDepth(g, zeros, q), [{ axis: 1, start: 0, end: 1 }]);
  const maps = nn.pixelShuffle(nn.add(blocks, g.constant(tensor(phases, [1, 4 * p * p, 1, 1]))), p);
  const still = nn.scale(op.slice(g, maps, [{ axis: 1, start: 0, end: 1 }]), 0);
  // HR pixels before the first LR pixel's middle or on it, and behind the last one's.
  const margins = [Math.floor((p - q) / (2 * q)) + 1, Math.ceil((p - q) / (2 * q))] as const;
  const along = (map: number, axis: number) => {
    const behind = op.slice(g, maps, [{ axis: 1, start: map, end: map + 1 }]);
    const ahead = nn.shift(behind, -2);
    return {
      places: [nn.add(behind, border(nn, still, axis, [margins[0], 0], -2)), nn.add(ahead, border(nn, still, axis, [0, margins[1]], 2))],
      shares: [nn.scale(ahead, -0.5), nn.scale(behind, 0.5)],
    };
  };
  return { down: along(0, 2), across: along(1, 3), cell: op.slice(g, maps, [{ axis: 1, start: 2, end: 4 }]) };
}

/** Zeros with `value` in so many rows or columns of the border at the beginning and the end of an axis. */
function border(nn: Layers, zeros: Value, axis: number, [begin, end]: readonly [number, number], value: number): Value {
  const at = (n: number) => zeros.shape.map((_, i) => (i === axis ? n : 0));
  return op.crop(nn.graph, op.pad(nn.graph, zeros, at(begin), at(end), value), [axis], [end, begin]);
}
