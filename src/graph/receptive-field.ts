/**
 * The receptive field of a network: how far around a pixel of the input its output pixels look. Tiles that overlap by that much
 * give the same image as the whole. Values are followed from the inputs to the outputs, pixel by pixel of a repeating pattern (receptive/axis.ts).
 */
import { GraphError } from '../errors.ts';
import type { Graph, Node, Value } from './graph.ts';
import type { Op } from './ops/emit.ts';
import { otherElementwise } from './other-operators.ts';
import { downsample, inputAxis, lcm, reach, Unbounded } from './receptive/axis.ts';
import type { Field } from './receptive/field.ts';
import * as fields from './receptive/field.ts';
import { describe, int } from './receptive/read.ts';
import * as windows from './receptive/window.ts';

export interface ReceptiveField {
  /**
   * Pixels of the input on each side of a pixel that the block of output pixels in its place depends on. Never less than the truth,
   * and equal to it for chains of convolutions, shuffles and resizing. Undefined when it is the whole image, or when an operator is not understood.
   */
  readonly radius: number | undefined;
  /** Why `radius` is undefined. */
  readonly reason: string | undefined;
  /** Output pixels per input pixel of the first output; undefined when not followed, or when height and width differ. */
  readonly scale: number | undefined;
  /** Sides of the input must be a multiple of this for every resolution within the network to be whole. */
  readonly multipleOf: number;
}

/** `opset` is the version of the standard operator set: Softmax and its like before 13 work on all axes from the given one on. */
export function receptiveField(graph: Graph, opset = 21): ReceptiveField {
  // Values that are missing do not depend on pixels; a text says why a value depends on all of them.
  const known = new Map<Value, Field | string>();
  for (const value of graph.inputs) {
    const field = inputField(value);
    if (field) known.set(value, field);
  }
  for (const node of graph.nodes) {
    const field = follow(node, known, opset);
    if (field === undefined) continue;
    node.outputs.forEach((value, i) => {
      known.set(value, i > 0 && node.op !== 'Split' ? `output ${i} of ${describe(node)} is not understood` : field);
    });
  }
  return summary(graph.outputs.map((v) => known.get(v)));
}

function summary(outputs: readonly (Field | string | undefined)[]): ReceptiveField {
  if (outputs.length === 0) throw new GraphError('Expected a graph with outputs but it has none');
  const reason = outputs.find((f) => typeof f === 'string');
  const axes = outputs.flatMap((f) => (typeof f === 'object' ? f : [])).filter((a) => a !== undefined);
  const first = typeof outputs[0] === 'object' ? outputs[0].filter((a) => a !== undefined).map((a) => a.pixels / a.inputs) : [];
  return {
    radius: reason === undefined ? Math.max(0, ...axes.map(reach)) : undefined,
    reason,
    scale: first.every((s) => s === first[0]) ? first[0] : undefined,
    multipleOf: axes.reduce((m, a) => lcm(m, a.multipleOf), 1),
  };
}

/** Images are (N, C, H, W) or (C, H, W), or with the channels last where only that axis has 1, 3 or 4; inputs of fewer axes are settings. */
function inputField(value: Value): Field | string | undefined {
  const shape = value.shape;
  if (shape.length < 3) return undefined;
  if (shape.length > 4) return `input ${value.name} is no image`;
  const colours = (d: (typeof shape)[number] | undefined): boolean => d === 1 || d === 3 || d === 4;
  const [h, w] = [inputAxis('H'), inputAxis('W')];
  const last = colours(shape.at(-1)) && !colours(shape.at(-3));
  const image = last ? [h, w, undefined] : [undefined, h, w];
  return shape.length === 3 ? image : [undefined, ...image];
}

function follow(node: Node, known: ReadonlyMap<Value, Field | string>, opset: number): Field | string | undefined {
  const inputs = node.inputs.map((v) => v && known.get(v));
  // Subgraphs use values that are not among the inputs.
  const opaque = Object.values(node.attrs).some((a) => a.kind === 'raw') && node.op !== 'Constant';
  if (opaque) return `${describe(node)} runs a graph within the graph`;
  if (node.op === 'Shape' || node.op === 'Size' || inputs.every((f) => f === undefined)) return undefined;
  const reason = inputs.find((f) => typeof f === 'string');
  if (reason !== undefined) return reason;
  try {
    return apply(node, inputs as readonly (Field | undefined)[], opset);
  } catch (error) {
    if (error instanceof Unbounded) return error.message;
    throw error;
  }
}

function apply(node: Node, inputs: readonly (Field | undefined)[], opset: number): Field {
  const follow = node.domain === '' ? decisions.get(node.op) : undefined;
  if (!follow) throw new Unbounded(`${node.domain && `${node.domain}.`}${describe(node)} is not understood or looks at the whole image`);
  return follow(node, inputs, opset);
}

