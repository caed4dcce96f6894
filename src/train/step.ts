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
import { scheduleAt } from '../optim/schedule.ts';
import type { Engine, Session } from '../runtime/engine.ts';
import type { TrainConfig } from './config.ts';
import { preconditioned } from './precondition.ts';

/** Weights and optimiser slots by name. A slot is named `<slot>/<weight>`. */
export type State = Readonly<Record<string, Tensor>>;

export interface StepGraph {
  readonly model: Uint8Array;
  /** The state before the first step. */
  readonly initial: State;
  /** Names of the weights among the state. */
  readonly weights: readonly string[];
}

/** Builds the step for fixed batch and patch sizes. */
export function buildStep(config: TrainConfig): StepGraph {
  const { scale, batchSize, data, seed } = config;
  const { channels, input } = modelNamed(config.model);
  const hrSize = data.patch.lrPatchSize * scale;
  const inputSize = input === 'lr' ? data.patch.lrPatchSize : hrSize;
  const { graph: g, sr } = buildNetwork({ ...config, channels }, [batchSize, inputSize, inputSize], seed);
  const hr = g.input('hr', [batchSize, channels, hrSize, hrSize]);
  const inner = (x: Value) => withoutBorder(g, x, config.lossBorder * scale);
  const loss = weightedLoss(g, config, inner(sr), inner(hr));
  g.output(loss, 'loss');
  const initial = addUpdates(g, config, loss);
  return {
    model: serialize({ graph: g, opsets, metadata: {} }, { weights: 'inputs' }),
    initial,
    weights: g.weights.map((w) => w.name),
  };
}

function withoutBorder(g: Graph, x: Value, border: number): Value {
  if (border === 0) return x;
  return slice(
    g,
    x,
    [2, 3].map((axis) => ({ axis, start: border, end: x.sizes[axis]! - border })),
  );
}

function weightedLoss(g: Graph, config: TrainConfig, sr: Value, hr: Value): Value {
  return config.losses
    .map(({ name, weight, options }) => {
      const term = losses[name]!.build(g, { sr, hr }, options);
      return weight === 1 ? term : mul(g, term, g.constant(weight));
    })
    .reduce((sum, term) => add(g, sum, term));
}

/** Adds the gradients and the optimiser; outputs `new:<name>` for every entry of the state, whose first values are returned. */
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
    const slots = optimizer.slots.map((slot) => {
      const name = `${slot}/${weight.name}`;
      initial[name] = tensor(new Float32Array(weight.tensor!.data.length), weight.sizes);
      return g.input(name, weight.sizes);
    });
    const rate = factors[i] === 1 ? learningRate : mul(g, learningRate, g.constant(factors[i]!));
    const next = preconditioned(g, weight, grads[i]!, config.pixelCorrelation, (from, gradient) =>
      optimizer.build(g, { weight: from, gradient, slots, learningRate: rate, scalars }, options),
    );
    g.output(next.weight, newName(weight.name));
    next.slots.forEach((slot, k) => {
      g.output(slot, newName(slots[k]!.name));
    });
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

export interface StepRunner {
  /** Runs the step numbered `step` (from 0) on the batch; returns its loss. */
  run(step: number, batch: Batch): Promise<number>;
  readonly state: State;
  dispose(): Promise<void>;
}

/** Loads the step into the engine and keeps the state between steps. */
export async function startStep(config: TrainConfig, step: StepGraph, engine: Engine, state: State = step.initial): Promise<StepRunner> {
  const session: Session = await engine.load(step.model, { device: config.device, ...(config.threads ? { threads: config.threads } : {}) });
  const optimizer = optimizers[config.optimizer.name]!;
  const names = Object.keys(step.initial);
  let current: State = state;
  const scalar = (value: number) => tensor([value], []);
  return {
    get state() {
      return current;
    },
    async run(index, { lr, hr }) {
      const rate = config.learningRate * scheduleAt(config.schedule, index, config.steps);
      const scalars = optimizer.scalars(index + 1, config.optimizer.options);
      const feeds: Record<string, Tensor> = { ...current, lr, hr, learningRate: scalar(rate) };
      for (const [name, value] of Object.entries(scalars)) feeds[name] = scalar(value);
      const made = await session.run(feeds);
      current = Object.fromEntries(names.map((name) => [name, made[newName(name)]!]));
      return (made['loss']!.data as Float32Array)[0]!;
    },
    dispose: () => session.dispose(),
  };
}
