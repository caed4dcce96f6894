/** Every operator against PyTorch: results and gradients that scripts/pytorch-gradients.py has written. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runGraph } from '../../test/support/run-graph.ts';
import { Graph, type Value } from '../graph/graph.ts';
import * as op from '../graph/ops.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { gradients } from './gradients.ts';
import { rules } from './rules/index.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly op: string;
  // biome-ignore lint/suspicious/noExplicitAny: the options of the operator's function, as its case has them
  readonly attrs: any;
  readonly inputs: readonly Stored[];
  readonly y: Stored;
  readonly u: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

const goldens = JSON.parse(readFileSync('src/autodiff/golden/pytorch-gradients.json', 'utf8')) as Golden[];

type Build = (g: Graph, attrs: Golden['attrs'], ...x: [Value, Value, Value, Value, Value]) => Value;

function indices(values: readonly (readonly number[])[]): Tensor {
  return { dtype: 'int64', shape: [values.length, values[0]!.length], data: BigInt64Array.from(values.flat(), BigInt) };
}

const symmetric = ({ pads: [v, h], ...rest }: Golden['attrs']) => ({ ...rest, pads: [v, h, v, h] });

/** How a case is built; the rest are functions of their inputs alone. */
const builds: Readonly<Record<string, Build>> = {
  AveragePool: (g, attrs, x) => op.averagePool(g, x, attrs),
  BatchNormalization: (g, { epsilon }, x, scale, bias, mean, variance) => op.batchNorm(g, x, { scale, bias }, { mean, variance }, epsilon),
  Clip: (g, { low, high }, x) => op.clip(g, x, low, high),
  Concat: (g, { axis }, a, b) => op.concat(g, [a, b], axis),
  Conv: (g, attrs, x, w, bias) => op.conv(g, x, w, { ...symmetric(attrs), bias }),
  ConvTranspose: (g, attrs, x, w, bias) => op.convTranspose(g, x, w, { ...symmetric(attrs), bias }),
  DepthToSpace: (g, { r }, x) => op.pixelShuffle(g, x, r),
  Elu: (g, { alpha }, x) => op.elu(g, x, alpha),
  Expand: (g, { shape }, x) => op.expand(g, x, shape),
  FusedMatMul: (g, attrs, a, b) => op.matmul(g, a, b, attrs),
  Gather: (g, { indices: list, axis }, x) => op.gather(g, x, list, axis),
  GatherElements: (g, { indices: list, axis }, x) => op.gatherElements(g, x, g.constant(indices(list)), axis),
  Gelu: (g, { approximate }, x) => op.gelu(g, x, approximate),
  Gemm: (g, attrs, a, b, c) => op.gemm(g, a, b, { ...attrs, c }),
  GridSample: (g, attrs, x, grid) => op.gridSample(g, x, grid, attrs),
  HardSigmoid: (g, _attrs, x) => op.hardSigmoid(g, x),
  InstanceNormalization: (g, { epsilon }, x, scale, bias) => op.instanceNorm(g, x, { scale, bias }, epsilon),
  LayerNormalization: (g, attrs, x, scale, bias) => op.layerNorm(g, x, { scale, bias }, attrs),
  LeakyRelu: (g, { alpha }, x) => op.leakyRelu(g, x, alpha),
  MatMul: (g, _attrs, a, b) => op.matmul(g, a, b),
  MaxPool: (g, attrs, x) => op.maxPool(g, x, attrs),
  Pad: (g, { mode, margin, before, after, value }, x) => {
    if (mode === 'constant') return op.pad(g, x, before, after, value);
    return mode === 'edge' ? op.padEdge(g, x, [2, 3], margin) : op.padReflect(g, x, [2, 3], margin);
  },
  ReduceMax: (g, { axes, keepDims }, x) => op.reduceMax(g, x, axes, keepDims),
  ReduceMean: (g, { axes, keepDims }, x) => op.reduceMean(g, x, axes, keepDims),
  ReduceSum: (g, { axes, keepDims }, x) => op.reduceSum(g, x, axes, keepDims),
  Reshape: (g, { shape }, x) => op.reshape(g, x, shape),
  Resize: (g, attrs, x) => op.resize(g, x, attrs),
  ScatterElements: (g, { indices: list, axis }, x, updates) => op.scatterAdd(g, x, g.constant(indices(list)), updates, axis),
  Slice: (g, cut, x) => op.slice(g, x, [cut]),
  Softmax: (g, { axis }, x) => op.softmax(g, x, axis),
  SpaceToDepth: (g, { r }, x) => op.spaceToDepth(g, x, r),
  Split: (g, { sizes, axis, part }, x) => op.split(g, x, sizes, axis)[part]!,
  Squeeze: (g, { axes }, x) => op.squeeze(g, x, axes),
  Tile: (g, { repeats }, x) => op.tile(g, x, repeats),
  Transpose: (g, { perm }, x) => op.transpose(g, x, perm),
  Unsqueeze: (g, { axes }, x) => op.unsqueeze(g, x, axes),
  Where: (g, { mask }, a, b) => op.where(g, op.greater(g, g.constant(tensor(mask, [mask.length])), g.constant(0)), a, b),
  attention: (g, _attrs, q, k, v) =>
    op.matmul(g, op.softmax(g, op.matmul(g, q, k, { transB: true, alpha: 1 / Math.sqrt(q.sizes.at(-1)!) })), v),
  batchNormTraining: (g, attrs, x, scale, bias, mean, variance) => {
    const { y, running } = op.batchNormTraining(g, x, { scale, bias }, { mean, variance }, attrs);
    return op.concat(g, [op.reshape(g, y, [24]), running.mean, running.variance], 0);
  },
  groupNorm: (g, { groups, epsilon }, x, scale, bias) => op.groupNorm(g, x, groups, { scale, bias }, epsilon),
  hardSwish: (g, _attrs, x) => op.hardSwish(g, x),
  pixelUnshuffle: (g, { r }, x) => op.pixelUnshuffle(g, x, r),
};

