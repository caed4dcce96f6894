/** The gradient decision of every operator. The compiler rejects an operator that is missing here. */
import type { Rules } from '../rule.ts';
import { Conv, ConvTranspose } from './conv.ts';
import { Abs, Add, Clip, Div, Identity, Mul, Neg, Relu, Sqrt, Sub, Tanh } from './elementwise.ts';
import { FusedMatMul } from './matmul.ts';
import { Pow } from './pow.ts';
import { ReduceMean, ReduceSum } from './reduce.ts';
import { Concat, DepthToSpace, Expand, Pad, Reshape, Slice, Transpose } from './shape.ts';

export const rules: Rules = {
  Abs,
  Add,
  Cast: null, // used only on conditions
  Clip,
  Concat,
  Conv,
  ConvTranspose,
  DepthToSpace,
  Div,
  Equal: null, // a condition
  Expand,
  FusedMatMul,
  Identity,
  Mul,
  Neg,
  Pad,
  Pow,
  ReduceMean,
  ReduceSum,
  Relu,
  Reshape,
  Sign: null, // constant wherever it is differentiable
  Slice,
  Sqrt,
  Sub,
  Tanh,
  Transpose,
};
