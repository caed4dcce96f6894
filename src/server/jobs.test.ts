import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import {
  bytesOf,
  endOf,
  jobIn,
  later,
  pictureBytes,
  problemIn,
  raw,
  removeFolders,
  type TestServer,
  testServer,
} from '../../test/support/server.ts';
import { JobFiles } from './job-files.ts';
import { JobStore } from './job-store.ts';
import { readUpscaleRequest } from './request-options.ts';

afterAll(removeFolders);

const png = await pictureBytes();
/** Takes a second or so on one thread. */
const slow = await pictureBytes('png', waveImage(3, 200, 150));
const slowly = '/v1/upscale?scale=4&selfEnsemble=true&tile=32';

async function withServer(settings: Readonly<Record<string, unknown>>, work: (server: TestServer) => Promise<void>): Promise<void> {
  const server = await testServer(settings);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

const accept = async (server: TestServer, path = '/v1/upscale?scale=2', bytes = png) => jobIn(await server.ask(path, raw(bytes, later)));

/** Until the job is at work. */
async function running(server: TestServer, self: string): Promise<void> {
  while ((await jobIn(await server.ask(self))).state !== 'running') await sleep(5);
}

describe('limits', () => {
  test('a full queue is answered with 429 and a time to come again', () =>
    withServer({ jobs: { queue: 1, graceSeconds: 0.001 } }, async (server) => {
      await accept(server, slowly, slow);
      await accept(server, slowly, slow);
      const response = await server.ask('/v1/upscale', raw(png));
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect((await problemIn(response, 429)).type).toBe('urn:subpixel:problem:queue-full');
      await problemIn(await server.ask('/v1/upscale', raw(png, later)), 429);
      // What was refused left nothing.
      expect(readdirSync(join(server.folder, 'uploads'))).toHaveLength(2);
    }));

  test('jobs of one client, where another still has a place', () =>
    withServer({ trustProxy: true, jobs: { perClient: 2, graceSeconds: 0.001 } }, async (server) => {
      const from = (address: string) => server.ask(slowly, raw(slow, { ...later, 'X-Forwarded-For': `9.9.9.9, ${address}` }));
      expect([(await from('1.1.1.1')).status, (await from('1.1.1.1')).status]).toEqual([202, 202]);
      expect((await problemIn(await from('1.1.1.1'), 429)).type).toBe('urn:subpixel:problem:too-many-jobs');
      const other = await from('2.2.2.2');
      expect(other.status).toBe(202);
      // And nobody sees the job of another.
      await problemIn(await server.ask((await jobIn(other)).links.self, { headers: { 'X-Forwarded-For': '1.1.1.1' } }), 404);
    }));

  test('time for one picture', () =>
    withServer({ jobs: { seconds: 0.05 } }, async (server) => {
      const problem = await problemIn(await server.ask(slowly, raw(slow)), 503);
      expect(problem.detail).toBe('Expected at most 0.05 s of work for the picture but it took longer');
      const { links } = await accept(server, slowly, slow);
      expect(await endOf(server, links.self)).toMatchObject({ state: 'failed', problem: { type: 'urn:subpixel:problem:took-too-long' } });
    }));

  test('bytes of all results on the disk', () =>
    withServer({ jobs: { resultBytes: 1 } }, async (server) => {
      const { links } = await accept(server);
      await endOf(server, links.self);
      expect((await problemIn(await server.ask('/v1/upscale', raw(png, later)), 507)).type).toBe('urn:subpixel:problem:disk-full');
      await server.ask(links.self, { method: 'DELETE' });
      expect((await server.ask('/v1/upscale?model=nearest', raw(png, later))).status).toBe(202);
    }));

  test('bytes of all uploads together', () =>
    withServer({ limits: { memoryBytes: 100 } }, async (server) => {
      await problemIn(await server.ask('/v1/upscale', raw(png)), 429);
      expect(server.services.memory.held).toBe(0);
    }));
});

describe('cancelling', () => {
  test('what is at work stops, what waits never begins', () =>
    withServer({}, async (server) => {
      const [first, second] = [await accept(server, slowly, slow), await accept(server)];
      await running(server, first.links.self);
      for (const { links } of [second, first]) expect((await server.ask(links.self, { method: 'DELETE' })).status).toBe(204);
      expect(await jobIn(await server.ask(second.links.self))).toMatchObject({
        state: 'cancelled',
        started: null,
        problem: { status: 410 },
      });
      expect(await jobIn(await server.ask(first.links.self))).toMatchObject({ state: 'cancelled' });
      await problemIn(await server.ask(first.links.result), 409);
      // The next one has the place at once.
      expect((await server.ask('/v1/upscale?model=nearest', raw(png))).status).toBe(200);
      await expect.poll(() => readdirSync(join(server.folder, 'uploads'))).toEqual([]);
    }));

  test('a client that hangs up', () =>
    withServer({}, async (server) => {
      const client = new AbortController();
      const answer = server.ask(slowly, { ...raw(slow), signal: client.signal });
      while (server.services.queue.running === 0) await sleep(5);
      client.abort();
      await problemIn(await answer, 499);
      expect(server.services.queue.running).toBe(0);
      expect(server.lines.filter(({ level }) => level === 'error')).toEqual([]);
    }));
});

describe('restarts', () => {
  test('a shutdown puts back what takes too long, and the next process makes it', async () => {
    const server = await testServer({ jobs: { graceSeconds: 0.01 } });
    const [first, second] = [await accept(server, slowly, slow), await accept(server)];
    await running(server, first.links.self);
    await server.close();
    await withServer({ data: server.folder }, async (next) => {
      for (const { links } of [first, second]) expect(await endOf(next, links.self)).toMatchObject({ state: 'done' });
      const made = await bytesOf(await next.ask(second.links.result));
      expect(made).toEqual(await bytesOf(await next.ask('/v1/upscale?scale=2', raw(png))));
    });
  });

  test('a shutdown lets a short work end', async () => {
    const server = await testServer();
    const { links } = await accept(server, slowly, slow);
    await running(server, links.self);
    await server.close();
    const store = new JobStore(server.folder);
    expect(store.get(links.self.split('/').at(-1)!)).toMatchObject({ state: 'done' });
    store.close();
  });

  test('a job that ended three processes is not tried again', async () => {
    const server = await testServer();
    await server.close();
    const store = new JobStore(server.folder);
    const files = await JobFiles.open(server.folder);
    for (const [id, attempts] of [
      ['often', 3],
      ['twice', 2],
    ] as const) {
      store.add({ id, client: 'address unknown', state: 'queued', request: readUpscaleRequest([]), fileName: 'a.png', created: 1 });
      store.change(id, { state: 'running', started: 2, attempts });
      await files.write('uploads', id, png);
    }
    await files.write('uploads', 'orphan', png);
    await files.write('results', 'orphan', png);
    store.close();
    await withServer({ data: server.folder }, async (next) => {
      expect(await endOf(next, '/v1/jobs/often')).toMatchObject({ state: 'failed', problem: { type: 'urn:subpixel:problem:crashed' } });
      expect(await endOf(next, '/v1/jobs/twice')).toMatchObject({ state: 'done' });
      await expect.poll(() => readdirSync(join(server.folder, 'uploads'))).toEqual([]);
      expect(readdirSync(join(server.folder, 'results'))).toEqual(['twice']);
    });
  });

  test('results expire', () =>
    withServer({ jobs: { keepSeconds: 0.3 } }, async (server) => {
      const { links } = await accept(server, '/v1/upscale?model=nearest');
      await endOf(server, links.self);
      await sleep(350);
      await problemIn(await server.ask(links.self), 404);
      await server.services.jobs.sweep();
      expect(readdirSync(join(server.folder, 'results'))).toEqual([]);
    }));

  test('one server at a time has the folder; a lock that is left over is taken', async () => {
    const server = await testServer();
    await expect(testServer({ data: server.folder })).rejects.toThrow(/^Expected a data folder that no other server uses/);
    // As if its process had stopped long ago.
    utimesSync(join(server.folder, 'lock'), 1, 1);
    const next = await testServer({ data: server.folder });
    await next.close();
    await server.close();
  });
});

test('waiting requests are answered when the server stops', async () => {
  const server = await testServer({ jobs: { graceSeconds: 0.05 } });
  const first = server.ask(slowly, raw(slow));
  while (server.services.queue.running === 0) await sleep(5);
  const second = server.ask('/v1/upscale', raw(png));
  while (server.services.queue.waiting === 0) await sleep(5);
  const closed = server.close();
  await problemIn(await second, 503);
  await problemIn(await server.ask('/readyz'), 503);
  await problemIn(await server.ask('/v1/upscale', raw(png)), 503);
  expect([200, 503]).toContain((await first).status);
  await closed;
});
