import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { type Dim, scaleDim, symbolic } from './dim.ts';
import { type Attribute, Graph, type Value } from './graph.ts';
import { opsets } from './model.ts';
import { receptiveField } from './receptive-field.ts';
import { serialize } from './serialize.ts';
import { int64, type Tensor, tensor } from './tensor.ts';

const ints = (...value: number[]): Attribute => ({ kind: 'ints', value });
const int = (value: number): Attribute => ({ kind: 'int', value });
const text = (value: string): Attribute => ({ kind: 'string', value });

function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Builds networks with shapes left open except where a test needs them, as in files read from elsewhere. */
class Net {
  readonly g = new Graph();
  readonly x: Value;
  readonly random: () => number;

  constructor(shape: readonly Dim[] = [1, 1, symbolic('H'), symbolic('W')], seed = 1) {
    this.x = this.g.input('x', shape);
    this.random = mulberry32(seed);
  }

  weights(shape: readonly number[]): Value {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.5 + this.random());
    return this.g.weight(this.g.freshName('w'), shape, data);
  }

  op(op: string, inputs: readonly (Value | undefined)[], attrs: Record<string, Attribute> = {}, shape?: readonly Dim[]): Value {
    return this.g.node(op, inputs, attrs, [{ shape, dtype: 'float32' }]).outputs[0]!;
  }

  conv(
    x: Value,
    from: number,
    to: number,
    k: number,
    attrs: Record<string, Attribute> = { pads: ints(...Array<number>(4).fill((k - 1) / 2)) },
  ): Value {
    return this.op('Conv', [x, this.weights([to, from, k, k])], attrs);
  }

  shuffle(x: Value, blocksize: number): Value {
    return this.op('DepthToSpace', [x], { blocksize: int(blocksize), mode: text('CRD') });
  }

  constant(contents: Tensor): Value {
    return this.g.constant(contents);
  }

  done(y: Value): Graph {
    this.g.output(y);
    return this.g;
  }
}

const known = (graph: Graph) => {
  const { radius, scale, multipleOf, reason } = receptiveField(graph);
  expect(reason).toBeUndefined();
  return { radius, scale, multipleOf };
};

function sizedInput(size: number, channels = 1): readonly Dim[] {
  return [1, channels, size, size];
}

