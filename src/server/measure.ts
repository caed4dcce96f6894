/** Scores of a finished picture, made in a thread of their own that ends when time or client do. */
import type { MeasureRequest } from '../common/measure-options.ts';
import type { PairScores } from '../common/metrics-measure.ts';
import { startThread } from '../data/thread.ts';
import { Problem, type ProblemBody, problemFrom } from './problem.ts';

export interface MeasureWork {
  readonly sr: Uint8Array;
  readonly hr: Uint8Array | undefined;
  readonly metrics: readonly string[];
  readonly request: MeasureRequest;
  /** Most of either picture. */
  readonly pixels: number;
}

export interface Measured {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly protocol: string;
  /** The protocol in full, in one line. */
  readonly description: string;
  readonly scores: PairScores['scores'];
  readonly notes: readonly string[];
}

export type MeasureAnswer = { readonly measured: Measured } | { readonly problem: ProblemBody; readonly reason: string | undefined };

/** Throws a problem for what cannot be measured, and when the time is over; the signal's reason when aborted. */
export async function measureInThread(
  work: MeasureWork,
  { signal, seconds }: { readonly signal: AbortSignal; readonly seconds: number },
): Promise<Measured> {
  signal.throwIfAborted();
  const worker = startThread('measure-worker', import.meta.url, work);
  const clock = AbortSignal.timeout(Math.ceil(seconds * 1000));
  try {
    const answer = await new Promise<MeasureAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread ended without an answer')));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      clock.addEventListener(
        'abort',
        () => reject(new Problem(503, 'took-too-long', `Expected at most ${seconds} s of work but it took longer`)),
        { once: true },
      );
    });
    if ('measured' in answer) return answer.measured;
    throw answer.reason === undefined
      ? problemFrom(answer.problem)
      : new Problem(500, 'failure', answer.problem.detail, { cause: new Error(answer.reason) });
  } finally {
    await worker.terminate();
  }
}
