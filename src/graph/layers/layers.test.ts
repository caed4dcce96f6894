import { expect, test } from 'vitest';
import { recursive, residual } from '../../../test/support/drawn-networks.ts';
import { Layers } from '../../models/layers.ts';
import { parameterCount } from '../cost.ts';
import { symbolic } from '../dim.ts';
import { Graph, type Value } from '../graph.ts';
import * as op from '../ops.ts';
import { layersOf, shapeWords } from './layers.ts';

const rows = (graph: Graph) =>
  layersOf(graph).map(({ name, operator, shape, parameters, inputs }) => [name, operator, shapeWords(shape), parameters, inputs.join()]);

function layersFrom(build: (nn: Layers, x: Value, g: Graph) => Value, channels = 3) {
  const g = new Graph();
  g.output(build(new Layers(g, 0, { blank: true }), g.input('lr', [symbolic('N'), channels, symbolic('H'), symbolic('W')]), g), 'sr');
  return layersOf(g);
}

test('names, operators with the activations after them, shapes, parameters and what each works on', () => {
  expect(rows(residual(1))).toEqual([
    ['lr', 'Input', '3 × H × W', 0, ''],
    ['head', 'Conv 3×3', '16 × H × W', 448, '0'],
    ['block1.conv1', 'Conv 3×3, ReLU', '16 × H × W', 2320, '1'],
    ['block1.conv2', 'Conv 3×3, × 0.1', '16 × H × W', 2320, '2'],
    ['', 'Add', '16 × H × W', 0, '1,3'],
    ['fuse', 'Conv 3×3', '16 × H × W', 2320, '4'],
    ['', 'Add', '16 × H × W', 0, '1,5'],
    ['up.0', 'Conv 3×3', '64 × H × W', 9280, '6'],
    ['', 'Pixel shuffle ×2', '16 × 2H × 2W', 0, '7'],
    ['tail', 'Conv 3×3', '3 × 2H × 2W', 435, '8'],
  ]);
});

test('the parameters of the layers are those of the graph, shared ones once', () => {
  for (const graph of [residual(3), recursive(4)]) {
    expect(layersOf(graph).reduce((sum, { parameters }) => sum + parameters, 0)).toBe(parameterCount(graph));
  }
  expect(
    layersOf(recursive(2))
      .filter(({ name }) => name === 'unit.conv1')
      .map(({ shared }) => shared),
  ).toEqual([false, true]);
});

test('strides, groups, dilation, deconvolutions and normalisation', () => {
  const operators = layersFrom((nn, x) => {
    let y = nn.conv('a', 3, 8, 3, { stride: 2 })(x);
    y = nn.batchNorm('norm', 8)(y);
    y = nn.prelu('act', 8)(y);
    y = nn.conv('b', 8, 8, 3, { groups: 2, dilation: 2 })(y);
    y = nn.conv('c', 8, 8, 5, { groups: 8 })(y);
    return nn.leakyRelu(nn.deconv('d', 8, 3, 4, { stride: 2 })(y), 0.2);
  }).map(({ name, operator, parameters }) => [name, operator, parameters]);
  expect(operators).toEqual([
    ['lr', 'Input', 0],
    ['a', 'Conv 3×3, stride 2', 224],
    // Of batch normalisation scale and bias, not the statistics; the slopes of the activation are with it.
    ['norm', 'Batch norm, PReLU', 24],
    ['b', 'Conv 3×3, 2 groups, dilation 2', 296],
    ['c', 'Depthwise conv 5×5', 208],
    ['d', 'Deconv 4×4, stride 2, LeakyReLU', 387],
  ]);
});

test('linear layers, weights made of weights, and what the outputs do not depend on', () => {
  const found = layersFrom((nn, x, g) => {
    const unused = nn.conv('unused', 3, 3, 1)(x);
    expect(unused.shape).toHaveLength(4);
    const halved = op.mul(
      g,
      nn.weight('scale', [3, 1, 1], (shape) => new Float32Array(shape[0]!)),
      g.constant(0.5),
    );
    const y = op.transpose(g, nn.mul(x, halved), [0, 2, 3, 1]);
    return op.transpose(g, nn.linear('project', 3, 5)(y), [0, 3, 1, 2]);
  });
  expect(found.map(({ name, operator, parameters }) => [name, operator, parameters])).toEqual([
    ['lr', 'Input', 0],
    ['scale', 'Multiply', 3],
    ['', 'Transpose', 0],
    ['project', 'Linear', 20],
    ['', 'Transpose', 0],
  ]);
});
