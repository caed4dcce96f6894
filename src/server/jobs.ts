/** Jobs from acceptance to their end: kept on disk, worked on through the queue, and taken up again after a restart. */
import { randomUUID } from 'node:crypto';
import type { Clients } from './clients.ts';
import { enlarge } from './enlarge.ts';
import type { JobFiles } from './job-files.ts';
import type { Job, JobStore } from './job-store.ts';
import { type JobView, viewOf, type Work } from './job-view.ts';
import type { Log } from './log.ts';
import type { Networks } from './networks.ts';
import { Problem, problemOf } from './problem.ts';
import { type Place, type Queue, stoppingProblem } from './queue.ts';
import type { UpscaleRequest } from './request-options.ts';
import type { Settings } from './settings.ts';

export interface JobTools {
  readonly store: JobStore;
  readonly files: JobFiles;
  readonly queue: Queue;
  readonly clients: Clients;
  readonly networks: Networks;
  readonly settings: Settings;
  readonly log: Log;
  /** Told of every end. */
  readonly onEnd?: (job: Job) => void;
}

export interface Accepted {
  readonly client: string;
  readonly request: UpscaleRequest;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/** A job that is not at its end. */
interface Active {
  readonly controller: AbortController;
  started: number;
  done: number;
}

/** A job that was at work so often when the process ended is not tried again. */
const mostAttempts = 3;
const sweepMs = 30_000;

export class Jobs {
  readonly #tools: JobTools;
  readonly #active = new Map<string, Active>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #ends = new Set<Promise<void>>();
  #stopping = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(tools: JobTools) {
    this.#tools = tools;
  }

