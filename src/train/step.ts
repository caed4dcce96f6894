/** One training step as one graph: forward, loss, backward and update, run by a single call of the engine. */
import { gradients } from '../autodiff/gradients.ts';
import type { Batch } from '../data/sampler.ts';
import { ConfigError } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import { add, mul, slice } from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import { losses } from '../losses/index.ts';
import { buildNetwork, modelNamed } from '../models/network.ts';
import { optimizers } from '../optim/index.ts';
import type { OptimizerDef } from '../optim/optimizer.ts';
import { scheduleAt } from '../optim/schedule.ts';
import type { Engine } from '../runtime/engine.ts';
import type { TrainConfig } from './config.ts';

/** Weights and optimiser slots by name. A slot is named `<slot>/<weight>`. */
export type State = Readonly<Record<string, Tensor>>;

export interface StepGraph {
  readonly model: Uint8Array;
  /** The state before the first step. */
  readonly initial: State;
  /** Names of the weights among the state. */
  readonly weights: readonly string[];
  /** The value of the state that an output replaces, by the output's name. */
  readonly updates: Readonly<Record<string, string>>;
}

/** Builds the step for fixed batch and patch sizes. */
export function buildStep(config: TrainConfig): StepGraph {
  const { scale, batchSize, data, seed } = config;
  const { channels, input } = modelNamed(config.model);
  const hrSize = data.patch.lrPatchSize * scale;
  const inputSize = input === 'lr' ? data.patch.lrPatchSize : hrSize;
  const { unpadded } = config;
  const { graph: g, sr } = buildNetwork({ ...config, channels }, [batchSize, inputSize, inputSize], seed, { unpadded });
  const hr = g.input('hr', [batchSize, channels, hrSize, hrSize]);
  const loss = weightedLoss(g, config, sr, centre(g, hr, sr.sizes));
  g.output(loss, 'loss');
  const initial = addUpdates(g, config, loss);
  const outputs = new Set(g.outputs.map((output) => output.name));
  return {
    model: serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }),
    initial,
    weights: g.weights.map((w) => w.name),
    updates: Object.fromEntries(Object.keys(initial).flatMap((name) => (outputs.has(newName(name)) ? [[newName(name), name]] : []))),
  };
}

/** The middle of x with the given height and width: what an unpadded network leaves of a patch. */
function centre(g: Graph, x: Value, sizes: readonly number[]): Value {
  const cuts = [2, 3].flatMap((axis) => {
    const start = (x.sizes[axis]! - sizes[axis]!) / 2;
    return start === 0 ? [] : [{ axis, start, end: start + sizes[axis]! }];
  });
  return cuts.length === 0 ? x : slice(g, x, cuts);
}

function weightedLoss(g: Graph, config: TrainConfig, sr: Value, hr: Value): Value {
  return config.losses
    .map(({ name, weight, options }) => {
      const term = losses[name]!.build(g, { sr, hr }, options);
      return weight === 1 ? term : mul(g, term, g.constant(weight));
    })
    .reduce((sum, term) => add(g, sum, term));
}

/** Adds the gradients and the optimiser; outputs `new:<name>` for every entry of the state that changes; returns the state's first values. */
function addUpdates(g: Graph, config: TrainConfig, loss: Value): State {
  const optimizer = optimizers[config.optimizer.name]!;
  const { options } = config.optimizer;
  const learningRate = g.input('learningRate', []);
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(1, options)).map((name) => [name, g.input(name, [])]));
  const { weights } = g;
  const factors = learningRateFactors(config, weights);
  const grads = gradients(g, loss, weights);
  const initial: Record<string, Tensor> = {};
  weights.forEach((weight, i) => {
    initial[weight.name] = weight.tensor!;
    const slots: Record<string, Value> = {};
    for (const [slot, first] of Object.entries(optimizer.slots(weight.sizes))) {
      const name = slotName(slot, weight.name);
      initial[name] = first;
      slots[slot] = g.input(name, first.shape);
    }
    const rate = factors[i] === 1 ? learningRate : mul(g, learningRate, g.constant(factors[i]!));
    const next = optimizer.build(g, { weight, gradient: grads[i]!, slots, learningRate: rate, scalars }, options);
    g.output(next.weight, newName(weight.name));
    for (const [slot, value] of Object.entries(next.slots)) g.output(value, newName(slotName(slot, weight.name)));
  });
  return initial;
}

/** The factor of each weight. Throws ConfigError for a prefix that fits no weight. */
function learningRateFactors({ learningRateFactors: given }: TrainConfig, weights: readonly Value[]): number[] {
  for (const prefix of Object.keys(given)) {
    if (!weights.some((w) => w.name.startsWith(prefix))) {
      const layers = [...new Set(weights.map((w) => w.name.replace(/\.[^.]*$/, '')))].join(', ');
      throw new ConfigError(`learningRateFactors: expected the start of a layer's name (${layers}) but received ${JSON.stringify(prefix)}`);
    }
  }
  return weights.map((w) => Object.entries(given).reduce((factor, [prefix, f]) => (w.name.startsWith(prefix) ? factor * f : factor), 1));
}

const newName = (name: string) => `new:${name}`;
const slotName = (slot: string, weight: string) => `${slot}/${weight}`;

export interface StepRunner {
  /** Runs the step numbered `step` (from 0) on the batch; returns its loss. */
  run(step: number, batch: Batch): Promise<number>;
  /** The state on the CPU: all of it, or the values named. On a GPU this is a copy, so not for every step. */
  read(names?: readonly string[]): Promise<State>;
  /** Replaces values of the state between two steps. */
  write(values: State): void;
  dispose(): Promise<void>;
}

/** Loads the step into the engine and keeps the state between steps, in the memory of the device where the engine can. */
export async function startStep(config: TrainConfig, step: StepGraph, engine: Engine, first: State = step.initial): Promise<StepRunner> {
  const { device, threads } = config;
  const session = await engine.load(step.model, { device, updates: step.updates, ...(threads ? { threads } : {}) });
  const optimizer = optimizers[config.optimizer.name]!;
  const state = engine.createState(first, device);
  const scalar = (value: number) => tensor([value], []);
  return {
    read: (names) => state.read(names),
    write: (values) => state.write(values),
    async run(index, { lr, hr }) {
      const rate = config.learningRate * scheduleAt(config.schedule, index, config.steps);
      const scalars = optimizer.scalars(index + 1, config.optimizer.options);
      const feeds: Record<string, Tensor> = { lr, hr, learningRate: scalar(rate) };
      for (const [name, value] of Object.entries(scalars)) feeds[name] = scalar(value);
      const { loss } = await session.step(state, feeds);
      if (optimizer.refresh) state.write(refreshed(optimizer, config, await state.read(), step.weights, index + 1));
      return (loss!.data as Float32Array)[0]!;
    },
    async dispose() {
      await state.dispose();
      await session.dispose();
    },
  };
}

/** The slots that the optimiser remakes outside the graph after step `count`. */
function refreshed(
  optimizer: OptimizerDef,
  { optimizer: { options } }: TrainConfig,
  state: State,
  weights: readonly string[],
  count: number,
): State {
  const changed = weights.flatMap((weight) => {
    const names = Object.keys(optimizer.slots(state[weight]!.shape));
    const slots = Object.fromEntries(names.map((slot) => [slot, state[slotName(slot, weight)]!]));
    return Object.entries(optimizer.refresh!(slots, count, options)).map(([slot, value]) => [slotName(slot, weight), value] as const);
  });
  return Object.fromEntries(changed);
}