/** Changes one input pixel after another, along the diagonal, and measures how far away the output changes. */
async function measure(graph: Graph, size: number, scale: number): Promise<number> {
  const session = await ort.InferenceSession.create(serialize({ graph, opsets, metadata: {} }), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const channels = graph.inputs[0]!.shape[1] as number;
  const random = mulberry32(7);
  const base = Float32Array.from({ length: channels * size * size }, random);
  const run = async (data: Float32Array) =>
    (await session.run({ x: new ort.Tensor('float32', data, [1, channels, size, size]) }))[graph.outputs[0]!.name]!;
  const before = await run(base);
  const [, , height, width] = before.dims as number[] as [number, number, number, number];
  // An output that is smaller or larger than the input is laid centre on centre.
  const shift = (size - height / scale) / 2;
  let radius = 0;
  for (let i = 0; i < size; i++) {
    const data = base.slice();
    for (let c = 0; c < channels; c++) data[c * size * size + i * size + i] = 100;
    const after = await run(data);
    after.data.forEach((v, at) => {
      if (v === before.data[at]) return;
      const [row, column] = [Math.floor(at / width) % height, at % width].map((p) => Math.floor(p / scale) + shift) as [number, number];
      radius = Math.max(radius, Math.abs(row - i), Math.abs(column - i));
    });
  }
  await session.release();
  return Math.ceil(radius);
}

describe('known networks', () => {
  test.each([2, 3, 4])('ESPCN 5-3-3 ×%i looks 4 pixels around', (scale) => {
    const net = new Net();
    const y = net.conv(net.op('Tanh', [net.conv(net.op('Tanh', [net.conv(net.x, 1, 4, 5)]), 4, 4, 3)]), 4, scale ** 2, 3);
    expect(known(net.done(net.shuffle(y, scale)))).toEqual({ radius: 4, scale, multipleOf: 1 });
  });

  test('SRCNN 9-5-5 looks 8 pixels around, without padding too', () => {
    for (const pads of [true, false]) {
      const net = new Net();
      const attrs = (k: number) => (pads ? { pads: ints(...Array<number>(4).fill((k - 1) / 2)) } : {});
      const y = [9, 5, 5].reduce((x, k) => net.conv(x, 1, 1, k, attrs(k)), net.x);
      expect(known(net.done(y))).toEqual({ radius: 8, scale: 1, multipleOf: 1 });
    }
  });

  test('FSRCNN ×3 with its transposed 9×9', () => {
    const net = new Net();
    const y = [5, 1, 3, 3, 3, 3, 1].reduce((x, k) => net.conv(x, 1, 1, k), net.x);
    const attrs = { strides: ints(3, 3), pads: ints(4, 4, 4, 4), output_padding: ints(2, 2) };
    // 2 + 4 at LR size; output pixel p of the 9×9 at stride 3 reads floor((p − 4) / 3) … floor((p + 4) / 3): one pixel around, two for the last.
    expect(known(net.done(net.op('ConvTranspose', [y, net.weights([1, 1, 9, 9])], attrs)))).toEqual({ radius: 8, scale: 3, multipleOf: 1 });
  });

  test('a U-shape needs sides that are a multiple of 4', () => {
    const net = new Net();
    const half = net.conv(net.x, 1, 1, 3, { pads: ints(1, 1, 1, 1), strides: ints(2, 2) });
    const quarter = net.conv(half, 1, 4, 3, { pads: ints(1, 1, 1, 1), strides: ints(2, 2) });
    const up = net.op('Add', [net.shuffle(quarter, 2), half]);
    expect(known(net.done(net.shuffle(net.conv(up, 1, 4, 1), 2)))).toMatchObject({ scale: 1, multipleOf: 4 });
  });

  test('pixel unshuffle written as reshape, transpose, reshape', () => {
    const [h, w] = [scaleDim(symbolic('H'), 2), scaleDim(symbolic('W'), 2)];
    const net = new Net([1, 3, h, w]);
    const six = net.op('Reshape', [net.x, net.constant(int64([1, 3, -1, 2, -1, 2]))], {}, [1, 3, symbolic('H'), 2, symbolic('W'), 2]);
    const moved = net.op('Transpose', [six], { perm: ints(0, 1, 3, 5, 2, 4) }, [1, 3, 2, 2, symbolic('H'), symbolic('W')]);
    const y = net.op('Reshape', [moved, net.constant(int64([1, 12, -1, -1]))], {}, [1, 12, symbolic('H'), symbolic('W')]);
    expect(known(net.done(net.conv(y, 12, 1, 3)))).toEqual({ radius: 2, scale: 0.5, multipleOf: 2 });
  });

  test('channels last, by transposition', () => {
    const net = new Net([1, symbolic('H'), symbolic('W'), 3]);
    const nchw = net.op('Transpose', [net.x], { perm: ints(0, 3, 1, 2) });
    const mixed = net.op('MatMul', [net.op('Transpose', [net.conv(nchw, 3, 3, 7)], { perm: ints(0, 2, 3, 1) }), net.weights([3, 5])]);
    expect(known(net.done(net.op('Softmax', [mixed], { axis: int(-1) })))).toEqual({ radius: 3, scale: 1, multipleOf: 1 });
  });
});

describe('the whole image', () => {
  const cases: Record<string, (net: Net) => Value> = {
    GlobalAveragePool: (net) => net.op('Mul', [net.x, net.op('GlobalAveragePool', [net.x])]),
    'ReduceMean over H and W': (net) => net.op('Sub', [net.x, net.op('ReduceMean', [net.x, net.constant(int64([2, 3]))])]),
    'Softmax over W': (net) => net.op('Softmax', [net.x], { axis: int(-1) }),
    InstanceNormalization: (net) => net.op('InstanceNormalization', [net.x, net.weights([1]), net.weights([1])]),
    'attention over pixels': (net) => {
      const hw = { symbol: 'H*W', mul: 1, add: 0 };
      const flat = net.op('Reshape', [net.x, net.constant(int64([1, 1, -1]))], {}, [1, 1, hw]);
      const rows = net.op('Transpose', [flat], { perm: ints(0, 2, 1) }, [1, hw, 1]);
      return net.op('MatMul', [rows, flat], {}, [1, hw, hw]);
    },
    GridSample: (net) => net.op('GridSample', [net.x, net.constant(tensor([0, 0], [1, 1, 1, 2]))]),
    'GatherElements over W': (net) => net.op('GatherElements', [net.x, net.constant(int64([0]))], { axis: int(3) }),
    'BatchNormalization in training': (net) =>
      net.op('BatchNormalization', [net.x, ...[1, 2, 3, 4].map(() => net.weights([1]))], { training_mode: int(1) }),
    'an operator named as a property of every object': (net) => net.op('constructor', [net.x]),
    'an operator of another domain': (net) =>
      net.g.node('Add', [net.x, net.x], {}, [{ shape: undefined, dtype: 'float32' }], 'ours').outputs[0]!,
    'an operator from elsewhere': (net) => net.op('Sharpen', [net.x]),
    'weights computed from the image': (net) => net.op('Conv', [net.weights([1, 1, 9, 9]), net.x]),
    'a scale known only when it runs': (net) => net.op('Resize', [net.x, undefined, net.op('Shape', [net.x])]),
    'a subgraph': (net) =>
      net.op('If', [net.g.constant({ dtype: 'bool', shape: [], data: Uint8Array.of(1) })], { then_branch: { kind: 'raw', value: {} } }),
  };
  test.each(Object.keys(cases))('%s', (name) => {
    const net = new Net();
    const { radius, reason } = receptiveField(net.done(cases[name]!(net)));
    expect(radius).toBeUndefined();
    expect(reason).toMatch(/^\w+/);
  });

  test('Softmax over channels does so only before operator set 13', () => {
    const net = new Net();
    const graph = net.done(net.op('Softmax', [net.x], { axis: int(1) }));
    expect(receptiveField(graph, 13).radius).toBe(0);
    expect(receptiveField(graph, 12).radius).toBeUndefined();
  });

  test('what the output does not use does not count', () => {
    const net = new Net();
    net.op('GlobalAveragePool', [net.x]);
    expect(receptiveField(net.done(net.conv(net.x, 1, 1, 3))).radius).toBe(1);
  });

  test('numbers of a hostile file are not looped over', () => {
    const net = new Net();
    const pool = { kernel_shape: ints(2 ** 40, 2 ** 40), strides: ints(1, 1) };
    expect(receptiveField(net.done(net.op('MaxPool', [net.x], pool))).radius).toBe(2 ** 39);
    const far = new Net();
    expect(receptiveField(far.done(far.op('SpaceToDepth', [far.x], { blocksize: int(2 ** 40) }))).radius).toBeUndefined();
  });
});

const size = 24;
/** scale → the operators that follow the input; each must be measured to be exact. */
const chains: Record<string, [number, (net: Net) => Value]> = {
  'dilated 3×3': [1, (n) => n.conv(n.x, 1, 1, 3, { dilations: ints(3, 3), pads: ints(3, 3, 3, 3) })],
  'even kernel': [1, (n) => n.conv(n.x, 1, 1, 4, { pads: ints(1, 1, 2, 2) })],
  'SAME_UPPER, SAME_LOWER': [
    1,
    (n) => n.conv(n.conv(n.x, 1, 1, 4, { auto_pad: text('SAME_UPPER') }), 1, 1, 2, { auto_pad: text('SAME_LOWER') }),
  ],
  'no padding': [1, (n) => n.conv(n.conv(n.x, 1, 1, 5, {}), 1, 1, 3, {})],
  'convolution after the shuffle': [2, (n) => n.conv(n.shuffle(n.conv(n.x, 1, 4, 3), 2), 1, 1, 3)],
  'two convolutions after the shuffle': [3, (n) => n.conv(n.conv(n.shuffle(n.conv(n.x, 1, 9, 3), 3), 1, 1, 5), 1, 1, 3)],
  'two shuffles': [4, (n) => n.conv(n.shuffle(n.conv(n.shuffle(n.conv(n.x, 1, 4, 3), 2), 1, 4, 3), 2), 1, 1, 3)],
  'stride 2 and back': [1, (n) => n.shuffle(n.conv(n.x, 1, 4, 3, { pads: ints(1, 1, 1, 1), strides: ints(2, 2) }), 2)],
  'unshuffle, convolution, shuffle': [1, (n) => n.shuffle(n.conv(n.op('SpaceToDepth', [n.x], { blocksize: int(2) }), 4, 4, 3), 2)],
  'transposed 4×4 stride 2': [
    2,
    (n) => n.op('ConvTranspose', [n.conv(n.x, 1, 1, 3), n.weights([1, 1, 4, 4])], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) }),
  ],
  'transposed 9×9 stride 3': [
    3,
    (n) =>
      n.op('ConvTranspose', [n.x, n.weights([1, 1, 9, 9])], { strides: ints(3, 3), pads: ints(4, 4, 4, 4), output_padding: ints(2, 2) }),
  ],
  'transposed, kernel smaller than stride': [
    3,
    (n) => n.op('ConvTranspose', [n.conv(n.x, 1, 1, 3), n.weights([1, 1, 2, 2])], { strides: ints(3, 3), output_padding: ints(1, 1) }),
  ],
  'transposed, SAME_UPPER': [
    2,
    (n) => n.op('ConvTranspose', [n.x, n.weights([1, 1, 5, 5])], { strides: ints(2, 2), auto_pad: text('SAME_UPPER') }),
  ],
  'reflected border': [
    1,
    (n) => n.conv(n.op('Pad', [n.x, n.constant(int64([0, 0, 2, 2, 0, 0, 2, 2]))], { mode: text('reflect') }), 1, 1, 5, {}),
  ],
  'crop of a padded image': [
    1,
    (n) => {
      const padded = n.op('Pad', [n.x, n.constant(int64([0, 0, 4, 4, 0, 0, 4, 4]))]);
      const y = n.conv(padded, 1, 1, 5, {});
      return n.op('Slice', [y, n.constant(int64([2, 2])), n.constant(int64([-2, -2])), n.constant(int64([2, 3]))]);
    },
  ],
  'average pooling': [1, (n) => n.op('AveragePool', [n.x], { kernel_shape: ints(5, 5), pads: ints(2, 2, 2, 2) })],
  'skip connection': [1, (n) => n.op('Add', [n.x, n.conv(n.op('LeakyRelu', [n.conv(n.x, 1, 2, 3)]), 2, 1, 3)])],
};

