import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runGraph } from '../../../test/support/run-graph.ts';
import { mulberry32 } from '../../random.ts';
import { formatDim, offsetDim, type Shape, symbolic } from '../dim.ts';
import { Graph, type Value } from '../graph.ts';
import * as op from '../ops.ts';
import { sizeOf, type Tensor, tensor } from '../tensor.ts';

const random = mulberry32(4);
const noise = (shape: readonly number[]) =>
  tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1),
    shape,
  );

/** Runs one operator; also checks that the shape we infer is the engine's. */
async function run(inputs: readonly Tensor[], f: (g: Graph, ...x: Value[]) => Value): Promise<Tensor> {
  const g = new Graph();
  const xs = inputs.map((t, i) => g.input(`x${i}`, t.shape));
  const y = g.output(f(g, ...xs), 'y');
  const made = (await runGraph(g, Object.fromEntries(inputs.map((t, i) => [`x${i}`, t]))))['y']!;
  expect(made.shape).toEqual(y.shape);
  return made;
}

function expectClose(got: Tensor, want: readonly number[]): void {
  expect(got.data.length).toBe(want.length);
  want.forEach((w, i) => {
    expect(Math.abs(Number(got.data[i]) - w)).toBeLessThan(1e-5);
  });
}

/** Convolution by its definition, in float64. */
function naiveConv(
  x: Tensor,
  w: Tensor,
  { stride, pads, dilation, group }: { stride: number; pads: readonly number[]; dilation: number; group: number },
): number[] {
  const [n, , h, width] = x.shape as [number, number, number, number];
  const [o, i, kh, kw] = w.shape as [number, number, number, number];
  const outH = Math.floor((h + pads[0]! + pads[2]! - dilation * (kh - 1) - 1) / stride) + 1;
  const outW = Math.floor((width + pads[1]! + pads[3]! - dilation * (kw - 1) - 1) / stride) + 1;
  const y: number[] = [];
  for (let b = 0; b < n; b++)
    for (let c = 0; c < o; c++)
      for (let oy = 0; oy < outH; oy++)
        for (let ox = 0; ox < outW; ox++) {
          let sum = 0;
          for (let k = 0; k < i * kh * kw; k++) {
            const [ci, ky, kx] = [Math.floor(k / (kh * kw)), Math.floor(k / kw) % kh, k % kw];
            const [py, px] = [oy * stride + ky * dilation - pads[0]!, ox * stride + kx * dilation - pads[1]!];
            if (py < 0 || px < 0 || py >= h || px >= width) continue;
            const channel = Math.floor(c / (o / group)) * i + ci;
            sum += Number(x.data[((b * i * group + channel) * h + py) * width + px]) * Number(w.data[((c * i + ci) * kh + ky) * kw + kx]);
          }
          y.push(sum);
        }
  return y;
}

describe('convolution', () => {
  test.each([
    ['plain', [2, 3, 5, 6], [4, 3, 3, 3], { stride: 1, pads: [1, 1, 1, 1], dilation: 1, group: 1 }],
    ['stride 2, asymmetric padding', [1, 2, 7, 6], [3, 2, 3, 2], { stride: 2, pads: [0, 1, 2, 0], dilation: 1, group: 1 }],
    ['dilation 2', [1, 2, 7, 7], [2, 2, 3, 3], { stride: 1, pads: [2, 2, 2, 2], dilation: 2, group: 1 }],
    ['groups', [1, 4, 4, 4], [6, 2, 3, 3], { stride: 1, pads: [1, 1, 1, 1], dilation: 1, group: 2 }],
  ] as const)('%s equals its definition', async (_title, xShape, wShape, { stride, pads, dilation, group }) => {
    const [x, w] = [noise(xShape), noise(wShape)];
    expectClose(
      await run([x, w], (g, a, b) => op.conv(g, a!, b!, { strides: stride, pads, dilations: dilation, group })),
      naiveConv(x, w, { stride, pads, dilation, group }),
    );
  });

  test('the transposed convolution is the adjoint: ⟨conv(x), y⟩ = ⟨x, convTranspose(y)⟩', async () => {
    const [x, w] = [noise([1, 2, 7, 6]), noise([3, 2, 3, 3])];
    const forward = await run([x, w], (g, a, b) => op.conv(g, a!, b!, { strides: 2, pads: 1 }));
    const y = noise(forward.shape);
    const back = await run([y, w], (g, a, b) => op.convTranspose(g, a!, b!, { strides: 2, pads: 1, outputPadding: [0, 1] }));
    const dot = (a: Tensor, b: Tensor) => Array.from(a.data, Number).reduce((sum, e, i) => sum + e * Number(b.data[i]), 0);
    expect(back.shape).toEqual(x.shape);
    expect(dot(forward, y)).toBeCloseTo(dot(x, back), 4);
  });

  test('refuses wrong shapes by name', () => {
    const g = new Graph();
    const x = g.input('x', [1, 3, 8, 8]);
    const w = g.weight('w', [4, 2, 3, 3], new Float32Array(72));
    expect(() => op.conv(g, x, w)).toThrow('Conv: expected 2 input channels for x but received (1, 3, 8, 8)');
    expect(() => op.conv(g, g.input('flat', [3, 8]), w)).toThrow('Conv: expected 4 axes for flat but received (3, 8)');
    expect(() => op.conv(g, g.input('tiny', [1, 2, 2, 2]), w)).toThrow('Conv: expected an input of at least the filter');
    expect(() => op.conv(g, g.input('grouped', [1, 6, 8, 8]), w, { group: 3 })).toThrow(
      'Conv: expected output channels divisible by 3 groups',
    );
    expect(() => op.convTranspose(g, x, w)).toThrow('ConvTranspose: expected 4 input channels for x');
  });
});

