/** Where training data comes from, and how LR is made where there is none: parts of a training configuration. */
import * as v from 'valibot';
import type { ResizeOptions } from '../image/resize.ts';
import { type PresetName, presetNames, presetSteps } from './degrade/presets.ts';
import { downscalesOf, isRandom, type Step, stepConfig } from './degrade/steps.ts';

const names = v.pipe(v.array(v.string()), v.minLength(1));
const weight = v.optional(v.pipe(v.number(), v.gtValue(0)));

/** One set of training data; paths are relative to the working directory. */
export const setConfig = v.variant('kind', [
  v.strictObject({ kind: v.literal('hr'), folders: names, weight }),
  v.strictObject({ kind: v.literal('pairs'), hr: v.string(), lr: v.string(), weight }),
  v.strictObject({ kind: v.literal('hdf5'), file: v.string(), weight }),
]);

export type SetConfig = v.InferOutput<typeof setConfig>;

const stepList = v.pipe(
  v.array(stepConfig),
  v.minLength(1),
  v.check((steps) => downscalesOf(steps) === 1, 'exactly one downscale on every way through the steps'),
);

/** The name of a preset, or a list of steps. */
export const degradationConfig = v.lazy((input) => (typeof input === 'string' ? v.picklist(presetNames) : stepList)) as v.GenericSchema<
  unknown,
  PresetName | readonly Step[]
>;

/** The steps that a configuration names or lists. */
export function stepsOf(degradation: PresetName | readonly Step[], scale: number): readonly Step[] {
  return typeof degradation === 'string' ? presetSteps(degradation, scale) : degradation;
}

/** How LR is made: by resizing whole pictures, by steps that give the same every time, or anew for every patch. */
export type Making = 'resized' | 'fixed' | 'random';

export function makingOf(steps: readonly Step[]): Making {
  if (isRandom(steps)) return 'random';
  return steps.length === 1 && steps[0]!.kind === 'downscale' ? 'resized' : 'fixed';
}

/** How a picture is resized by the one step that makes it `resized`. */
export function resizingOf(step: Step): Pick<ResizeOptions, 'kernel' | 'antialias'> {
  return step.kind === 'downscale' ? { kernel: step.kernels[0], antialias: step.antialias } : {};
}