/** What the output of a node depends on, from what its inputs do; throws Unbounded when that is the whole image. */
type Follow = (node: Node, inputs: readonly (Field | undefined)[], opset: number) => Field;

const pointwise: Follow = (node, inputs) => fields.pointwise(node, inputs);

const whole: Follow = (node) => {
  throw new Unbounded(`${describe(node)} looks at the whole image`);
};

/** The first input is followed; the others are parameters. */
const first =
  (rule: (node: Node, x: Field, opset: number) => Field): Follow =>
  (node, [x, ...parameters], opset) => {
    if (!x || parameters.some((f) => f)) throw new Unbounded(`${describe(node)} has parameters that depend on the image`);
    return rule(node, x, opset);
  };

const reduce = first(fields.reduce);
const window = first(windows.windowed);
const softmax = first((node, x, opset) => fields.apart(node, x, opset < 13 ? from(node, x, 1) : [int(node, 'axis', -1)]));

/** The decision of every operator that our own graphs are made of: the compiler rejects one that is missing here. */
const ours: Readonly<Record<Op, Follow>> = {
  Abs: pointwise,
  Add: pointwise,
  And: pointwise,
  AveragePool: window,
  BatchNormalization: (node, inputs) => (int(node, 'training_mode', 0) === 0 ? fields.pointwise(node, inputs) : whole(node, inputs, 0)),
  Cast: pointwise,
  Clip: pointwise,
  Concat: fields.concat,
  Conv: window,
  ConvTranspose: first(windows.transposed),
  DepthToSpace: first(windows.depthToSpace),
  Div: pointwise,
  Elu: pointwise,
  Equal: pointwise,
  Erf: pointwise,
  Exp: pointwise,
  Expand: first(fields.expand),
  Floor: pointwise,
  FusedMatMul: whole, // of ONNX Runtime's own domain, and so not looked up
  Gather: first(fields.gather),
  GatherElements: whole,
  Gelu: pointwise,
  Gemm: whole, // multiplies matrices without axes of height and width
  GlobalAveragePool: whole,
  Greater: pointwise,
  GridSample: whole, // reads wherever the grid says
  HardSigmoid: pointwise,
  Identity: pointwise,
  InstanceNormalization: whole,
  LayerNormalization: first((node, x) => fields.apart(node, x, from(node, x, -1))),
  LeakyRelu: pointwise,
  Log: pointwise,
  MatMul: fields.matmul,
  Max: pointwise,
  MaxPool: window,
  Min: pointwise,
  Mul: pointwise,
  Neg: pointwise,
  PRelu: pointwise,
  Pad: first(windows.pad),
  Pow: pointwise,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceSum: reduce,
  Relu: pointwise,
  Reshape: first(fields.reshape),
  Resize: first(windows.resize),
  ScatterElements: whole,
  Shape: whole, // not looked up: a size does not depend on pixels
  Sigmoid: pointwise,
  Sign: pointwise,
  Slice: first(fields.slice),
  Softmax: softmax,
  SpaceToDepth: first((node, x) => x.map((axis) => axis && downsample(axis, int(node, 'blocksize', 1)))),
  Split: first((node, x) => fields.apart(node, x, [int(node, 'axis', 0)])),
  Sqrt: pointwise,
  Squeeze: first(fields.squeeze),
  Sub: pointwise,
  Tanh: pointwise,
  Tile: first(fields.tile),
  Transpose: first(fields.transpose),
  Unsqueeze: first(fields.unsqueeze),
  Where: pointwise,
};

/** Operators of files from elsewhere. Any that is in neither table is taken to look at the whole image. */
const others: Readonly<Record<string, Follow>> = {
  LpPool: window,
  Upsample: first(windows.resize),
  LRN: first((node, x) => fields.apart(node, x, [1])),
  ...same(['LogSoftmax', 'Hardmax'], softmax),
  ...same(
    ['Min', 'Prod', 'L1', 'L2', 'LogSum', 'LogSumExp', 'SumSquare'].map((what) => `Reduce${what}`),
    reduce,
  ),
  ...same(otherElementwise, pointwise),
};

const decisions: ReadonlyMap<string, Follow> = new Map([...Object.entries(others), ...Object.entries(ours)]);

function same(ops: readonly string[], rule: Follow): Record<string, Follow> {
  return Object.fromEntries(ops.map((op) => [op, rule]));
}

/** Every axis from attribute `axis` on. */
function from(node: Node, x: Field, otherwise: number): number[] {
  const axis = int(node, 'axis', otherwise);
  return [...x.keys()].slice(axis < 0 ? axis + x.length : axis);
}