test('matmul multiplies each pair of matrices, transposed if asked', async () => {
  const [a, b] = [noise([2, 3, 4]), noise([2, 5, 4])];
  const want = Array.from({ length: 30 }, (_, k) => {
    const [batch, i, j] = [Math.floor(k / 15), Math.floor(k / 5) % 3, k % 5];
    return 0.5 * [0, 1, 2, 3].reduce((sum, l) => sum + a.data[(batch * 3 + i) * 4 + l]! * b.data[(batch * 5 + j) * 4 + l]!, 0);
  });
  expectClose(await run([a, b], (g, x, y) => op.matmul(g, x!, y!, { transB: true, alpha: 0.5 })), want);
  const g = new Graph();
  expect(() => op.matmul(g, g.input('a', [2, 3]), g.input('b', [2, 3]))).toThrow(
    'MatMul: expected matching matrices but received (2, 3) and (2, 3)',
  );
});

describe('pixel shuffle', () => {
  test('puts channel c·r² + i·r + j at pixel (r·h + i, r·w + j)', async () => {
    const x = tensor([0, 1, 2, 3, 10, 11, 12, 13], [1, 8, 1, 1]);
    expectClose(await run([x], (g, v) => op.pixelShuffle(g, v!, 2)), [0, 1, 2, 3, 10, 11, 12, 13]);
    const wide = tensor([0, 1, 10, 11, 20, 21, 30, 31], [1, 4, 1, 2]);
    expectClose(await run([wide], (g, v) => op.pixelShuffle(g, v!, 2)), [0, 10, 1, 11, 20, 30, 21, 31]);
  });
  test('is undone by its inverse', async () => {
    const x = noise([2, 18, 2, 3]);
    expectClose(await run([x], (g, v) => op.pixelUnshuffle(g, op.pixelShuffle(g, v!, 3), 3)), Array.from(x.data));
  });
  test('refuses channels that do not divide', () => {
    const g = new Graph();
    expect(() => op.pixelShuffle(g, g.input('x', [1, 6, 2, 2]), 2)).toThrow(
      'DepthToSpace: expected channels divisible by 4 for x but received (1, 6, 2, 2)',
    );
    expect(() => op.pixelUnshuffle(g, g.input('odd', [1, 1, 3, 4]), 2)).toThrow('expected height and width divisible by 2 for odd');
  });
});

test('broadcasting follows the rule of NumPy', async () => {
  const dims = fc.array(fc.constantFrom(1, 2, 3), { minLength: 0, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(dims, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), async (shape, ones) => {
      const other = shape.map((d, i) => (ones[i] ? 1 : d)).slice(ones[0] ? 1 : 0);
      const made = await run([noise(shape), noise(other)], (g, a, b) => op.sub(g, a!, b!));
      expect(made.shape).toEqual(shape);
    }),
    { numRuns: 30 },
  );
  const g = new Graph();
  expect(() => op.add(g, g.input('a', [2, 3]), g.input('b', [2, 2]))).toThrow(
    'Add: expected shapes that broadcast but received a (2, 3) and b (2, 2)',
  );
});

test('conditions and floor', async () => {
  const [a, b] = [tensor([1, 2, -0.5], [3]), tensor([0, 2, 3], [3])];
  const choose = (f: (g: Graph, x: Value, y: Value) => Value) => run([a, b], (g, x, y) => op.cast(g, f(g, x!, y!), 'float32'));
  expectClose(await choose(op.greater), [1, 0, 0]);
  expectClose(await choose(op.equal), [0, 1, 0]);
  expectClose(await choose((g, x, y) => op.and(g, op.greater(g, x, g.constant(0)), op.greater(g, y, g.constant(1)))), [0, 1, 0]);
  expectClose(await run([a], (g, x) => op.floor(g, x!)), [1, 2, -1]);
});

