/** The public entry `subpixel`, for any JavaScript runtime: bring an engine that runs ONNX networks, and pictures as arrays. */
export { gradients } from './autodiff/gradients.ts';
export { type BatchSource, directBatches } from './data/batches.ts';
export { type DegradeOptions, degrade, degradePatch } from './data/degrade/degrade.ts';
export type { Compress } from './data/degrade/op.ts';
export { type PresetName, presetSteps } from './data/degrade/presets.ts';
export type { Step } from './data/degrade/steps.ts';
export type { PatchFile } from './data/hdf5.ts';
export { makePair, makePairs, type Pair, type PairOptions } from './data/pairs.ts';
export type { PatchConfig } from './data/patch-config.ts';
export { type Batch, createSampler, openSampler, type Sampler, type SamplerConfig, type SamplerTools } from './data/sampler.ts';
export type { DataSet, HrPicture } from './data/source.ts';
export { CodecError, ConfigError, EngineError, GraphError, ShapeError, SubpixelError } from './errors.ts';
export { type EvaluateOptions, type Evaluation, evaluateImage, meanScores, type Scores } from './evaluate/evaluate.ts';
export { createValidator, type Validate } from './evaluate/validator.ts';
export * from './graph/index.ts';
export { bleedColor } from './image/alpha.ts';
export { type ColorOptions, grayToY, rgbToY, rgbToYCbCr, yCbCrToRgb, yToGray } from './image/color.ts';
export type { Image, Planes, Rect } from './image/image.ts';
export { cropImage, cropPlanes, modcrop, type PlanesOptions, padPlanes, toImage, toPlanes, toPlanes64 } from './image/planes.ts';
export { imresize, imresizeImage, type Kernel, type ResizeOptions, type Size, type Target } from './image/resize.ts';
export { type Axis, type KernelShape, kernelShapes, type Taps, tapsOf } from './image/taps.ts';
export { type Dihedral, dihedral, dihedralImage, dihedrals } from './image/transform.ts';
export { losses } from './losses/index.ts';
export { defineLoss, type LossDef } from './losses/loss.ts';
export { metrics } from './metrics/index.ts';
export {
  defineMetric,
  type FullReference,
  type MeasureOptions,
  type MetricDef,
  type MetricFile,
  measureOne,
  type NoReference,
} from './metrics/metric.ts';
export {
  deriveProtocol,
  describeProtocol,
  makeLr,
  measure,
  type Protocol,
  type ProtocolName,
  parseProtocol,
  protocols,
} from './metrics/protocol.ts';
export { models } from './models/index.ts';
export { type Layer, Layers } from './models/layers.ts';
export { type NetworkMetadata, readMetadata, writeMetadata } from './models/metadata.ts';
export {
  defineModel,
  type Facts,
  type Family,
  type ModelDef,
  type Outputs,
  type Paper,
  type Preset,
  type PublishedScore,
  type Setting,
} from './models/model.ts';
export { type BuiltNetwork, buildNetwork, exportNetwork, type NetworkSpec } from './models/network.ts';
export { modelNamed, type NamedModel, namedModels } from './models/presets.ts';
export { optimizers } from './optim/index.ts';
export { defineOptimizer, type OptimizerDef, type Update, type UpdateInputs } from './optim/optimizer.ts';
export type { Score } from './optim/plateau.ts';
export { type ScheduleConfig, scheduleAt } from './optim/schedule.ts';
export { checkDevice } from './runtime/check-device.ts';
export type { Device, DeviceState, Engine, Port, Session, SessionOptions } from './runtime/engine.ts';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './train/checkpoint.ts';
export { collapseWeights } from './train/collapse.ts';
export { parseTrainConfig, type TrainConfig } from './train/config.ts';
export { buildStep, exportedWeights, type State, type StepGraph, type StepResult, type StepRunner, startStep } from './train/step.ts';
export { type LogRow, type TrainOptions, type TrainResult, train } from './train/trainer.ts';
export { type LoadOptions, loadNetwork, type Network, type NetworkSet } from './upscale/network.ts';
export type { SizeRequest } from './upscale/plan.ts';
export { resampler, resamplers } from './upscale/resampler.ts';
export { type Progress, type UpscaleOptions, type UpscaleResult, upscaleImage, upscalePlanes } from './upscale/upscale.ts';
