/** What a training run is told: one YAML file, checked strictly. Scale, model and data are stated once; the rest derives from them. */

import * as v from 'valibot';
import { patchConfig } from '../data/patch-config.ts';
import { degradationConfig, setConfig, stepsOf } from '../data/set-config.ts';
import { ConfigError, expected } from '../errors.ts';
import { losses } from '../losses/index.ts';
import { hasScale, scalesText } from '../models/model.ts';
import { modelNamed } from '../models/presets.ts';
import { clipConfig } from '../optim/clip.ts';
import { optimizers } from '../optim/index.ts';
import { decay } from '../optim/optimizer.ts';
import { scheduleConfig } from '../optim/schedule.ts';
import { parseConfig } from '../parse-config.ts';
import { fractionOf } from '../scale.ts';
import { supervisionConfig } from './supervision.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));
const fraction = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
const options = v.record(v.string(), v.unknown());
const scaleNumber = v.pipe(v.number(), v.minValue(1), v.maxValue(8));
const patterns = v.array(v.string());

/** The file as written. `options` of the model, the losses and the optimiser are checked against their own schemas. */
export const trainSchema = v.strictObject({
  /** Name of a network of src/models. */
  model: v.string(),
  /** Enlargement; one that the model has, or several for one run that trains them all. */
  scale: v.union([scaleNumber, v.pipe(v.array(scaleNumber), v.minLength(1))]),
  /** Of several scales: one after the other, or drawn by the seed. */
  scaleOrder: v.optional(v.picklist(['turn', 'random']), 'turn'),
  /** The model's own options; the paper's values where left out. */
  options: v.optional(options, {}),
  /** Seed of the first weights and of the order of the data. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  /** Updates of the weights. */
  steps: count,
  /** Patches per step. */
  batchSize: v.optional(count, 16),
  /** Equal parts of a batch that run one after another, to save memory; the step is that of the whole batch. */
  microBatches: v.optional(count, 1),
  data: v.strictObject({
    /** Folders of HR pictures, relative to the working directory. */
    folders: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
    /** Pictures of the folders that are left out, as patterns below them: `302003.jpg`, `woman*`. */
    exclude: v.optional(v.array(v.string()), []),
    /** In place of `folders`: several sets of data, with weights where they shall be seen by other shares than those of their patches. */
    sets: v.optional(v.pipe(v.array(setConfig), v.minLength(1))),
    /** How LR is made of HR: `bicubic`, `blur-downscale`, `noise`, `bsrgan`, `real-esrgan`, or a list of steps. */
    degradation: v.optional(degradationConfig, 'bicubic'),
    /** Factors by which every HR picture is also shrunk before its LR picture is made. */
    shrink: v.optional(v.pipe(v.array(fraction), v.minLength(1)), [1]),
    patch: patchConfig,
  }),
  /** Where PSNR is measured: a folder of HR pictures, or every n-th picture of each training folder, which is then not trained on. */
  validation: v.strictObject({
    /** A folder of HR pictures. */
    folder: v.optional(v.string()),
    /** Every n-th picture of the training folders. */
    holdOutEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
    /** With `holdOutEvery: n`, which picture of every n is held out, from 1 to n; the last when left out. */
    fold: v.optional(count),
    /** Pictures used at the most, spread over those there are. */
    maxImages: v.optional(count, 20),
    /** Steps between two validations. */
    every: v.optional(count, 1000),
  }),
  losses: v.pipe(
    v.array(v.strictObject({ name: v.string(), weight: v.optional(positive, 1), options: v.optional(options, {}) })),
    v.minLength(1),
  ),
  /** How the side outputs of a network that has them are trained; without it only its last output is. */
  supervision: v.optional(supervisionConfig),
  /** Train without padding, as SRCNN and ESPCN do: the network sees nothing made up, and the output of a patch is smaller by its margin. */
  unpadded: v.optional(v.boolean(), false),
  optimizer: v.strictObject({ name: v.string(), options: v.optional(options, {}) }),
  /** Of the first step; `schedule` changes it. */
  learningRate: positive,
  /** Factors of the learning rate for layers by the start of their weights' names, such as `subpixel: 0.1`. */
  learningRateFactors: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(0))), {}),
  schedule: v.optional(scheduleConfig, { name: 'constant' }),
  /** Limits the gradients before the optimiser sees them. */
  clip: v.optional(clipConfig),
  /** Decay of an exponential moving average of the weights, such as 0.999: the averages are validated and exported. */
  ema: v.optional(decay),
  /** Work out the norm of the whole gradient at every step, for the log. */
  logGradientNorm: v.optional(v.boolean(), true),
  /** A network file (.onnx, or .safetensors of a run) whose weights are the first weights; all of them, by name and shape, but for those that the keys below name. */
  initFrom: v.optional(
    v.union([
      v.string(),
      v.strictObject({
        /** The network file. */
        file: v.string(),
        /** Weights that may start fresh, by patterns such as `subpixel.*`. */
        new: v.optional(patterns, []),
        /** Weights of the file that may be left over, by patterns. */
        unused: v.optional(patterns, []),
      }),
    ]),
  ),
  /** Weights that are not trained, by patterns such as `feature.*`. */
  freeze: v.optional(patterns, []),
  /** Ends a stage, or a run without stages, when validation PSNR no longer rises. */
  earlyStopping: v.optional(
    v.strictObject({
      /** Validations in a row without a gain. */
      patience: count,
      /** Rise of the best PSNR in dB that counts as a gain; any when 0. */
      minGain: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
    }),
  ),
  /** Parts of the run, in order: each changes any keys but those of the network, and starts schedule and optimiser anew. */
  stages: v.optional(v.pipe(v.array(options), v.minLength(1))),
  /** Steps between two rows of the log. */
  logEvery: v.optional(count, 100),
  /** Steps between two checkpoints. */
  checkpointEvery: v.optional(count, 1000),
  /** Where the step runs; only the CPU gives the same bits every time. */
  device: v.optional(v.picklist(['cpu', 'webgpu', 'cuda']), 'cpu'),
  /** CPU threads; all cores when left out. */
  threads: v.optional(count),
  /** What the weights may be used for, in a sentence that travels with them. */
  license: v.optional(v.string(), 'not stated'),
});

