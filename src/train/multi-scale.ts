/**
 * One run for several scales, as VDSR (Kim et al., 2016) and MDSR (Lim et al., 2017) are trained: a step graph for each scale, one state.
 * Weights of the same name and shape at all scales of the run that have them are one; a weight whose shape depends on the scale is one for
 * each, named `<weight>@x<scale>`.
 */
import type { BatchSource } from '../data/batches.ts';
import type { Tensor } from '../graph/tensor.ts';
import { below, mulberry32, seedOf } from '../random.ts';
import type { Engine } from '../runtime/engine.ts';
import type { StageConfig, TrainConfig } from './config.ts';
import { atScale } from './plan.ts';
import { type State, type StepGraph, type StepRunner, startStep } from './step.ts';

/** The steps of one stage, ready to be started: from a state, and again from it after a stop. */
export interface StageSteps {
  /** The state before the stage's first step, when nothing is carried over. */
  readonly initial: State;
  /** Names of the run's weights among the state, those of scales that this stage does not train included. */
  readonly weights: readonly string[];
  start(engine: Engine, state: State): Promise<StepRunner>;
  /** The weights of the network of one scale, by their names in it. */
  weightsAt(scale: number, state: State): Record<string, Tensor>;
}

/** `graphs[i]` holds the step of every scale of stage i. */
export function joinSteps(stages: readonly StageConfig[], graphs: readonly ReadonlyMap<number, StepGraph>[]): StageSteps[] {
  const networks = new Map(graphs.flatMap((byScale) => [...byScale]));
  const split = scaledWeights([...networks.values()]);
  const nameAt = (scale: number, name: string) => {
    const weight = name.slice(name.indexOf('/') + 1);
    return split.has(weight) ? `${name}@x${scale}` : name;
  };
  const weights: Record<string, Tensor> = {};
  for (const [scale, graph] of networks) for (const name of graph.weights) weights[nameAt(scale, name)] ??= graph.initial[name]!;
  return stages.map((stage, i): StageSteps => {
    const byScale = graphs[i]!;
    const initial: Record<string, Tensor> = { ...weights };
    for (const [scale, graph] of byScale) for (const [name, first] of Object.entries(graph.initial)) initial[nameAt(scale, name)] ??= first;
    return {
      initial,
      weights: Object.keys(weights),
      start(engine, state) {
        const [scale] = stage.scale;
        // One scale needs no exchange of states, which would be copies on a GPU.
        if (networks.size === 1) return startStep(atScale(stage, scale!), byScale.get(scale!)!, engine, state);
        return startScales(stage, byScale, nameAt, engine, state);
      },
      weightsAt: (scale, state) => Object.fromEntries(networks.get(scale)!.weights.map((name) => [name, state[nameAt(scale, name)]!])),
    };
  });
}

/** Names of the weights whose shape depends on the scale. */
function scaledWeights(graphs: readonly StepGraph[]): Set<string> {
  const shapes = new Map<string, string>();
  const split = new Set<string>();
  for (const { weights, initial } of graphs) {
    for (const name of weights) {
      const shape = initial[name]!.shape.join();
      if ((shapes.get(name) ?? shape) !== shape) split.add(name);
      shapes.set(name, shape);
    }
  }
  return split;
}

/** A runner that gives every step to the graph of its scale and keeps one state for all. */
async function startScales(
  stage: StageConfig,
  byScale: ReadonlyMap<number, StepGraph>,
  nameAt: (scale: number, name: string) => string,
  engine: Engine,
  state: State,
): Promise<StepRunner> {
  const partOf = (scale: number, all: State): State =>
    Object.fromEntries(Object.keys(byScale.get(scale)!.initial).map((name) => [name, all[nameAt(scale, name)]!]));
  const runners = new Map<number, StepRunner>();
  const dispose = async () => {
    for (const runner of runners.values()) await runner.dispose();
  };
  try {
    for (const [scale, graph] of byScale) runners.set(scale, await startStep(atScale(stage, scale), graph, engine, partOf(scale, state)));
  } catch (error) {
    await dispose();
    throw error;
  }
  let all = state;
  return {
    read: async (names = Object.keys(all)) => Object.fromEntries(names.map((name) => [name, all[name]!])),
    write(values) {
      all = { ...all, ...values };
    },
    async run(index, batch, scores) {
      const scale = scaleAt(stage, index);
      const runner = runners.get(scale)!;
      runner.write(partOf(scale, all));
      const result = await runner.run(index, batch, scores);
      const changed = Object.entries(await runner.read()).map(([name, value]) => [nameAt(scale, name), value] as const);
      all = { ...all, ...Object.fromEntries(changed) };
      return result;
    },
    dispose,
  };
}

/** What a stream of random numbers is for; part of its seed. */
const scaleStream = 3;

/** The scale of the stage's step `index`, counted from 0. */
export function scaleAt({ scale, scaleOrder, seed }: Pick<StageConfig, 'scale' | 'scaleOrder' | 'seed'>, index: number): number {
  const { length } = scale;
  return scale[scaleOrder === 'turn' ? index % length : below(mulberry32(seedOf(seed, scaleStream, index)), length)]!;
}

/** Batches of the stage's steps from `index` on: those of each scale from its own source, which `open` opens at its batch number `first`. */
export function scaleBatches(stage: StageConfig, index: number, open: (config: TrainConfig, first: number) => BatchSource): BatchSource {
  const before = Array.from({ length: index }, (_, i) => scaleAt(stage, i));
  const sources = new Map(
    stage.scale.map((scale) => [scale, open(atScale(stage, scale), before.filter((done) => done === scale).length)] as const),
  );
  let next = index;
  return {
    get waitedMs() {
      return [...sources.values()].reduce((sum, source) => sum + source.waitedMs, 0);
    },
    next: () => sources.get(scaleAt(stage, next++))!.next(),
    async close() {
      for (const source of sources.values()) await source.close();
    },
  };
}
