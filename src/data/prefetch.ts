/** Batches made ahead of time in a worker thread, while this thread is busy with the training step. */
import { Worker } from 'node:worker_threads';
import { SubpixelError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { type BatchSource, closedError } from './batches.ts';
import type { Pair } from './pairs.ts';
import type { Batch, Sampler } from './sampler.ts';
import type { WorkerInput } from './worker.ts';

export interface PrefetchOptions {
  /** The first step; default 0. */
  readonly start?: number | undefined;
  /** How many batches may be ready or in the making; default 4. */
  readonly ahead?: number | undefined;
}

interface Waiting {
  resolve(batch: Batch): void;
  reject(error: Error): void;
}

function shareImage(image: Image): Image {
  const { data } = image;
  if (data.buffer instanceof SharedArrayBuffer) return image;
  const buffer = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Uint16Array ? new Uint16Array(buffer) : new Uint8Array(buffer);
  shared.set(data);
  return { ...image, data: shared };
}

/** The pair with its samples in memory that threads share. Sharing each pair as it is made keeps `prefetchBatches` from copying them all at once. */
export function sharePair(pair: Pair): Pair {
  return { ...pair, hr: shareImage(pair.hr), lr: shareImage(pair.lr) };
}

/** From TypeScript sources (tests), the thread first loads tsx, whose `--import` form serves the main thread only. */
function startWorker(workerData: WorkerInput): Worker {
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new Worker(new URL('./worker.js', here), { workerData });
  const loader = `import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))}; register();`;
  return new Worker(new URL('./worker.ts', here), {
    workerData,
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(loader)}`],
  });
}

/** The same batches as `directBatches(sampler, start)`. The thread does not keep the process alive unless a batch is waited for. */
export function prefetchBatches(sampler: Sampler, { start = 0, ahead = 4 }: PrefetchOptions = {}): BatchSource {
  const worker = startWorker({ pairs: sampler.pairs.map(sharePair), config: sampler.config, start });
  const ready: Batch[] = [];
  const waiting: Waiting[] = [];
  let failure: Error | undefined;

  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (batch: Batch) => {
    const first = waiting.shift();
    if (first) first.resolve(batch);
    else ready.push(batch);
    if (waiting.length === 0) worker.unref();
  });
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new SubpixelError(`The thread that makes the batches stopped with code ${code}`)));
  worker.unref();
  for (let i = 0; i < ahead; i++) worker.postMessage('more');

  return {
    next() {
      const batch = ready.shift();
      if (!batch && failure) return Promise.reject(failure);
      worker.postMessage('more');
      if (batch) return Promise.resolve(batch);
      worker.ref();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    async close() {
      fail(closedError());
      ready.length = 0;
      await worker.terminate();
    },
  };
}
