/** The operators of a graph as functions: each checks its inputs, infers the output's shape and adds one node. */
export * from './ops/conv.ts';
export * from './ops/elementwise.ts';
export { constantInts, type Op, type OpNode } from './ops/emit.ts';
export * from './ops/pow.ts';
export * from './ops/reduce.ts';
export * from './ops/shape.ts';
