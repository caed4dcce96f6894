/** One training step as one graph: forward, loss, backward and update, run by a single call of the engine. */

import { gradients } from '../autodiff/gradients.ts';
import type { Batch } from '../data/sampler.ts';
import { ConfigError, expected } from '../errors.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { opsets } from '../graph/model.ts';
import { add, mul } from '../graph/ops.ts';
import { serialize } from '../graph/serialize.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
import type { ModelDef } from '../models/model.ts';
import { buildNetwork } from '../models/network.ts';
import { modelNamed } from '../models/presets.ts';
import { clipGradients, globalNorm } from '../optim/clip.ts';
import { emaShare, emaUpdate } from '../optim/ema.ts';
import { optimizers } from '../optim/index.ts';
import type { Score } from '../optim/plateau.ts';
import { scheduleAt } from '../optim/schedule.ts';
import type { DeviceState, Engine, Session } from '../runtime/engine.ts';
import { scaledLength } from '../scale.ts';
import type { TrainConfig } from './config.ts';
import { matching } from './patterns.ts';
import { supervisedLoss } from './supervision.ts';

/** Weights and optimiser slots by name. A slot is named `<slot>/<weight>`; the average of a weight is its slot `ema`. */
export type State = Readonly<Record<string, Tensor>>;

export interface StepGraph {
  readonly model: Uint8Array;
  /** The state before the first step. */
  readonly initial: State;
  /** Names of the weights among the state. */
  readonly weights: readonly string[];
  /** Those of them that are trained: all but the frozen. */
  readonly trained: readonly string[];
  /** The value of the state that an output replaces, by the output's name. */
  readonly updates: Readonly<Record<string, string>>;
}

/** Builds the step for fixed batch and patch sizes; `model` is the definition, where it is not the one of src/models that the name says. */
export function buildStep(config: TrainConfig, model: ModelDef = modelNamed(config.model)): StepGraph {
  const { scale, data, seed, unpadded } = config;
  const { channels, input } = model;
  const patches = config.batchSize / config.microBatches;
  const hrSize = scaledLength(data.patch.lrPatchSize, scale);
  const inputSize = input === 'lr' ? data.patch.lrPatchSize : hrSize;
  const network = buildNetwork({ ...config, channels }, [patches, inputSize, inputSize], seed, { unpadded, training: true, model });
  const { graph: g } = network;
  const loss = supervisedLoss(g, config, network, g.input('hr', [patches, channels, hrSize, hrSize]));
  g.output(loss, 'loss');
  const { weights } = g;
  const frozen = matching(
    config.freeze,
    weights.map((w) => w.name),
    'freeze',
  );
  const thawed = ({ name }: Value) => !frozen.has(name);
  const trained = weights.filter((w) => thawed(w) && !network.updates.has(w));
  if (trained.length === 0) throw new ConfigError(expected('at least one weight to train', 'freeze', config.freeze.join(', ')));
  for (const [weight, next] of network.updates) if (thawed(weight)) g.output(next, newName(weight.name));
  const initial = addUpdates(g, config, loss, trained);
  const updated = g.outputs.map(({ name }) => name).filter((name) => name.startsWith(newName('')));
  return {
    model: serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }),
    initial,
    weights: weights.map((w) => w.name),
    trained: trained.map((w) => w.name),
    updates: Object.fromEntries(updated.map((name) => [name, name.slice(newName('').length)])),
  };
}

/** The weights that are validated and exported, by name: the averages where the state has them. */
export function exportedWeights({ weights }: Pick<StepGraph, 'weights'>, state: State): State {
  return Object.fromEntries(weights.map((name) => [name, state[slotName('ema', name)] ?? state[name]!]));
}

