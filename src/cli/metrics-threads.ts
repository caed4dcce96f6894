/** Pictures measured in several threads at once. This thread is one of them, so that nothing waits for the others to start. */
import type { Worker } from 'node:worker_threads';
import { type MeasureSetting, measurePair, type PairScores, type PicturePair } from '../common/metrics-measure.ts';
import { sentenceOf } from '../common/sentence.ts';
import { startThread } from '../data/thread.ts';
import type { Engine } from '../runtime/engine.ts';

export type Outcome = PairScores | Failure;

export interface Failure {
  readonly error: string;
  readonly stack?: string | undefined;
}

/** What a thread is given. */
export interface ThreadWork {
  readonly pairs: readonly PicturePair[];
  readonly setting: MeasureSetting;
  /** One counter in shared memory: the first pair that no thread has taken. */
  readonly next: Int32Array;
}

export interface ThreadOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Only with one thread. */
  readonly engine?: Engine | undefined;
  /** Called once for each pair, in the order in which they are done. */
  onDone(index: number, outcome: Outcome): void;
}

/** Returns when all pairs are done, or soon after the signal. */
export async function measurePairs(pairs: readonly PicturePair[], setting: MeasureSetting, options: ThreadOptions): Promise<void> {
  const { threads, signal, engine, onDone } = options;
  if (signal.aborted) return;
  const work: ThreadWork = { pairs, setting, next: new Int32Array(new SharedArrayBuffer(4)) };
  const left = new Set(pairs.keys());
  const done = (index: number, outcome: Outcome) => {
    if (left.delete(index)) onDone(index, outcome);
  };
  const stop = () => Atomics.store(work.next, 0, pairs.length);
  signal.addEventListener('abort', stop);
  const workers = Array.from({ length: Math.min(threads, pairs.length) - 1 }, () => startThread('metrics-worker', import.meta.url, work));
  try {
    const others = Promise.race([allArrive(workers, left, done), aborted(signal)]);
    await takePairs(work, done, engine);
    if (left.size > 0) await others;
    // What a thread took that failed.
    for (const index of left) if (!signal.aborted) done(index, await outcomeOf(pairs[index]!, setting, engine));
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Measures pair after pair that no other thread has taken. */
export async function takePairs(
  { pairs, setting, next }: ThreadWork,
  done: (index: number, outcome: Outcome) => void,
  engine?: Engine,
): Promise<void> {
  for (let index = Atomics.add(next, 0, 1); index < pairs.length; index = Atomics.add(next, 0, 1))
    done(index, await outcomeOf(pairs[index]!, setting, engine));
}

async function outcomeOf(pair: PicturePair, setting: MeasureSetting, engine?: Engine): Promise<Outcome> {
  try {
    return await measurePair(pair, setting, engine);
  } catch (error) {
    return { error: sentenceOf(error), stack: error instanceof Error ? error.stack : undefined };
  }
}

/** Until no pair is left, or every worker has ended. */
function allArrive(workers: readonly Worker[], left: ReadonlySet<number>, done: (index: number, outcome: Outcome) => void): Promise<void> {
  let running = workers.length;
  return new Promise((resolve) => {
    if (running === 0) resolve();
    for (const worker of workers) {
      worker.on('message', ({ index, outcome }: { index: number; outcome: Outcome }) => {
        done(index, outcome);
        if (left.size === 0) resolve();
      });
      worker.on('error', () => {});
      worker.on('exit', () => {
        running--;
        if (running === 0) resolve();
      });
    }
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
