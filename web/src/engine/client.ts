/** The worker that does all the work, seen from the page. It is started with the first task. */
import { ortFolder } from 'virtual:ort';
import type { Problem } from '../queue/queue.ts';
import { type Answer, type Command, closed, type Notice, type Results, type Task } from './protocol.ts';

/** A task that failed. */
export class TaskError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Pending {
  resolve(value: Results[keyof Results]): void;
  reject(error: unknown): void;
  onNotice(notice: Notice): void;
}

export interface TaskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onNotice?: ((notice: Notice) => void) | undefined;
}

/** Shared with the worker where the page is isolated: work can then stop between two tiles. */
const gate = globalThis.crossOriginIsolated ? new SharedArrayBuffer(8) : undefined;

export class EngineClient {
  #worker: Worker | undefined;
  #nextId = 1;
  #paused = false;
  /** Small tasks, which are let through while paused. */
  #urgent = 0;
  readonly #pending = new Map<number, Pending>();

  /** Starts the worker ahead of the first task. */
  warmUp(): void {
    this.#start();
  }

  /** Does a task; rejects with TaskError, or with the signal's reason. */
  async run<K extends keyof Results>(task: Task & { readonly kind: K }, { signal, onNotice }: TaskOptions = {}): Promise<Results[K]> {
    signal?.throwIfAborted();
    const worker = this.#start();
    const id = this.#nextId++;
    const urgent = task.kind !== 'upscale';
    const cancel = (): void => {
      this.#send(worker, { kind: 'cancel', id });
      this.#wakeToCancel(id);
      this.#pending.get(id)?.reject(signal!.reason);
    };
    signal?.addEventListener('abort', cancel);
    this.#urgent += urgent ? 1 : 0;
    this.#setGate();
    try {
      return (await new Promise<Results[keyof Results]>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onNotice: onNotice ?? (() => undefined) });
        this.#send(worker, { kind: 'work', id, task });
      })) as Results[K];
    } finally {
      this.#pending.delete(id);
      signal?.removeEventListener('abort', cancel);
      this.#urgent -= urgent ? 1 : 0;
      this.#setGate();
    }
  }

  /** Lets the work stand still between two tiles, or go on. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#setGate();
  }

  #setGate(): void {
    if (!gate) return;
    const flags = new Int32Array(gate);
    Atomics.store(flags, 0, this.#paused && this.#urgent === 0 ? closed : 0);
    Atomics.notify(flags, 0);
  }

  /** A worker that stands still sees no messages, but it sees this. */
  #wakeToCancel(id: number): void {
    if (!gate) return;
    const flags = new Int32Array(gate);
    Atomics.store(flags, 1, id);
    Atomics.notify(flags, 0);
  }

  #send(worker: Worker, command: Command): void {
    worker.postMessage(command);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'subpixel' });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#answer(data);
    worker.onerror = (event) => this.#crashed(event.message);
    const here = (path: string): string => new URL(path, document.baseURI).href;
    this.#send(worker, { kind: 'start', weights: here('weights/'), ort: here(ortFolder), gate });
    this.#worker = worker;
    return worker;
  }

  #answer(answer: Answer): void {
    const pending = this.#pending.get(answer.id);
    if (!pending) return;
    if (answer.kind === 'notice') pending.onNotice(answer.notice);
    else if (answer.kind === 'result') pending.resolve(answer.value);
    else pending.reject(new TaskError(answer.problem));
  }

  /** A worker that ended by itself, for want of memory for example, takes its tasks with it; the next task starts another. */
  #crashed(message: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const problem: Problem = { kind: /memory|allocat/i.test(message) ? 'memory' : 'other', message: message || 'The worker ended' };
    for (const { reject } of this.#pending.values()) reject(new TaskError(problem));
    this.#pending.clear();
  }
}
