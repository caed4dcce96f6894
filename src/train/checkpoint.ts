/**
 * A checkpoint: everything that the next step depends on, as one safetensors file (tensors after a JSON header),
 * so that other tools can read the weights too. Format: 8 bytes header length (little-endian), header, tensor bytes.
 */
import * as v from 'valibot';
import { SubpixelError } from '../errors.ts';
import { type Tensor, tensor } from '../graph/tensor.ts';
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

const entrySchema = v.object({
  dtype: v.literal('F32'),
  shape: v.array(whole),
  data_offsets: v.tuple([v.number(), v.number()]),
});

export function writeCheckpoint({ state, ...meta }: Checkpoint): Uint8Array {
  const text = JSON.stringify(meta, (_key, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
  const header: Record<string, unknown> = { __metadata__: { format: 'subpixel-checkpoint-1', subpixel: text } };
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(state)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The format asks for tensors aligned to 8 bytes: the header is filled up with spaces.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { data } of Object.values(state)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Throws SubpixelError naming `name` for a file that is not a checkpoint of ours or is cut short. */
export function readCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const broken = (why: string, cause?: unknown) => new SubpixelError(`${name} is not a readable checkpoint: ${why}`, { cause });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw broken(`it has ${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw broken('its header is cut short');
  try {
    const { __metadata__, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    const { subpixel } = v.parse(v.object({ format: v.literal('subpixel-checkpoint-1'), subpixel: v.string() }), __metadata__);
    const meta = v.parse(metaSchema, JSON.parse(subpixel));
    const state: Record<string, Tensor> = {};
    for (const [key, value] of Object.entries(entries)) {
      const { shape, data_offsets: offsets } = v.parse(entrySchema, value);
      const [start, end] = offsets.map((o) => 8 + length + o) as [number, number];
      if (end > bytes.length) throw new SubpixelError('a tensor is cut short');
      state[key] = tensor(new Float32Array(new Uint8Array(bytes.subarray(start, end)).buffer), shape);
    }
    return { ...meta, best: meta.best, state };
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error), error);
  }
}
