/** Some steps of training on one seeded batch, the same on every engine. Also bundled for the browser: nothing of Node in here. */
import type { Batch } from '../../src/data/sampler.ts';
import { sizeOf, tensor } from '../../src/graph/tensor.ts';
import type { ModelDef } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/presets.ts';
import { mulberry32 } from '../../src/random.ts';
import type { Device, Engine } from '../../src/runtime/engine.ts';
import { parseTrainConfig, type TrainConfig } from '../../src/train/config.ts';
import { buildStep, type State, startStep } from '../../src/train/step.ts';

export interface SeededTraining {
  readonly model: string;
  readonly scale: number;
  readonly steps: number;
  readonly device: Device;
  readonly optimizer: { readonly name: string; readonly options?: Readonly<Record<string, unknown>> };
  readonly learningRate: number;
}

export interface Trained {
  /** The loss of each step. */
  readonly losses: readonly number[];
  /** Weights and slots after the last step. */
  readonly state: State;
}

export function trainSeeded(engine: Engine, { device, ...given }: SeededTraining): Promise<Trained> {
  const data = { folders: ['unused'], patch: { mode: 'random', lrPatchSize: 8 } };
  const rest = { data, validation: { holdOutEvery: 2 }, losses: [{ name: 'l2' }], threads: 2 };
  return trainConfigured(engine, parseTrainConfig({ ...given, ...rest, batchSize: 2, device }, 'seeded training'));
}

/** A batch of seeded noise in 0 … 1, of the sizes that the configuration says. */
export function noiseBatch({ batchSize, scale, data }: TrainConfig, { channels, input }: ModelDef, seed: number): Batch {
  const random = mulberry32(seed);
  const noise = (side: number) => {
    const shape = [batchSize, channels, side, side];
    return tensor(Float32Array.from({ length: sizeOf(shape) }, random), shape);
  };
  const { lrPatchSize } = data.patch;
  const hrPatchSize = lrPatchSize * scale;
  return { lr: noise(input === 'lr' ? lrPatchSize : hrPatchSize), hr: noise(hrPatchSize) };
}

/** The same for a whole configuration; `model` is the definition, where src/models has none of the name, `seed` that of the batch. */
export async function trainConfigured(
  engine: Engine,
  config: TrainConfig,
  { model = modelNamed(config.model), seed = 17 }: { readonly model?: ModelDef; readonly seed?: number } = {},
): Promise<Trained> {
  const batch = noiseBatch(config, model, seed);
  const runner = await startStep(config, buildStep(config, model), engine);
  const losses: number[] = [];
  for (let step = 0; step < config.steps; step++) losses.push((await runner.run(step, batch)).loss);
  const state = await runner.read();
  await runner.dispose();
  return { losses, state };
}
