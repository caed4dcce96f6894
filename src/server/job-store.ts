/** Jobs in an SQLite database: what was accepted is there before the client hears of it, and stays there whatever happens to the process. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sqlite, { type Database, type QueryResult } from 'node-sqlite3-wasm';
import type { ResultFacts } from './enlarge.ts';
import type { ProblemBody } from './problem.ts';
import type { UpscaleRequest } from './request-options.ts';

export const jobStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

export interface Job {
  readonly id: string;
  /** Who may see it. */
  readonly client: string;
  readonly state: JobState;
  readonly request: UpscaleRequest;
  /** Of the result, for whoever saves it. */
  readonly fileName: string;
  /** Times are in milliseconds since 1970. */
  readonly created: number;
  readonly started: number | undefined;
  readonly ended: number | undefined;
  /** How often the work was begun. */
  readonly attempts: number;
  readonly facts: ResultFacts | undefined;
  readonly problem: ProblemBody | undefined;
}

type Change = Partial<Pick<Job, 'state' | 'started' | 'ended' | 'attempts' | 'facts' | 'problem'>>;

const schema = `
  create table if not exists jobs (
    id text primary key,
    client text not null,
    state text not null,
    request text not null,
    fileName text not null,
    created integer not null,
    started integer,
    ended integer,
    attempts integer not null default 0,
    facts text,
    problem text
  ) strict;
  create index if not exists jobs_by_state on jobs (state, created);
`;

/** Columns of JSON. */
const json: ReadonlySet<string> = new Set(['request', 'facts', 'problem']);

/** Whoever opens it has the folder's lock. */
export class JobStore {
  readonly #database: Database;

  constructor(folder: string) {
    const path = join(folder, 'jobs.sqlite');
    // The library's own lock, a folder, outlives a process that was killed.
    rmSync(`${path}.lock`, { recursive: true, force: true });
    this.#database = new sqlite.Database(path);
    this.#database.exec('pragma synchronous = full');
    this.#database.exec(schema);
  }

  add({ id, client, state, request, fileName, created }: Omit<Job, 'started' | 'ended' | 'attempts' | 'facts' | 'problem'>): void {
    this.#database.run('insert into jobs (id, client, state, request, fileName, created) values (?, ?, ?, ?, ?, ?)', [
      ...[id, client, state, JSON.stringify(request), fileName, created],
    ]);
  }

  get(id: string): Job | undefined {
    const row = this.#database.get('select * from jobs where id = ?', [id]);
    return row ? jobOf(row) : undefined;
  }

  change(id: string, change: Change): void {
    const entries = Object.entries(change).map(([key, value]) => [key, json.has(key) ? JSON.stringify(value) : value] as const);
    const values = entries.map(([, value]) => (value ?? null) as string | number | null);
    this.#database.run(`update jobs set ${entries.map(([key]) => `${key} = ?`).join(', ')} where id = ?`, [...values, id]);
  }

  /** In the order in which they came. */
  inState(...states: readonly JobState[]): Job[] {
    const marks = states.map(() => '?').join(', ');
    return this.#database.all(`select * from jobs where state in (${marks}) order by created, rowid`, [...states]).map(jobOf);
  }

  /** Removes jobs that ended before a time, and gives their ids. */
  removeEndedBefore(time: number): string[] {
    return this.#database.all('delete from jobs where ended < ? returning id', [time]).map((row) => String(row['id']));
  }

  /** Size of all results. */
  resultBytes(): number {
    return Number(this.#database.get("select coalesce(sum(json_extract(facts, '$.bytes')), 0) as bytes from jobs")!['bytes']);
  }

  remove(id: string): void {
    this.#database.run('delete from jobs where id = ?', [id]);
  }

  close(): void {
    this.#database.close();
  }
}

function jobOf(row: QueryResult): Job {
  const parsed = Object.entries(row).map(([key, value]) => {
    if (value === null) return [key, undefined];
    return [key, json.has(key) ? JSON.parse(String(value)) : typeof value === 'bigint' ? Number(value) : value];
  });
  return Object.fromEntries(parsed) as Job;
}