/** Adds the gradients and the optimiser; outputs `new:<name>` for every entry of the state that changes; returns the state's first values. */
function addUpdates(g: Graph, config: TrainConfig, loss: Value, weights: readonly Value[]): State {
  const optimizer = optimizers[config.optimizer.name]!;
  const { options } = config.optimizer;
  const learningRate = g.input('learningRate', []);
  const scalars = Object.fromEntries(Object.keys(optimizer.scalars(1, options)).map((name) => [name, g.input(name, [])]));
  const factorOf = learningRateFactors(config, g.weights);
  const grads = finalGradients(g, config, weights, gradients(g, loss, weights), learningRate);
  const share = config.ema === undefined ? undefined : g.input('emaShare', []);
  const initial: Record<string, Tensor> = Object.fromEntries(g.weights.map((weight) => [weight.name, weight.tensor!]));
  weights.forEach((weight, i) => {
    const slots: Record<string, Value> = {};
    for (const [slot, first] of Object.entries(optimizer.slots(weight.sizes, options))) {
      const name = slotName(slot, weight.name);
      initial[name] = first;
      slots[slot] = g.input(name, first.shape);
    }
    const factor = factorOf.get(weight)!;
    const rate = factor === 1 ? learningRate : mul(g, learningRate, g.constant(factor));
    const next = optimizer.build(g, { weight, gradient: grads[i]!, slots, learningRate: rate, scalars }, options);
    g.output(next.weight, newName(weight.name));
    for (const [slot, value] of Object.entries(next.slots)) g.output(value, newName(slotName(slot, weight.name)));
    if (share) {
      const name = slotName('ema', weight.name);
      initial[name] = weight.tensor!;
      g.output(emaUpdate(g, g.input(name, weight.sizes), next.weight, share), newName(name));
    }
  });
  return initial;
}

/**
 * The gradients that the optimiser gets: summed over micro-batches, then clipped. With several micro-batches the graph takes each sum so far
 * as `sum/<weight>` and gives the next; with `logGradientNorm` it gives the norm before clipping as `gradientNorm`.
 */
function finalGradients(
  g: Graph,
  config: TrainConfig,
  weights: readonly Value[],
  ofBatch: readonly Value[],
  learningRate: Value,
): readonly Value[] {
  const { microBatches, clip, logGradientNorm } = config;
  const grads =
    microBatches === 1
      ? ofBatch
      : weights.map(({ name, sizes }, i) => {
          const sum = add(g, g.input(slotName('sum', name), sizes), mul(g, ofBatch[i]!, g.constant(1 / microBatches)));
          return g.output(sum, newName(slotName('sum', name)));
        });
  const norm = logGradientNorm ? g.output(globalNorm(g, grads), 'gradientNorm') : undefined;
  return clip ? clipGradients(g, grads, clip, { learningRate, norm: () => norm ?? globalNorm(g, grads) }) : grads;
}

/** The factor of each weight. Throws ConfigError for a prefix that fits no weight. */
function learningRateFactors({ learningRateFactors: given }: TrainConfig, weights: readonly Value[]): ReadonlyMap<Value, number> {
  for (const prefix of Object.keys(given)) {
    if (!weights.some((w) => w.name.startsWith(prefix))) {
      const layers = [...new Set(weights.map((w) => w.name.replace(/\.[^.]*$/, '')))].join(', ');
      throw new ConfigError(`learningRateFactors: expected the start of a layer's name (${layers}) but received ${JSON.stringify(prefix)}`);
    }
  }
  const factorOf = ({ name }: Value) =>
    Object.entries(given).reduce((factor, [prefix, f]) => (name.startsWith(prefix) ? factor * f : factor), 1);
  return new Map(weights.map((weight) => [weight, factorOf(weight)]));
}

const newName = (name: string) => `new:${name}`;
const slotName = (slot: string, weight: string) => `${slot}/${weight}`;

export interface StepResult {
  readonly loss: number;
  /** Norm of the gradient of all weights together, before clipping; only with `logGradientNorm`. */
  readonly gradientNorm: number | undefined;
}

