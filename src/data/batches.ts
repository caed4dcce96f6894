/** A stream of batches, one for each step. */
import { SubpixelError } from '../errors.ts';
import type { Batch, Sampler } from './sampler.ts';

/** Batches in step order, without end. */
export interface BatchSource {
  /** The next step's batch. Rejects when it cannot be made, and after `close`. */
  next(): Promise<Batch>;
  /** Ends the stream and frees what it holds; may be called twice. */
  close(): Promise<void>;
}

/** Makes each batch when it is asked for, from step `start` on. */
export function directBatches(sampler: Sampler, start = 0): BatchSource {
  let step = start;
  let open = true;
  return {
    async next() {
      if (!open) throw closedError();
      return sampler.batchAt(step++);
    },
    async close() {
      open = false;
    },
  };
}

/** The error of `next` after `close`. */
export function closedError(): SubpixelError {
  return new SubpixelError('The batches are closed');
}