/** A whole run as written, defaults filled in. */
export type TrainFile = v.InferOutput<typeof trainSchema>;

/** What is trained at one time: one stage at one scale. */
export type TrainConfig = Omit<TrainFile, 'scale' | 'stages'> & { readonly scale: number };

/** One stage at its scales. */
export type StageConfig = Omit<TrainFile, 'scale' | 'stages'> & { readonly scale: readonly number[] };

/**
 * Checks a configuration of one scale without stages, with the options of everything it names. `name` is the file's, for messages.
 * Throws ConfigError.
 */
export function parseTrainConfig(value: unknown, name: string): TrainConfig {
  const { stages, ...file } = parseConfig(trainSchema, value, name);
  if (stages) throw new ConfigError(`${name}: Expected a configuration without stages but received ${stages.length} of them`);
  const config = checkStage(file, name);
  return { ...config, scale: only(config.scale, name) };
}

function only(scales: readonly number[], name: string): number {
  if (scales.length > 1) throw new ConfigError(`${name}: ${expected('one number', 'scale', scales.join(', '))}`);
  return scales[0]!;
}

/** Checks one stage, as it is after `stages` has been merged into the rest. Throws ConfigError. */
export function parseStage(value: unknown, name: string): StageConfig {
  const { stages, ...file } = parseConfig(trainSchema, value, name);
  if (stages) throw new ConfigError(`${name}: Expected no stages within a stage but received ${stages.length}`);
  return checkStage(file, name);
}

function checkStage(config: Omit<TrainFile, 'stages'>, name: string): StageConfig {
  const model = modelNamed(config.model);
  const scale = [...new Set([config.scale].flat())];
  for (const one of scale) if (!hasScale(model, one)) throw new ConfigError(`${name}: ${expected(scalesText(model), 'scale', one)}`);
  for (const one of scale) checkPatch(config.data.patch, one, name);
  const { folder, holdOutEvery, fold } = config.validation;
  if ((folder === undefined) === (holdOutEvery === undefined))
    throw new ConfigError(`${name}: expected one of folder and holdOutEvery for validation`);
  const { batchSize, microBatches } = config;
  if (batchSize % microBatches !== 0)
    throw new ConfigError(`${name}: ${expected(`a divisor of batchSize, ${batchSize},`, 'microBatches', microBatches)}`);
  if (fold !== undefined && fold > (holdOutEvery ?? 0))
    throw new ConfigError(
      `${name}: ${expected(holdOutEvery ? `1 to ${holdOutEvery}` : 'holdOutEvery beside it', 'validation.fold', fold)}`,
    );
  const { folders, sets, degradation } = config.data;
  if ((folders === undefined) === (sets === undefined)) throw new ConfigError(`${name}: expected one of folders and sets for data`);
  return {
    ...config,
    scale,
    // A preset's steps depend on the scale, so that of several scales stays a name.
    data: scale.length > 1 ? config.data : { ...config.data, degradation: stepsOf(degradation, scale[0]!) },
    options: parseConfig(model.config, { ...model.options, ...config.options }, `${name}, options`) as Record<string, unknown>,
    losses: config.losses.map((loss) => ({ ...loss, options: optionsOf(losses, 'loss', loss, name) })),
    optimizer: { ...config.optimizer, options: optionsOf(optimizers, 'optimizer', config.optimizer, name) },
  };
}

/** Patches of whole pixels in LR and HR. */
function checkPatch(patch: TrainFile['data']['patch'], scale: number, name: string): void {
  const [, unit] = fractionOf(scale);
  const lengths = { lrPatchSize: patch.lrPatchSize, ...(patch.mode === 'grid' && { stride: patch.stride }) };
  for (const [key, length] of Object.entries(lengths))
    if (length % unit !== 0)
      throw new ConfigError(`${name}: ${expected(`a multiple of ${unit} at scale ${scale}`, `data.patch.${key}`, length)}`);
}

function optionsOf(
  registry: Readonly<Record<string, { readonly config: v.GenericSchema<object> }>>,
  what: string,
  given: { readonly name: string; readonly options: unknown },
  name: string,
): Record<string, unknown> {
  const definition = registry[given.name];
  if (!definition) throw new ConfigError(`${name}: ${expected(`one of ${Object.keys(registry).join(', ')}`, what, given.name)}`);
  return parseConfig(definition.config, given.options, `${name}, options of ${given.name}`) as Record<string, unknown>;
}
