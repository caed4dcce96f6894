/** What an optimiser's file says of it: one `defineOptimizer` per file. The update is a subgraph of the training step. */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import { add, mul } from '../graph/ops.ts';
import { sizeOf, type Tensor, tensor } from '../graph/tensor.ts';

type Options = v.GenericSchema<object>;

export interface Update {
  readonly weight: Value;
  /** The slots that change, by name. */
  readonly slots: Readonly<Record<string, Value>>;
}

/** What the update of one weight is made from. */
export interface UpdateInputs {
  readonly weight: Value;
  readonly gradient: Value;
  readonly slots: Readonly<Record<string, Value>>;
  /** The weight's own: the schedule's times its layer's factor. */
  readonly learningRate: Value;
  readonly scalars: Readonly<Record<string, Value>>;
}

export interface OptimizerDef<S extends Options = Options> {
  /** Lower case, the name of its file. */
  readonly name: string;
  readonly config: S;
  /** First values of the tensors kept for a weight of this shape, by name: moments, velocities. */
  slots(shape: readonly number[], options: v.InferOutput<S>): Slots;
  /** Numbers that change from step to step and enter the graph as scalars; `step` counts from 1. */
  scalars(step: number, options: v.InferOutput<S>): Readonly<Record<string, number>>;
  /** Adds the update of one weight. */
  build(g: Graph, given: UpdateInputs, options: v.InferOutput<S>): Update;
  /** Slots that are remade outside the graph, where there are any. */
  readonly refresh?: {
    /** Whether they are after step `step`, counted from 1. */
    due(step: number, options: v.InferOutput<S>): boolean;
    /** The slots of one weight that change. */
    slots(slots: Slots): Slots;
  };
}

export type Slots = Readonly<Record<string, Tensor>>;

/** Returns its argument; exists so that the options' type is inferred. */
export function defineOptimizer<const S extends Options>(optimizer: OptimizerDef<S>): OptimizerDef<S> {
  return optimizer;
}

/** Slots of the weight's own shape that start at zero. */
export const zeros =
  (...names: readonly string[]) =>
  (shape: readonly number[]): Slots =>
    Object.fromEntries(names.map((name) => [name, tensor(new Float32Array(sizeOf(shape)), shape)]));

/** A share that is less than 1: momentum and moment decay. */
export const decay = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

export const positive = v.pipe(v.number(), v.gtValue(0));
export const notNegative = v.pipe(v.number(), v.minValue(0));

/** x + λ·w: the gradient with weight decay. */
export function decayed(g: Graph, x: Value, weight: Value, rate: number): Value {
  return rate === 0 ? x : add(g, x, mul(g, weight, g.constant(rate)));
}