test('what works on symbolic sizes gives the same as on fixed ones', async () => {
  const values = { x: noise([2, 4, 4, 6]), s: noise([4]) };
  const build = (f: (g: Graph, x: Value, s: Value) => Value, shape: Shape) => {
    const g = new Graph();
    g.output(f(g, g.input('x', shape), g.input('s', [4])), 'y');
    return runGraph(g, values);
  };
  for (const f of [
    (g: Graph, x: Value, s: Value) => op.groupNorm(g, x, 2, { scale: s, bias: s }),
    (g: Graph, x: Value, s: Value) => op.pixelUnshuffle(g, op.mul(g, x, op.reshape(g, s, [4, 1, 1])), 2),
    (g: Graph, x: Value, s: Value) => op.padReflect(g, op.mul(g, x, op.reshape(g, s, [4, 1, 1])), [2, 3], 1),
  ]) {
    const fixed = (await build(f, [2, 4, 4, 6]))['y']!;
    const free = (await build(f, [symbolic('N'), 4, symbolic('H'), symbolic('W')]))['y']!;
    expect(free.shape).toEqual(fixed.shape);
    expectClose(free, Array.from(fixed.data, Number));
  }
});

describe('moving elements', () => {
  test('slice: ranges, steps and reversal', async () => {
    const x = tensor([0, 1, 2, 3, 4, 5, 6, 7], [2, 4]);
    expectClose(await run([x], (g, v) => op.slice(g, v!, [{ axis: 1, start: 1, end: 4, step: 2 }])), [1, 3, 5, 7]);
    expectClose(await run([x], (g, v) => op.flip(g, v!, [0, 1])), [7, 6, 5, 4, 3, 2, 1, 0]);
  });
  test('crop: what padding added goes, of symbolic sides too', async () => {
    const x = tensor([0, 1, 2, 3, 4, 5, 6, 7], [2, 4]);
    expectClose(await run([x], (g, v) => op.crop(g, v!, [1], [2, 1])), [2, 6]);
    expectClose(await run([x], (g, v) => op.crop(g, v!, [0, 1], [1, 0])), [5, 6, 7]);
    const g = new Graph();
    const padded = op.padEdge(g, g.input('x', [1, 1, symbolic('H'), symbolic('W')]), [2, 3], 3);
    expect(op.crop(g, padded, [2, 3], [1, 2]).shape).toEqual([1, 1, offsetDim(symbolic('H'), 3), offsetDim(symbolic('W'), 3)]);
    g.output(op.crop(g, padded, [2, 3], 3), 'y');
    const { y } = await runGraph(g, { x: tensor(Float32Array.from(x.data, Number), [1, 1, 2, 4]) });
    expect(y!.shape).toEqual([1, 1, 2, 4]);
    expectClose(y!, [0, 1, 2, 3, 4, 5, 6, 7]);
  });
  test('pad, concat, expand, transpose', async () => {
    const x = tensor([1, 2], [1, 2]);
    expectClose(await run([x], (g, v) => op.pad(g, v!, [1, 0], [0, 1], 9)), [9, 9, 9, 1, 2, 9]);
    expectClose(await run([x], (g, v) => op.padEdge(g, v!, [1], 2)), [1, 1, 1, 2, 2, 2]);
    expectClose(await run([x, x], (g, a, b) => op.concat(g, [a!, b!], 0)), [1, 2, 1, 2]);
    expectClose(await run([x], (g, v) => op.expand(g, v!, [2, 2])), [1, 2, 1, 2]);
    expectClose(await run([tensor([1, 2, 3, 4, 5, 6], [2, 3])], (g, v) => op.transpose(g, v!, [1, 0])), [1, 4, 2, 5, 3, 6]);
  });
  test('refuse what does not fit, by name', () => {
    const g = new Graph();
    const x = g.input('x', [2, 4]);
    expect(() => op.slice(g, x, [{ axis: 1, start: 2, end: 5 }])).toThrow(
      'Slice: expected a range inside axis 1 of x (2, 4) but received 2…5 by 1',
    );
    expect(() => op.crop(g, x, [1], 2)).toThrow('Slice: expected axes (1) of more than 4 elements for x (2, 4)');
    expect(() => op.reshape(g, x, [3, 3])).toThrow('Reshape: expected 8 elements for x but received the shape (3, 3)');
    expect(() => op.transpose(g, x, [0, 0])).toThrow('Transpose: expected a permutation of 2 axes for x but received (0, 0)');
    expect(() => op.concat(g, [x, g.input('y', [3, 4])], 1)).toThrow(
      'Concat: expected the shape of x (2, 4) except on axis 1 but received y (3, 4)',
    );
    expect(() => op.concat(g, [], 0)).toThrow('Concat: expected at least one value');
  });
});

test('symbolic sizes stay symbolic through convolution and shuffle', () => {
  const g = new Graph();
  const x = g.input('x', [symbolic('N'), 4, symbolic('H'), symbolic('W')]);
  const w = g.weight('w', [4, 4, 3, 3], new Float32Array(144));
  expect(op.pixelShuffle(g, op.conv(g, x, w, { pads: 1 }), 2).shape.map(formatDim)).toEqual(['N', '1', '2*H', '2*W']);
  expect(op.conv(g, x, w).shape.map(formatDim)).toEqual(['N', '4', 'H-2', 'W-2']);
  expect(() => op.reshape(g, x, [1])).toThrow('Reshape: expected the symbols of x (N, 4, H, W) in their places but received the shape (1)');
});
