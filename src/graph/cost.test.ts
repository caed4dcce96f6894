import { expect, test } from 'vitest';
import { multiplyAdds, parameterCount } from './cost.ts';
import { type Dim, floorDivDim, scaleDim, symbolic } from './dim.ts';
import { Graph, type Value } from './graph.ts';

const [H, W] = [symbolic('H'), symbolic('W')];

class Net {
  readonly g = new Graph();
  batch: Dim = 1;

  op(op: string, inputs: readonly Value[], shape: readonly Dim[], attrs = {}): Value {
    return this.g.node(op, inputs, attrs, [{ shape, dtype: 'float32' }]).outputs[0]!;
  }

  weight(...shape: number[]): Value {
    return this.g.weight(this.g.freshName('w'), shape, new Float32Array(shape.reduce((a, b) => a * b)));
  }

  conv(x: Value, from: number, to: number, k: number, size: readonly Dim[] = [H, W], groups = 1): Value {
    return this.op('Conv', [x, this.weight(to, from / groups, k, k), this.weight(to)], [this.batch, to, ...size]);
  }
}

function espcn(scale: number): Graph {
  const net = new Net();
  let y = net.g.input('lr', [1, 1, H, W]);
  y = net.op('Tanh', [net.conv(y, 1, 64, 5)], [1, 64, H, W]);
  y = net.op('Tanh', [net.conv(y, 64, 32, 3)], [1, 32, H, W]);
  y = net.conv(y, 32, scale ** 2, 3);
  net.g.output(net.op('DepthToSpace', [y], [1, 1, scaleDim(H, scale), scaleDim(W, scale)]), 'sr');
  return net.g;
}

test.each([
  [2, 21_284, 4.88],
  [3, 22_729, 2.32],
  [4, 24_752, 1.42],
])('ESPCN ×%i', (scale, parameters, giga) => {
  expect(parameterCount(espcn(scale))).toBe(parameters);
  expect(multiplyAdds(espcn(scale)) / 1e9).toBeCloseTo(giga, 2);
  expect(multiplyAdds(espcn(scale), { width: 640, height: 360 })).toBeCloseTo(multiplyAdds(espcn(scale)) / 4);
});

test.each([
  [2, 2.87],
  [3, 1.28],
  [4, 0.72],
])('FSRCNN 56-12-4 ×%i: the transposed convolution is charged at LR size', (scale, giga) => {
  const net = new Net();
  let y = net.conv(net.g.input('lr', [1, 1, H, W]), 1, 56, 5);
  y = net.conv(y, 56, 12, 1);
  for (let i = 0; i < 4; i++) y = net.conv(y, 12, 12, 3);
  y = net.conv(y, 12, 56, 1);
  net.g.output(net.op('ConvTranspose', [y, net.weight(56, 1, 9, 9)], [1, 1, scaleDim(H, scale), scaleDim(W, scale)]));
  expect(multiplyAdds(net.g) / 1e9).toBeCloseTo(giga, 2);
});

test('groups, matrix products and rounded sizes', () => {
  const net = new Net();
  net.batch = symbolic('N');
  const x = net.g.input('x', [net.batch, 8, H, W]);
  const depthwise = net.conv(x, 8, 8, 3, [H, W], 8);
  const half = [floorDivDim({ ...H, add: 1 }, 2), floorDivDim({ ...W, add: 1 }, 2)];
  const strided = net.conv(depthwise, 8, 2, 3, half);
  const vector = net.op('ReduceMean', [strided], [1, 2]);
  net.op('Gemm', [vector, net.weight(2, 5)], [1, 5]);
  net.op('MatMul', [x, net.weight(7, 4)], [1, 8, H, 4]);
  const transA = { transA: { kind: 'int', value: 1 } };
  net.op('FusedMatMul', [net.weight(6, 2), net.weight(6, 3)], [2, 3], transA);
  net.g.output(depthwise);
  expect(multiplyAdds(net.g, { width: 7, height: 11 })).toBe(8 * 9 * 77 + 2 * 8 * 9 * 4 * 6 + 10 + 8 * 11 * 4 * 7 + 2 * 3 * 6);
});

test('sizes that nothing gives are refused', () => {
  const net = new Net();
  const y = net.conv(net.g.input('x', [1, 1, H, symbolic('V')]), 1, 1, 3, [H, symbolic('V')]);
  net.g.output(net.op('Resize', [y], [1, 1, H, W]));
  expect(() => multiplyAdds(net.g)).toThrow('Expected a size that follows from that of the output for dimension but received "V"');
});

test('an operator that may multiply matrices is refused, not taken for free', () => {
  const net = new Net();
  const image = net.g.output(net.g.input('x', [1, 1, H, W]));
  net.op('HardSwish', [image], [1, 1, H, W]);
  expect(multiplyAdds(net.g)).toBe(0);
  net.op('Einsum', [image], [1, 1, H, W]);
  expect(() => multiplyAdds(net.g)).toThrow('Expected an operator whose multiply-adds are known for Einsum');
});
