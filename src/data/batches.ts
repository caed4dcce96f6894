/** A stream of batches, one for each step. */
import { SubpixelError } from '../errors.ts';
import type { Batch, Sampler } from './sampler.ts';

/** Batches in step order, without end. */
export interface BatchSource {
  /** The next step's batch. Rejects when it cannot be made, and after `close`. */
  next(): Promise<Batch>;
  /** Ends the stream and frees what it holds; may be called twice. */
  close(): Promise<void>;
  /** Milliseconds that batches were waited for so far, all together. */
  readonly waitedMs: number;
}

/** Makes each batch when it is asked for, from step `start` on. */
export function directBatches(sampler: Sampler, start = 0): BatchSource {
  let step = start;
  let open = true;
  let waitedMs = 0;
  return {
    async next() {
      if (!open) throw closedError();
      const from = performance.now();
      const batch = await sampler.batchAt(step++);
      waitedMs += performance.now() - from;
      return batch;
    },
    async close() {
      open = false;
      sampler.close();
    },
    get waitedMs() {
      return waitedMs;
    },
  };
}

/** The error of `next` after `close`. */
export function closedError(): SubpixelError {
  return new SubpixelError('The batches are closed');
}