export interface StepRunner {
  /** Runs the step numbered `step` (from 0) on the batch; `scores` are the validations made so far, for schedules that look at them. */
  run(step: number, batch: Batch, scores?: readonly Score[]): Promise<StepResult>;
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
  const sums = emptySums(step);
  const state = engine.createState({ ...first, ...sums }, device);
  return {
    read: (names = Object.keys(step.initial)) => state.read(names),
    write: (values) => state.write(values),
    async run(index, batch, scores = []) {
      const result = await runMicroBatches(session, state, stepScalars(config, index, scores), batch, config.microBatches);
      state.write(sums);
      const { name, options } = config.optimizer;
      const { refresh } = optimizers[name]!;
      if (refresh?.due(index + 1, options)) state.write(refreshed(config, await state.read(), step.trained));
      return result;
    },
    async dispose() {
      await state.dispose();
      await session.dispose();
    },
  };
}

const numberOf = ({ data }: Tensor): number => Number(data[0]);

/** Everything that changes from step to step and is not state: rates, corrections and shares, as scalars of the graph. */
function stepScalars(config: TrainConfig, index: number, scores: readonly Score[]): State {
  const { schedule, steps, supervision, ema } = config;
  const numbers: Record<string, number> = {
    learningRate: config.learningRate * scheduleAt(schedule, index, steps, scores),
    ...optimizers[config.optimizer.name]!.scalars(index + 1, config.optimizer.options),
  };
  if (ema !== undefined) numbers['emaShare'] = emaShare(index + 1, ema);
  if (supervision?.name === 'recursive') numbers['alpha'] = supervision.alpha * scheduleAt(supervision.schedule, index, steps, scores);
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tensor([value], [])]));
}

/** The gradients summed over no micro-batch yet; none where a batch is run whole. */
function emptySums({ updates, initial }: StepGraph): State {
  const prefix = slotName('sum', '');
  const names = Object.values(updates).filter((name) => name.startsWith(prefix));
  return Object.fromEntries(names.map((name) => [name, zerosLike(initial[name.slice(prefix.length)]!)]));
}

/** One run for each micro-batch: all but the last add to the sums of gradients, the last updates the rest of the state. The loss is the mean. */
async function runMicroBatches(session: Session, state: DeviceState, scalars: State, batch: Batch, count: number): Promise<StepResult> {
  const outputs = session.outputs.map((o) => o.name);
  const summing = outputs.filter((name) => name.startsWith(newName(slotName('sum', ''))));
  const updating = summing.length === 0 ? undefined : outputs.filter((name) => !summing.includes(name));
  let loss = 0;
  for (let part = 0; ; part++) {
    const last = part === count - 1;
    const feeds = { ...scalars, lr: partOf(batch.lr, part, count), hr: partOf(batch.hr, part, count) };
    const made = await session.step(state, feeds, last ? updating : ['loss', ...summing]);
    loss += numberOf(made['loss']!) / count;
    if (last) return { loss, gradientNorm: made['gradientNorm'] && numberOf(made['gradientNorm']) };
  }
}

const zerosLike = ({ data, shape }: Tensor): Tensor => tensor(new Float32Array(data.length), shape);

/** Part `part` of `count` equal parts of a batch. */
function partOf({ data, shape: [n, ...item] }: Batch['lr'], part: number, count: number): Tensor {
  const length = data.length / count;
  return tensor(data.slice(part * length, (part + 1) * length), [n! / count, ...item]);
}

/** The slots that the optimiser remakes outside the graph. */
function refreshed({ optimizer: { name, options } }: TrainConfig, state: State, weights: readonly string[]): State {
  const { slots, refresh } = optimizers[name]!;
  const changed = weights.flatMap((weight) => {
    const names = Object.keys(slots(state[weight]!.shape, options));
    const own = Object.fromEntries(names.map((slot) => [slot, state[slotName(slot, weight)]!]));
    return Object.entries(refresh!.slots(own)).map(([slot, value]) => [slotName(slot, weight), value] as const);
  });
  return Object.fromEntries(changed);
}
