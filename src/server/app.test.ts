import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../../test/support/cli.ts';
import { defaultNetwork } from '../../test/support/default-network.ts';
import { waveImage } from '../../test/support/networks.ts';
import {
  bytesOf,
  endOf,
  form,
  jobIn,
  later,
  pictureBytes,
  problemIn,
  raw,
  removeFolders,
  type TestServer,
  temporaryFolder,
  testServer,
} from '../../test/support/server.ts';
import { decode, encodeToFile, writableFormats } from '../codecs/node.ts';
import { upscale } from '../node.ts';
import { modelsSchema } from './routes/models.ts';

let server: TestServer;
let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  server = await testServer();
  png = await pictureBytes();
});
afterAll(async () => {
  await server.close();
  await removeFolders();
});

describe('POST /v1/upscale', () => {
  test('a picture alone: four times as large, with what was made in a header', async () => {
    const response = await server.ask('/v1/upscale', raw(png));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toContain('filename="picture_x4.png"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const facts = JSON.parse(response.headers.get('subpixel-result')!) as { width: number; passes: string[] };
    expect(facts).toMatchObject({
      width: 96,
      height: 64,
      format: 'png',
      model: defaultNetwork,
      passes: [`${defaultNetwork} ×4, 24×16 to 96×64`],
    });
    expect((await decode(await bytesOf(response))).image).toMatchObject({ width: 96, height: 64 });
  });

  test('a form: options in it and in the query', async () => {
    const response = await server.ask('/v1/upscale?format=webp', form({ file: png }, { width: '60' }, 'häuser.png'));
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('content-disposition')).toBe(`inline; filename="h_user_w60.webp"; filename*=UTF-8''h%C3%A4user_w60.webp`);
    expect((await decode(await bytesOf(response))).image).toMatchObject({ width: 60, height: 40 });
  });

  test('the pixels of the command line and of the library', async () => {
    const folder = await temporaryFolder();
    await encodeToFile(join(folder, 'a.png'), waveImage(3, 41, 27));
    await cli(folder, ['upscale', join(folder, 'a.png'), '-s', '3', '-o', join(folder, 'b.png'), '--threads', '1']);
    const bytes = new Uint8Array(readFileSync(join(folder, 'a.png')));
    const made = await decode(await bytesOf(await server.ask('/v1/upscale?scale=3', raw(bytes))));
    expect(made.image).toEqual((await decode(join(folder, 'b.png'))).image);
    expect(made.image).toEqual((await upscale(bytes, { scale: 3, threads: 1 })).image);
  });

  test.each(writableFormats)('%s comes back as the CLI would write it', async (format) => {
    const response = await server.ask('/v1/upscale?scale=2&model=bicubic', raw(await pictureBytes(format)));
    expect(response.headers.get('content-type')).toBe(format === 'gif' ? 'image/png' : `image/${format}`);
  });

  test.each([
    ['scale=0x10', 'Expected a number above 0 and up to 16 for scale but received "0x10"'],
    ['scale=17', 'Expected a number above 0 and up to 16 for scale but received 17'],
    ['scale=2&width=50', 'Expected only one of scale, width with height, and maxSide but received several'],
    ['scale=2&scale=3', 'Expected scale once but received it several times'],
    ['tile=5', 'Expected 0 (automatic) or a whole number of 32 or more for tile but received 5'],
    ['format=png&quality=9', 'Expected jpg, webp or avif beside quality but received format png'],
    ['selfEnsemble=yes', 'Expected true or false for selfEnsemble but received "yes"'],
    ['modle=espcn', 'did you mean model?'],
    ['model=espnc', 'did you mean espcn?'],
    ['model=../../etc/passwd', 'Unknown network "../../etc/passwd"'],
    ['model=/tmp/evil.onnx', 'Unknown network "/tmp/evil.onnx"'],
    ['model=https://example.org/a.onnx', 'Unknown network "https://example.org/a.onnx"'],
    ['output=/tmp/a.png', 'for an option but received "output"'],
    ['__proto__=1', 'for an option but received "__proto__"'],
  ])('refuses %s', async (query, sentence) => {
    const problem = await problemIn(await server.ask(`/v1/upscale?${query}`, raw(png)), 400);
    expect(problem.detail).toContain(sentence);
    expect(problem.type).toBe('urn:subpixel:problem:wrong-option');
  });
});

