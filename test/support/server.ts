/** A server without a socket in a folder of its own, and small pictures for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect } from 'vitest';
import { encode, type Format } from '../../src/codecs/node.ts';
import type { Image } from '../../src/image/image.ts';
import { type App, createApp } from '../../src/server/app.ts';
import { type JobView, jobSchema } from '../../src/server/job-view.ts';
import { createLog } from '../../src/server/log.ts';
import { openServices } from '../../src/server/open.ts';
import { type ProblemBody, problemSchema } from '../../src/server/problem.ts';
import type { Services } from '../../src/server/services.ts';
import { parseSettings } from '../../src/server/settings.ts';
import { waveImage } from './networks.ts';

export interface TestServer {
  readonly app: App;
  readonly services: Services;
  readonly folder: string;
  /** The lines of the log. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** As a shutdown does; the folder stays. */
  close(): Promise<void>;
}

const folders: string[] = [];

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'subpixel-server-'));
  folders.push(folder);
  return folder;
}

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** `settings` as in a file, over a data folder of its own and one CPU thread. */
export async function testServer(settings: Readonly<Record<string, unknown>> = {}, page?: string): Promise<TestServer> {
  const folder = typeof settings['data'] === 'string' ? settings['data'] : await temporaryFolder();
  const jobs = { threads: 1, graceSeconds: 20, ...(settings['jobs'] as object | undefined) };
  const parsed = parseSettings({ ...settings, data: folder, jobs }, 'test');
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const { services, close } = await openServices({ settings: parsed, log, page: page ?? join(folder, 'none') });
  const app = createApp(services);
  const ask = async (path: string, init?: RequestInit) => app.request(`http://localhost${path}`, init);
  return { app, services, folder, lines, ask, close };
}

export async function pictureBytes(format: Format = 'png', image: Image = waveImage(3, 24, 16)): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array((await encode(image, format)).bytes);
}

export function raw(bytes: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: 'POST', body: bytes, headers: { 'Content-Type': 'application/octet-stream', ...headers } };
}

export const later = { Prefer: 'respond-async' };

export function form(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  fields: Readonly<Record<string, string>> = {},
  name = 'photo.png',
): RequestInit {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.set(key, value);
  for (const [key, bytes] of Object.entries(files)) body.set(key, new Blob([bytes]), name);
  return { method: 'POST', body };
}

export async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await response.arrayBuffer());
}

/** The body of a refusal, whose shape, status and sentence are checked. */
export async function problemIn(response: Response, status: number): Promise<ProblemBody> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = v.parse(problemSchema, await response.json());
  expect(body).toMatchObject({ status, detail: expect.stringMatching(/^(\w+: )?(Expected|Unknown) .+/) });
  expect(response.status).toBe(status);
  return body;
}

/** A job, whose shape is checked. */
export async function jobIn(response: Response): Promise<JobView> {
  return v.parse(jobSchema, await response.json());
}

/** The job at its end. */
export async function endOf(server: Pick<TestServer, 'ask'>, self: string): Promise<JobView> {
  for (;;) {
    const job = await jobIn(await server.ask(self));
    if (job.ended !== null) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
