/** A bound on the bytes that uploads, and results that are being sent, hold at once, all together. */
import { Problem } from './problem.ts';

export class Memory {
  readonly #most: number;
  #held = 0;

  constructor(bytes: number) {
    this.#most = bytes;
  }

  get held(): number {
    return this.#held;
  }

  /** A holder of bytes of one request. */
  open(): Hold {
    let held = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#most) {
          const detail = `Expected at most ${this.#most} bytes of uploads at once but received more`;
          throw new Problem(429, 'queue-full', detail, { headers: { 'Retry-After': '5' } });
        }
        this.#held += bytes;
        held += bytes;
      },
      add: (bytes) => {
        this.#held += bytes;
        held += bytes;
      },
      release: () => {
        this.#held -= held;
        held = 0;
      },
    };
  }
}

export interface Hold {
  /** Throws a problem of status 429 when all are held. */
  take(bytes: number): void;
  /** Never throws: for what is there already. */
  add(bytes: number): void;
  release(): void;
}
