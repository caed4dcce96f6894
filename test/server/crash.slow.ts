/** A server that is killed again and again while it has 200 jobs loses none of them and makes none twice. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { JobStore } from '../../src/server/job-store.ts';
import type { JobView } from '../../src/server/job-view.ts';
import { waveImage } from '../support/networks.ts';
import { bytesOf, later, pictureBytes, raw, removeFolders, temporaryFolder } from '../support/server.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

afterAll(removeFolders);

const count = 200;
/** Shares of the jobs that have ended when the process is killed. */
const kills = [0.15, 0.4, 0.6];

/** Pictures of different sizes, so that the result of one cannot pass for that of another; every tenth breaks off. */
const pictureOf = async (i: number) => {
  const bytes = await pictureBytes('png', waveImage(3, 20 + (i % 25), 20 + Math.floor(i / 25)));
  return i % 10 === 9 ? bytes.slice(0, bytes.length - 300) : bytes;
};

test('every accepted job ends once, in its result or in a reported error', async () => {
  const data = await temporaryFolder();
  const start = () => startServer(['--data', data, '--set', 'jobs.perClient=1000', '--set', 'jobs.threads=1']);
  const logs: ServerProcess['lines'][number][] = [];
  const accepted = new Map<string, number>();

  let server = await start();
  const ask = async (path: string, init?: RequestInit) => fetch(server.address + path, init);
  const send = async (i: number) => {
    const response = await ask('/v1/upscale?scale=3', raw(await pictureOf(i), later));
    expect(response.status).toBe(202);
    accepted.set(((await response.json()) as JobView).links.self, i);
  };
  const endedNow = () => server.lines.filter(({ event }) => event === 'job').length;
  const killAt = async (ends: number) => {
    while (endedNow() < ends) await sleep(2);
    expect(await server.end('SIGKILL')).toBeNull();
    logs.push(...server.lines);
    server = await start();
  };

  // The first kill comes while jobs are still sent: what was not answered may be there or not, what was answered must be.
  const sending = Promise.allSettled(Array.from({ length: 20 }, (_, i) => send(i)));
  await killAt(2);
  await sending;
  expect(accepted.size).toBeGreaterThan(0);
  for (let i = 0; i < count; i++) if (![...accepted.values()].includes(i)) await send(i);
  for (const share of kills) await killAt(Math.round((share * count) / kills.length));

  const results = new Map<string, JobView>();
  while (results.size < accepted.size) {
    for (const self of accepted.keys()) {
      if (results.has(self)) continue;
      const job = (await (await ask(self)).json()) as JobView;
      if (job.ended !== null) results.set(self, job);
    }
    await sleep(50);
  }
  for (const [self, i] of accepted) {
    const job = results.get(self)!;
    const bytes = await pictureOf(i);
    if (i % 10 === 9) expect(job).toMatchObject({ state: 'failed', problem: { status: 422 } });
    else {
      expect(job, job.problem?.detail).toMatchObject({ state: 'done', result: { width: 3 * (20 + (i % 25)) } });
      const made = await bytesOf(await ask(job.links.result));
      expect(made).toEqual(await bytesOf(await ask('/v1/upscale?scale=3', raw(bytes))));
    }
  }
  expect(await server.end('SIGTERM')).toBe(130);
  logs.push(...server.lines);

  const ends = logs.flatMap(({ event, job }) => (event === 'job' ? [String(job)] : []));
  expect(ends.length).toBe(new Set(ends).size);
  const store = new JobStore(data);
  expect(store.inState('queued', 'running')).toEqual([]);
  const done = store.inState('done').map(({ id }) => id);
  store.close();
  expect(readdirSync(join(data, 'results')).sort()).toEqual(done.sort());
  expect(readdirSync(join(data, 'uploads'))).toEqual([]);
});
