/** A queue of bounded length and bounded concurrency, first come first served. */
import { Problem } from './problem.ts';

export interface QueueOptions {
  /** Works at once. */
  readonly concurrency: number;
  /** Works that wait. */
  readonly length: number;
}

/** A place in the queue, taken before anything is kept of the work. */
export interface Place {
  /** Waits for its turn, then works. Rejected with the signal's reason when aborted while it waits, and by `close`. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Gives the place back without work. */
  leave(): void;
}

interface Waiter {
  readonly start: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** How many of the last works the time of the next is guessed from. */
const remembered = 20;

export class Queue {
  readonly #options: QueueOptions;
  readonly #waiters: Waiter[] = [];
  readonly #idle: (() => void)[] = [];
  readonly #seconds: number[] = [];
  #places = 0;
  #running = 0;
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get running(): number {
    return this.#running;
  }

  /** Places that are taken and not at work. */
  get waiting(): number {
    return this.#places - this.#running;
  }

  /** Throws a problem of status 429 when the queue is full, unless `always`; of 503 once it is closed. */
  enter({ always = false }: { readonly always?: boolean } = {}): Place {
    const { concurrency, length } = this.#options;
    if (this.#closed) throw stoppingProblem();
    if (!always && this.#places >= concurrency + length) {
      const headers = { 'Retry-After': String(this.retryAfter()) };
      throw new Problem(429, 'queue-full', `Expected at most ${length} waiting pictures but received one more`, { headers });
    }
    this.#places++;
    let left = false;
    const leave = () => {
      if (!left) this.#places--;
      left = true;
    };
    return {
      leave,
      run: async (work, signal) => {
        try {
          await this.#turn(signal);
          return await this.#work(work);
        } finally {
          leave();
          this.#next();
        }
      },
    };
  }

  /** Seconds after which a place is likely free: 1 to 60. */
  retryAfter(): number {
    const mean = this.#seconds.reduce((sum, s) => sum + s / this.#seconds.length, 0);
    return Math.min(60, Math.max(1, Math.ceil((mean * this.#places) / (2 * this.#options.concurrency))));
  }

  /** Refuses what waits and what comes; resolves when no work is left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0)) waiter.refuse(stoppingProblem());
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (this.#closed) return reject(stoppingProblem());
      const abort = () => waiter.refuse(signal?.reason);
      const settle = () => {
        signal?.removeEventListener('abort', abort);
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
      };
      const waiter: Waiter = {
        start: () => {
          settle();
          this.#running++;
          resolve();
        },
        refuse: (reason) => {
          settle();
          reject(reason as Error);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#waiters.push(waiter);
      this.#next();
    });
  }

  async #work<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#running--;
      this.#seconds.push((performance.now() - start) / 1000);
      if (this.#seconds.length > remembered) this.#seconds.shift();
      if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  #next(): void {
    while (!this.#closed && this.#running < this.#options.concurrency && this.#waiters.length > 0) this.#waiters[0]!.start();
  }
}

/** What is told to whom the server cannot serve to the end. */
export function stoppingProblem(): Problem {
  return new Problem(503, 'stopping', 'Expected a server that goes on but it is stopping; ask again soon', {
    headers: { 'Retry-After': '5' },
  });
}
