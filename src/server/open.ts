/** Everything behind the routes, opened and closed as one. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../errors.ts';
import { Clients } from './clients.ts';
import { JobFiles } from './job-files.ts';
import { JobStore } from './job-store.ts';
import { Jobs } from './jobs.ts';
import { lockFolder } from './lock.ts';
import type { Log } from './log.ts';
import { Memory } from './memory.ts';
import { createMeters } from './meters.ts';
import { openServerNetworks } from './networks.ts';
import { Queue, stoppingProblem } from './queue.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import { pageFolder, staticFiles } from './static-files.ts';
import { readTokens } from './tokens.ts';

export interface OpenOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** Of the built page; default the package's own. */
  readonly page?: string;
}

export interface Opened {
  readonly services: Services;
  /** Takes no more work, lets what is at work go on for the grace time, and closes everything. */
  close(): Promise<void>;
}

/** Takes up the jobs that an earlier process left. Throws ConfigError for a data folder that cannot be used, and for wrong tokens. */
export async function openServices({ settings, log, page = pageFolder }: OpenOptions): Promise<Opened> {
  const folder = resolve(settings.data);
  const tokens = settings.tokenFile === undefined ? undefined : await readTokens(settings.tokenFile);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigError(`Expected a folder for jobs in ${folder} but it cannot be made (${cause.code})`, { cause });
  });
  const lock = await lockFolder(folder);
  const stopping = new AbortController();
  const halted = new AbortController();
  try {
    const networks = await openServerNetworks({ threads: settings.jobs.threads });
    const queue = new Queue({ concurrency: settings.jobs.concurrency, length: settings.jobs.queue });
    const memory = new Memory(settings.limits.memoryBytes);
    const clients = new Clients(settings.jobs.perClient);
    const meters = createMeters(queue, memory);
    const store = new JobStore(folder);
    const onEnd = ({ state }: { readonly state: string }) => meters.jobEnded(state);
    const jobs = new Jobs({ store, files: await JobFiles.open(folder), queue, clients, networks, settings, log, onEnd });
    await jobs.start();
    const common = { settings, networks, queue, clients, memory, jobs, meters, log, tokens, page: await staticFiles(page) };
    return {
      services: { ...common, stopping: stopping.signal, halted: halted.signal },
      async close() {
        stopping.abort();
        const graceMs = 1000 * settings.jobs.graceSeconds;
        const timer = setTimeout(() => halted.abort(stoppingProblem()), graceMs);
        await jobs.stop(graceMs);
        clearTimeout(timer);
        store.close();
        await networks.dispose();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
