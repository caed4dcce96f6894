/** The gradient decision of every operator. The compiler rejects an operator that is missing here. */
import type { Rules } from '../rule.ts';
import { Elu, Gelu, HardSigmoid, LeakyRelu, PRelu, Sigmoid, Softmax } from './activations.ts';
import { Conv, ConvTranspose } from './conv.ts';
import { Abs, Add, Clip, Div, Erf, Exp, Identity, Log, Max, Min, Mul, Neg, Pow, Relu, Sqrt, Sub, Tanh, Where } from './elementwise.ts';
import { Gather, GatherElements, ScatterElements } from './gather.ts';
import { GridSample } from './grid-sample.ts';
import { FusedMatMul, Gemm, MatMul } from './matmul.ts';
import { BatchNormalization, InstanceNormalization, LayerNormalization } from './normalization.ts';
import { Pad } from './pad.ts';
import { AveragePool, GlobalAveragePool, MaxPool } from './pool.ts';
import { ReduceMax, ReduceMean, ReduceSum } from './reduce.ts';
import { Resize } from './resize.ts';
import { Concat, DepthToSpace, Expand, Reshape, Slice, SpaceToDepth, Split, Squeeze, Tile, Transpose, Unsqueeze } from './shape.ts';

export const rules: Rules = {
  Abs,
  Add,
  And: null, // a condition
  AveragePool,
  BatchNormalization,
  Cast: null, // used only on conditions and indices
  Clip,
  Concat,
  Conv,
  ConvTranspose,
  DepthToSpace,
  Div,
  Elu,
  Equal: null, // a condition
  Erf,
  Exp,
  Expand,
  Floor: null, // constant wherever it is differentiable
  FusedMatMul,
  Gather,
  GatherElements,
  Gelu,
  Gemm,
  GlobalAveragePool,
  Greater: null, // a condition
  GridSample,
  HardSigmoid,
  Identity,
  InstanceNormalization,
  LayerNormalization,
  LeakyRelu,
  Log,
  MatMul,
  Max,
  MaxPool,
  Min,
  Mul,
  Neg,
  PRelu,
  Pad,
  Pow,
  ReduceMax,
  ReduceMean,
  ReduceSum,
  Relu,
  Reshape,
  Resize,
  ScatterElements,
  Shape: null, // of sizes that training knows beforehand
  Sigmoid,
  Sign: null, // constant wherever it is differentiable
  Slice,
  Softmax,
  SpaceToDepth,
  Split,
  Sqrt,
  Squeeze,
  Sub,
  Tanh,
  Tile,
  Transpose,
  Unsqueeze,
  Where,
};