/** Functions of `ops` that take nothing but values are found by the operator's name. */
function plain(name: string): Build {
  const f = (op as unknown as Record<string, (g: Graph, ...x: Value[]) => Value>)[
    name === 'PRelu' ? 'prelu' : name[0]!.toLowerCase() + name.slice(1)
  ]!;
  return (g, _attrs, ...x) => f(g, ...x);
}

test('every operator with a gradient has a case', () => {
  const ruled = Object.entries(rules).flatMap(([name, rule]) => (rule ? [name] : []));
  expect(ruled.filter((name) => !goldens.some((golden) => golden.op === name))).toEqual([]);
});

function expectClose(got: Tensor, want: readonly number[]): void {
  expect(got.data.length).toBe(want.length);
  const worst = Math.max(...want.map((w, i) => Math.abs(Number(got.data[i]) - w) / Math.max(1, Math.abs(w))));
  expect(worst).toBeLessThan(2e-5);
}

describe.each([...new Set(goldens.map((golden) => golden.op))])('%s', (name) => {
  test.each(goldens.filter((golden) => golden.op === name))('equals PyTorch: $attrs', async (golden) => {
    const g = new Graph();
    const xs = golden.inputs.map(({ shape }, i) => g.input(`x${i}`, shape));
    const y = (builds[name] ?? plain(name))(
      g,
      golden.attrs,
      ...(xs as Parameters<Build> extends [unknown, unknown, ...infer X] ? X : never),
    );
    expect(y.shape).toEqual(golden.y.shape);
    const loss = op.reduceSum(g, op.mul(g, y, g.constant(tensor(golden.u, golden.y.shape))));
    // Inputs of which PyTorch's gradient is zero may not be reached at all.
    const zero = xs.map((x) => op.reduceSum(g, op.mul(g, x, g.constant(0)))).reduce((sum, term) => op.add(g, sum, term));
    gradients(g, op.add(g, loss, zero), xs).forEach((dx, i) => {
      g.output(op.identity(g, dx), `gradient${i}`);
    });
    g.output(op.identity(g, y), 'y');
    const made = await runGraph(g, Object.fromEntries(golden.inputs.map(({ shape, data }, i) => [`x${i}`, tensor(data, shape)])));
    expectClose(made['y']!, golden.y.data);
    golden.gradients.forEach((want, i) => {
      expectClose(made[`gradient${i}`]!, want);
    });
  });
});
