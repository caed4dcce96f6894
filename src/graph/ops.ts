/** The operators of a graph as functions: each checks its inputs, infers the output's shape and adds one node, or a few where it says so. */
export * from './ops/activations.ts';
export * from './ops/conv.ts';
export * from './ops/elementwise.ts';
export { constantInts, type Op, type OpNode } from './ops/emit.ts';
export * from './ops/gather.ts';
export * from './ops/grid-sample.ts';
export * from './ops/matmul.ts';
export * from './ops/normalization.ts';
export * from './ops/pad.ts';
export * from './ops/pool.ts';
export * from './ops/reduce.ts';
export * from './ops/resize.ts';
export * from './ops/shape.ts';
export * from './ops/shuffle.ts';
