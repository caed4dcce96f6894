/** A checkpoint: everything that the next step depends on, as one safetensors file, so that other tools can read the weights too. */
import * as v from 'valibot';
import { SubpixelError } from '../errors.ts';
import { readSafetensors, writeSafetensors } from '../graph/safetensors.ts';
import type { Score } from '../optim/plateau.ts';
import type { State } from './step.ts';

export interface Checkpoint {
  /** Steps done: the next step's number, counted from 0. */
  readonly step: number;
  readonly state: State;
  /** The resolved configuration, as JSON: a run is resumed only with the same one. */
  readonly config: string;
  /** The stage that the last step belongs to, from 0, and the run's step that it began at. */
  readonly stage: { readonly index: number; readonly start: number };
  /** Best validation PSNR so far in dB, and its step; absent before the first validation. */
  readonly best: Score | undefined;
  /** All validations so far, oldest first: schedules and early stopping look at them. */
  readonly scores: readonly Score[];
  /** Sum and number of the losses since the last row of the log, and the sum of the gradient's norms where the step measures them. */
  readonly pending: { readonly sum: number; readonly count: number; readonly normSum?: number | undefined };
  /** Seconds trained so far, over all sessions. */
  readonly seconds: number;
}

const format = 'subpixel-checkpoint-1';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** JSON has no word for the PSNR of a perfect picture; it is written as text. */
const decibels = v.union([v.number(), v.pipe(v.picklist(['Infinity', '-Infinity', 'NaN']), v.transform(Number))]);
const score = v.object({ psnr: decibels, step: v.number() });

/** `stage` and `scores` are not in checkpoints of 0.1. */
const metaSchema = v.object({
  step: whole,
  config: v.string(),
  stage: v.optional(v.object({ index: whole, start: whole }), { index: 0, start: 0 }),
  best: v.optional(score),
  scores: v.optional(v.array(score), []),
  pending: v.object({ sum: v.number(), count: v.number(), normSum: v.optional(v.number()) }),
  seconds: v.number(),
});

export function writeCheckpoint({ state, ...meta }: Checkpoint): Uint8Array {
  const text = JSON.stringify(meta, (_key, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
  return writeSafetensors({ tensors: state, metadata: { format, subpixel: text } });
}

/** Throws SubpixelError naming `name` for a file that is not a checkpoint of ours or is cut short. */
export function readCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  try {
    const { tensors: state, metadata } = readSafetensors(bytes);
    const { subpixel } = v.parse(v.object({ format: v.literal(format), subpixel: v.string() }), metadata);
    const meta = v.parse(metaSchema, JSON.parse(subpixel));
    return { ...meta, best: meta.best, state };
  } catch (cause) {
    throw new SubpixelError(`${name} is not a readable checkpoint: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