  /** Takes up what an earlier process left, and begins to remove what has expired. */
  async start(): Promise<void> {
    const { store, files } = this.#tools;
    const left = store.inState('queued', 'running');
    await files.removeAllBut('uploads', new Set(left.map(({ id }) => id)));
    await files.removeAllBut('results', new Set(store.inState('done').map(({ id }) => id)));
    for (const job of left) {
      if (job.state === 'running' && job.attempts >= mostAttempts) {
        const detail = `Expected the job to be done but the server ended ${job.attempts} times while it was at work on it`;
        await this.#end(job.id, { state: 'failed', problem: new Problem(500, 'crashed', detail).body() });
      } else this.#begin(job, { always: true });
    }
    await this.sweep();
    this.#timer = setInterval(() => {
      this.sweep().catch((error: unknown) => this.#tools.log.failure('sweep', error));
    }, sweepMs);
    this.#timer.unref();
  }

  /** On the disk when it returns. Throws a problem of status 429 when queue or client have too many. */
  async accept({ client, request, fileName, bytes }: Accepted): Promise<JobView> {
    const { store, files, queue, clients, settings } = this.#tools;
    const most = settings.jobs.resultBytes;
    if (store.resultBytes() > most)
      throw new Problem(
        507,
        'disk-full',
        `Expected at most ${most} bytes of results that are kept but there are more: fetch and delete some`,
      );
    const leave = clients.enter(client);
    let place: Place | undefined;
    const id = randomUUID();
    try {
      place = queue.enter();
      await files.write('uploads', id, bytes);
      store.add({ id, client, state: 'queued', request, fileName, created: Date.now() });
    } catch (error) {
      place?.leave();
      leave();
      throw error;
    }
    this.#follow(id, place, leave);
    return this.view(store.get(id)!);
  }

  /** Undefined when there is none, or it is not the client's. */
  find(id: string, client: string): Job | undefined {
    const { store, settings } = this.#tools;
    const job = store.get(id);
    if (!job || job.client !== client) return undefined;
    return job.ended !== undefined && job.ended + 1000 * settings.jobs.keepSeconds < Date.now() ? undefined : job;
  }

  view(job: Job): JobView {
    const active = this.#active.get(job.id);
    const work: Work | undefined = active && { done: active.done, elapsed: Date.now() - active.started };
    return viewOf(job, { work, keepSeconds: this.#tools.settings.jobs.keepSeconds });
  }

  /** Ends a job that has not ended, and removes one that has, with its result. */
  async remove({ id, state }: Job): Promise<void> {
    const { store, files } = this.#tools;
    if (state === 'queued' || state === 'running') {
      const problem = new Problem(410, 'cancelled', 'Expected a job that goes on but it was cancelled by its client');
      await this.#end(id, { state: 'cancelled', problem: problem.body() });
      this.#active.get(id)?.controller.abort(problem);
    } else {
      store.remove(id);
      await files.remove(id);
    }
  }

  result(id: string): ReturnType<JobFiles['stream']> {
    return this.#tools.files.stream('results', id);
  }

  /** Calls `listener` at every change; returns what ends that. */
  watch(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  async sweep(): Promise<void> {
    const { store, files, settings } = this.#tools;
    for (const id of store.removeEndedBefore(Date.now() - 1000 * settings.jobs.keepSeconds)) await files.remove(id);
  }

  /** Lets work go on for `graceMs`, then puts it back; what waits stays on the disk for the next process. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    const timer = setTimeout(() => {
      for (const { controller } of this.#active.values()) controller.abort(stoppingProblem());
    }, graceMs);
    await this.#tools.queue.close();
    await Promise.all(this.#ends);
    clearTimeout(timer);
  }

  #begin({ id, client }: Job, options: { readonly always: boolean }): void {
    this.#tools.store.change(id, { state: 'queued' });
    this.#follow(id, this.#tools.queue.enter(options), this.#tools.clients.enter(client, options));
  }

  #follow(id: string, place: Place, leave: () => void): void {
    const active: Active = { controller: new AbortController(), started: Date.now(), done: 0 };
    this.#active.set(id, active);
    const { signal } = active.controller;
    const end = place
      .run(() => this.#work(id, active), signal)
      .catch((error: unknown) => this.#failed(id, error, signal))
      .catch((error: unknown) => this.#tools.log.failure('job', error))
      .finally(() => {
        leave();
        this.#active.delete(id);
        this.#ends.delete(end);
      });
    this.#ends.add(end);
  }

  async #work(id: string, active: Active): Promise<void> {
    const { store, files, networks, settings } = this.#tools;
    const { signal } = active.controller;
    const job = store.get(id)!;
    active.started = Date.now();
    store.change(id, { state: 'running', started: active.started, attempts: job.attempts + 1 });
    this.#tell(id);
    const { bytes, facts } = await enlarge(await files.read('uploads', id), job.request, {
      networks,
      settings,
      signal,
      onProgress: ({ done, total }) => {
        active.done = done / total;
        this.#tell(id);
      },
    });
    await files.write('results', id, bytes);
    signal.throwIfAborted();
    await this.#end(id, { state: 'done', facts });
  }

  async #failed(id: string, error: unknown, signal: AbortSignal): Promise<void> {
    const { store, files, log } = this.#tools;
    const job = store.get(id);
    if (job?.state === 'cancelled' || !job) return files.remove(id);
    if (this.#stopping && (signal.aborted || job.state === 'queued')) {
      // The next process takes it up, and this was no crash.
      if (job.state === 'running') store.change(id, { state: 'queued', attempts: job.attempts - 1 });
      return;
    }
    const problem = problemOf(error);
    if (problem.status >= 500) log.failure('job', problem.cause ?? error, { job: id });
    await this.#end(id, { state: 'failed', problem: problem.body() });
  }

  async #end(id: string, change: Pick<Job, 'state'> & Partial<Pick<Job, 'facts' | 'problem'>>): Promise<void> {
    const { store, files, log, onEnd } = this.#tools;
    store.change(id, { ...change, ended: Date.now() });
    this.#tell(id);
    const job = store.get(id)!;
    log.event('job', { job: id, state: job.state, ms: job.started === undefined ? 0 : Date.now() - job.started, attempts: job.attempts });
    onEnd?.(job);
    await files.remove(id, job.state === 'done' ? ['uploads'] : ['uploads', 'results']);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
