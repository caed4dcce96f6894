/** How many pictures each client has in the queue or at work. */
import { Problem } from './problem.ts';

export class Clients {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns what takes the picture off again. Throws a problem of status 429 when the client has too many, unless `always`. */
  enter(client: string, { always = false }: { readonly always?: boolean } = {}): () => void {
    const count = this.#counts.get(client) ?? 0;
    if (count >= this.#most && !always) {
      const headers = { 'Retry-After': '5' };
      throw new Problem(429, 'too-many-jobs', `Expected at most ${this.#most} unfinished pictures of one client but received one more`, {
        headers,
      });
    }
    this.#counts.set(client, count + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const now = this.#counts.get(client)! - 1;
      if (now > 0) this.#counts.set(client, now);
      else this.#counts.delete(client);
    };
  }
}
