/** What a training run is told: one YAML file, checked strictly. Scale, model and data are stated once; the rest derives from them. */
import * as v from 'valibot';
import { patchConfig } from '../data/patch-config.ts';
import { degradationConfig, setConfig, stepsOf } from '../data/set-config.ts';
import { ConfigError, expected } from '../errors.ts';
import { losses } from '../losses/index.ts';
import { modelNamed } from '../models/network.ts';
import { optimizers } from '../optim/index.ts';
import { scheduleConfig } from '../optim/schedule.ts';
import { parseConfig } from '../parse-config.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.gtValue(0));
const fraction = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));
const options = v.record(v.string(), v.unknown());

/** The file as written. `options` of the model, the losses and the optimiser are checked against their own schemas. */
export const trainSchema = v.strictObject({
  /** Name of a network of src/models. */
  model: v.string(),
  /** Enlargement; one that the model has. */
  scale: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(8)),
  /** The model's own options; the paper's values where left out. */
  options: v.optional(options, {}),
  /** Seed of the first weights and of the order of the data. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  /** Updates of the weights. */
  steps: count,
  /** Patches per step. */
  batchSize: v.optional(count, 16),
  data: v.strictObject({
    /** Folders of HR pictures, relative to the working directory. */
    folders: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
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
    /** Pictures used at the most, spread over those there are. */
    maxImages: v.optional(count, 20),
    /** Steps between two validations. */
    every: v.optional(count, 1000),
  }),
  losses: v.pipe(
    v.array(v.strictObject({ name: v.string(), weight: v.optional(positive, 1), options: v.optional(options, {}) })),
    v.minLength(1),
  ),
  /** Train without padding, as SRCNN and ESPCN do: the network sees nothing made up, and the output of a patch is smaller by its margin. */
  unpadded: v.optional(v.boolean(), false),
  optimizer: v.strictObject({ name: v.string(), options: v.optional(options, {}) }),
  /** Of the first step; `schedule` changes it. */
  learningRate: positive,
  /** Factors of the learning rate for layers by the start of their weights' names, such as `subpixel: 0.1`. */
  learningRateFactors: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(0))), {}),
  schedule: v.optional(scheduleConfig, { name: 'constant' }),
  /** A network file of ours whose weights of the same name and shape are the first weights; the others start fresh and are reported. */
  initFrom: v.optional(v.string()),
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

export type TrainConfig = v.InferOutput<typeof trainSchema>;

/** Checks a configuration, with the options of everything it names. `name` is the file's, for messages. */
export function parseTrainConfig(value: unknown, name: string): TrainConfig {
  const config = parseConfig(trainSchema, value, name);
  const model = modelNamed(config.model);
  if (!model.scales.includes(config.scale)) throw new ConfigError(`${name}: ${expected(model.scales.join(', '), 'scale', config.scale)}`);
  const { folder, holdOutEvery } = config.validation;
  if ((folder === undefined) === (holdOutEvery === undefined))
    throw new ConfigError(`${name}: expected one of folder and holdOutEvery for validation`);
  const { folders, sets, degradation } = config.data;
  if ((folders === undefined) === (sets === undefined)) throw new ConfigError(`${name}: expected one of folders and sets for data`);
  return {
    ...config,
    data: { ...config.data, degradation: stepsOf(degradation, config.scale) },
    options: parseConfig(model.config, config.options, `${name}, options`) as Record<string, unknown>,
    losses: config.losses.map((loss) => ({ ...loss, options: optionsOf(losses, 'loss', loss, name) })),
    optimizer: { ...config.optimizer, options: optionsOf(optimizers, 'optimizer', config.optimizer, name) },
  };
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