describe('jobs', () => {
  test('from acceptance to the result, which is that of an answer at once', async () => {
    const accepted = await server.ask('/v1/upscale?scale=2', raw(png, later));
    expect(accepted.status).toBe(202);
    expect(accepted.headers.get('preference-applied')).toBe('respond-async');
    const job = await jobIn(accepted);
    expect(job).toMatchObject({ state: 'queued', progress: 0, ended: null });
    expect(accepted.headers.get('location')).toBe(job.links.self);
    const done = await endOf(server, job.links.self);
    expect(done).toMatchObject({
      state: 'done',
      progress: 1,
      etaSeconds: 0,
      problem: null,
      result: { width: 48, height: 32, format: 'png' },
    });
    const result = await server.ask(job.links.result);
    expect(result.status).toBe(200);
    expect(await bytesOf(result)).toEqual(await bytesOf(await server.ask('/v1/upscale?scale=2', raw(png))));
  });

  test('events tell of every state and end with the last', async () => {
    const { links } = await jobIn(await server.ask('/v1/upscale', raw(png, later)));
    const events = await server.ask(links.events);
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const names = [...(await events.text()).matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names.at(-1)).toBe('done');
    expect(names.every((name) => ['queued', 'running', 'done'].includes(name!))).toBe(true);
  });

  test('a picture that breaks off in the middle ends in a reported error', async () => {
    const bytes = await pictureBytes('jpeg', waveImage(3, 64, 64));
    const { links } = await jobIn(await server.ask('/v1/upscale', raw(bytes.slice(0, bytes.length - 400), later)));
    const job = await endOf(server, links.self);
    expect(job).toMatchObject({ state: 'failed', result: null, problem: { status: 422 } });
    expect((await problemIn(await server.ask(links.result), 409)).detail).toContain('damaged or truncated');
  });

  test('DELETE removes a job that has ended, with its result', async () => {
    const { links } = await jobIn(await server.ask('/v1/upscale?model=nearest', raw(png, later)));
    await endOf(server, links.self);
    expect((await server.ask(links.self, { method: 'DELETE' })).status).toBe(204);
    await problemIn(await server.ask(links.self), 404);
    await problemIn(await server.ask(links.result), 404);
  });

  test.each(['', '/events', '/result'])('no job: 404 for /v1/jobs/x%s', async (end) => {
    await problemIn(await server.ask(`/v1/jobs/x${end}`), 404);
  });
});

test('GET /v1/models lists what may be named, without paths', async () => {
  const response = await server.ask('/v1/models');
  const models = v.parse(modelsSchema, await response.json());
  expect(models.networks.map(({ name }) => name)).toContain(models.default);
  expect(models.classical).toContain('bicubic');
});

describe('POST /v1/metrics', () => {
  test('two pictures', async () => {
    const hr = await pictureBytes('png', waveImage(3, 40, 40));
    const sr = await pictureBytes('png', {
      ...waveImage(3, 40, 40),
      data: waveImage(3, 40, 40).data.map((s) => Math.max(0, s - 1)) as Uint8Array,
    });
    const response = await server.ask('/v1/metrics?protocol=ntire-rgb', form({ sr, hr }, { metric: 'psnr,ssim' }));
    const { scores } = (await response.json()) as { scores: Record<string, number> };
    expect(scores['psnr']).toBeCloseTo(20 * Math.log10(255), 1);
    expect(scores['ssim']).toBeGreaterThan(0.99);
  });

  test('identical pictures: an infinite PSNR is null', async () => {
    const sr = await pictureBytes('png', waveImage(3, 40, 40));
    expect(await (await server.ask('/v1/metrics', form({ sr, hr: sr }))).json()).toMatchObject({
      scores: { psnr: null, ssim: expect.closeTo(1, 9) },
    });
  });

  test.each([
    [400, 'metric=psnrr', 'did you mean psnr?'],
    [400, 'metric=psnr', 'Expected an HR picture'],
    [400, 'metric=lpips', 'Expected'],
    [400, 'protocol=mine', 'for protocol but received "mine"'],
    [422, 'metric=niqe', 'Expected'],
  ])('%s for %s with SR alone', async (status, query, sentence) => {
    const problem = await problemIn(await server.ask(`/v1/metrics?${query}`, form({ sr: png })), status);
    expect(problem.detail).toContain(sentence);
  });
});

describe('the server itself', () => {
  test('health, measures, the page that is not built', async () => {
    expect(await (await server.ask('/healthz')).text()).toBe('ok\n');
    expect(await (await server.ask('/readyz')).text()).toBe('ok\n');
    const metrics = await (await server.ask('/metrics')).text();
    expect(metrics).toMatch(/subpixel_requests_total\{method="POST",route="\/v1\/upscale",status="200"\} \d+/);
    expect(metrics).toContain('subpixel_queue_waiting 0');
    expect((await problemIn(await server.ask('/'), 404)).detail).toContain('not built');
  });

  test('other paths and methods', async () => {
    await problemIn(await server.ask('/v2'), 404);
    const response = await server.ask('/v1/upscale', { method: 'PUT' });
    expect(response.headers.get('allow')).toBe('POST');
    await problemIn(response, 405);
  });

  test('a line of the log for each request, with its id and nothing of the picture', async () => {
    const response = await server.ask('/v1/upscale?scale=2', {
      ...form({ file: png }, {}, 'secret-name.png'),
      headers: { 'X-Request-Id': 'mine-1' },
    });
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    const line = server.lines.findLast(({ event }) => event === 'request')!;
    expect(line).toMatchObject({
      level: 'info',
      id: 'mine-1',
      method: 'POST',
      path: '/v1/upscale',
      status: 200,
      bytes: expect.any(Number),
    });
    expect(JSON.stringify(line)).not.toContain('secret-name');
    const odd = await server.ask('/healthz', { headers: { 'X-Request-Id': 'a b' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  test('CORS is off', async () => {
    const response = await server.ask('/v1/models', { headers: { Origin: 'https://example.org' } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });
});
