/** What an optimiser's file says of it: one `defineOptimizer` per file. The update is a subgraph of the training step. */
import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';

type Options = v.GenericSchema<object>;

export interface Update {
  readonly weight: Value;
  /** The new slots, in the order of `slots`. */
  readonly slots: readonly Value[];
}

export interface OptimizerDef<S extends Options = Options> {
  /** Lower case, the name of its file. */
  readonly name: string;
  readonly config: S;
  /** Tensors kept per weight, of its shape, zero at the start: moments, velocities. */
  readonly slots: readonly string[];
  /** Numbers that change from step to step and enter the graph as scalars; `step` counts from 1. */
  scalars(step: number, options: v.InferOutput<S>): Readonly<Record<string, number>>;
  /** Adds the update of one weight. `learningRate` is the weight's own: the schedule's times its layer's factor. */
  build(
    g: Graph,
    given: {
      readonly weight: Value;
      readonly gradient: Value;
      readonly slots: readonly Value[];
      readonly learningRate: Value;
      readonly scalars: Readonly<Record<string, Value>>;
    },
    options: v.InferOutput<S>,
  ): Update;
}

/** Returns its argument; exists so that the options' type is inferred. */
export function defineOptimizer<const S extends Options>(optimizer: OptimizerDef<S>): OptimizerDef<S> {
  return optimizer;
}

/** A share that is less than 1: momentum and moment decay. */
export const decay = v.pipe(v.number(), v.minValue(0), v.ltValue(1));
