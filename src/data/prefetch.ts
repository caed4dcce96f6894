/** Batches made ahead of time in worker threads, while this thread is busy with the training step. */
import { SubpixelError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { type BatchSource, closedError } from './batches.ts';
import type { Pair } from './pairs.ts';
import type { Batch, Sampler } from './sampler.ts';
import type { DataSet } from './source.ts';
import { startThread } from './thread.ts';
import type { WorkerInput } from './worker.ts';

export interface PrefetchOptions {
  /** The first step; default 0. */
  readonly start?: number | undefined;
  /** How many batches may be ready or in the making; default 4, and at least one for each thread. */
  readonly ahead?: number | undefined;
  /** How many threads make batches; default 1. The batches and their order do not depend on it. */
  readonly workers?: number | undefined;
}

interface Waiting {
  resolve(batch: Batch): void;
  reject(error: Error): void;
}

/** The picture with its samples in memory that threads share. Sharing each picture as it is made keeps `prefetchBatches` from copying them all at once. */
export function shareImage(image: Image): Image {
  const { data } = image;
  if (data.buffer instanceof SharedArrayBuffer) return image;
  const buffer = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Uint16Array ? new Uint16Array(buffer) : new Uint8Array(buffer);
  shared.set(data);
  return { ...image, data: shared };
}

/** The pair with shared samples. */
export function sharePair(pair: Pair): Pair {
  return { ...pair, hr: shareImage(pair.hr), lr: shareImage(pair.lr) };
}

function shareSet(set: DataSet): DataSet {
  if (set.kind === 'pairs') return { ...set, pairs: set.pairs.map(sharePair) };
  if (set.kind === 'degraded') return { ...set, pictures: set.pictures.map((p) => ({ ...p, hr: shareImage(p.hr) })) };
  return set;
}

/**
 * The same batches as `directBatches(sampler, start)`. Steps go to the threads in turn, and batches are handed out in step order.
 * The threads do not keep the process alive unless a batch is waited for.
 */
export function prefetchBatches(sampler: Sampler, { start = 0, ahead = 4, workers: count = 1 }: PrefetchOptions = {}): BatchSource {
  const input: WorkerInput = { sets: sampler.sets.map(shareSet), config: sampler.config };
  const workers = Array.from({ length: count }, () => startThread('worker', import.meta.url, input));
  const ready = new Map<number, Batch>();
  const waiting = new Map<number, Waiting>();
  let failure: Error | undefined;
  let asked = start;
  let given = start;
  let waitedMs = 0;

  const ask = (): void => {
    workers[asked % count]!.postMessage(asked);
    asked++;
  };
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  for (const worker of workers) {
    worker.on('message', ({ step, batch }: { step: number; batch: Batch }) => {
      const first = waiting.get(step);
      if (!first) {
        ready.set(step, batch);
        return;
      }
      waiting.delete(step);
      first.resolve(batch);
      // Only here: a batch that arrives while `close` waits for the threads to end must not let the process go.
      if (waiting.size === 0) for (const each of workers) each.unref();
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(new SubpixelError(`The thread that makes the batches stopped with code ${code}`)));
    worker.unref();
  }
  for (let i = 0; i < Math.max(ahead, count); i++) ask();

  return {
    async next() {
      const step = given;
      const batch = ready.get(step);
      if (!batch && failure) throw failure;
      given++;
      ask();
      if (batch) {
        ready.delete(step);
        return batch;
      }
      for (const worker of workers) worker.ref();
      const from = performance.now();
      try {
        return await new Promise<Batch>((resolve, reject) => waiting.set(step, { resolve, reject }));
      } finally {
        waitedMs += performance.now() - from;
      }
    },
    async close() {
      fail(closedError());
      ready.clear();
      sampler.close();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
    get waitedMs() {
      return waitedMs;
    },
  };
}
