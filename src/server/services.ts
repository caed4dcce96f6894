/** What the routes work with. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Clients } from './clients.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Memory } from './memory.ts';
import type { Meters } from './meters.ts';
import type { Networks } from './networks.ts';
import type { Queue } from './queue.ts';
import type { Settings } from './settings.ts';
import type { StaticFiles } from './static-files.ts';
import type { Tokens } from './tokens.ts';

export interface Services {
  readonly settings: Settings;
  readonly networks: Networks;
  readonly queue: Queue;
  readonly clients: Clients;
  readonly memory: Memory;
  readonly jobs: Jobs;
  readonly meters: Meters;
  readonly log: Log;
  /** Undefined where nobody is asked for one. */
  readonly tokens: Tokens | undefined;
  /** The built web page. */
  readonly page: StaticFiles;
  /** Aborted when the server begins to stop. */
  readonly stopping: AbortSignal;
  /** Aborted when work may go on no longer. */
  readonly halted: AbortSignal;
}

export interface AppEnv {
  /** Of Node's server; absent when a test asks the app itself. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Who asks: a token or an address. */
    client: string;
    /** The route's path with its placeholders, for measures. */
    route: string;
  };
}

export type AppContext = Context<AppEnv>;