function resized(scale: number, attrs: Record<string, string>): [number, (net: Net) => Value] {
  const build = (n: Net) => {
    const scales = n.constant(tensor([1, 1, scale, scale], [4]));
    const named = Object.fromEntries(Object.entries(attrs).map(([key, value]) => [key, text(value)]));
    return n.conv(n.op('Resize', [n.conv(n.x, 1, 1, 3), undefined, scales], named), 1, 1, 3);
  };
  return [scale, build];
}
const at = 'coordinate_transformation_mode';
for (const scale of [2, 3, 4]) {
  chains[`nearest ×${scale}`] = resized(scale, { mode: 'nearest', [at]: 'asymmetric', nearest_mode: 'floor' });
  chains[`linear ×${scale}`] = resized(scale, { mode: 'linear' });
  chains[`cubic ×${scale}`] = resized(scale, { mode: 'cubic', [at]: 'pytorch_half_pixel' });
}

test.each(Object.keys(chains))('measured radius: %s', async (name) => {
  const [scale, build] = chains[name]!;
  const net = new Net(sizedInput(size));
  const graph = net.done(build(net));
  const field = known(graph);
  expect(field.scale).toBe(scale);
  expect(field.radius).toBe(await measure(graph, size, scale));
});

test('align_corners is never underestimated', async () => {
  const [scale, build] = resized(3, { mode: 'linear', [at]: 'align_corners' });
  const net = new Net(sizedInput(size));
  const graph = net.done(build(net));
  const truth = await measure(graph, size, scale);
  expect(known(graph).radius).toBeGreaterThanOrEqual(truth);
  expect(known(graph).radius).toBeLessThanOrEqual(truth + 1);
});

