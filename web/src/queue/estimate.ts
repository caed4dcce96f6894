/** How long it will still take, from the speed so far. */

/** Too little done to say anything. */
const least = 0.02;

/** Seconds that are left of work that began `elapsedSeconds` ago and of which 0–1 is done; undefined before that can be told. */
export function secondsLeft(progress: number, elapsedSeconds: number): number | undefined {
  if (progress < least || elapsedSeconds <= 0) return undefined;
  return (elapsedSeconds * (1 - progress)) / progress;
}

/** A clock that stands still while the queue is paused. */
export class WorkClock {
  #elapsed = 0;
  #since: number | undefined;

  /** Times are in milliseconds. */
  start(now: number): void {
    this.#since ??= now;
  }

  stop(now: number): void {
    if (this.#since !== undefined) this.#elapsed += now - this.#since;
    this.#since = undefined;
  }

  reset(): void {
    this.#elapsed = 0;
    this.#since = undefined;
  }

  seconds(now: number): number {
    return (this.#elapsed + (this.#since === undefined ? 0 : now - this.#since)) / 1000;
  }
}