test('random networks are never underestimated', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const net = new Net(sizedInput(size), seed);
    let x = net.x;
    let scale = 1;
    for (let layer = 0; layer < 4; layer++) {
      const pick = Math.floor(net.random() * 6);
      const k = 1 + Math.floor(net.random() * 4);
      const [begin, end] = [Math.floor((k - 1) / 2), Math.ceil((k - 1) / 2)];
      const pads = net.random() < 0.5 ? [begin, begin, end, end] : [end, end, begin, begin];
      const mode = ['reflect', 'edge', 'constant'][layer % 3]!;
      if (pick === 0 && scale < 4) {
        x = net.shuffle(net.conv(x, 1, 4, 1), 2);
        scale *= 2;
      } else if (pick === 1 && scale < 4) {
        x = net.op('ConvTranspose', [x, net.weights([1, 1, 4, 4])], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) });
        scale *= 2;
      } else if (pick === 2) {
        x = net.op('Add', [x, net.conv(net.shuffle(net.conv(x, 1, 4, k, { pads: ints(...pads), strides: ints(1, 1) }), 1), 4, 1, 1)]);
      } else if (pick === 3) {
        const padded = net.op('Pad', [x, net.constant(int64([0, 0, pads[0]!, pads[1]!, 0, 0, pads[2]!, pads[3]!]))], { mode: text(mode) });
        x = net.conv(padded, 1, 1, k, {});
      } else if (pick === 4) {
        x = net.shuffle(net.conv(x, 1, 4, 3, { strides: ints(2, 2), pads: ints(1, 1, 1, 1) }), 2);
      } else {
        x = net.conv(x, 1, 1, k, { pads: ints(...pads) });
      }
    }
    const graph = net.done(x);
    const { radius } = known(graph);
    const truth = await measure(graph, size, scale);
    expect(radius, `seed ${seed}`).toBeGreaterThanOrEqual(truth);
    expect(radius! - truth, `seed ${seed}`).toBeLessThanOrEqual(2);
  }
});
