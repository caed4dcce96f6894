import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli } from '../../test/support/cli.ts';
import { bytesOf, problemIn, removeFolders, type TestServer, temporaryFolder, testServer } from '../../test/support/server.ts';
import { serveWeb } from './web.ts';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await temporaryFolder();
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'page/assets/index-BfJ3kq0Z.js'), `${'const a = 1;\n'.repeat(1000)}`);
  writeFileSync(join(folder, 'page/ort.wasm'), Buffer.alloc(2_000_000));
  writeFileSync(join(folder, 'page/espcn_x2.onnx'), 'onnx');
  writeFileSync(join(folder, 'page/app.webmanifest'), '{}');
  server = await testServer({}, join(folder, 'page'));
});
afterAll(async () => {
  await server.close();
  await removeFolders();
});

test('the page, with the headers that threads and safety need', async () => {
  const response = await server.ask('/');
  expect(await response.text()).toContain('<title>page</title>');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': expect.stringMatching(/^text\/html; charset=utf-8$/i),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'cache-control': 'no-cache',
  });
});

test.each([
  ['/assets/index-BfJ3kq0Z.js', /^text\/javascript/],
  ['/ort.wasm', /^application\/wasm$/],
  ['/espcn_x2.onnx', /^application\/octet-stream$/],
  ['/app.webmanifest', /^application\/manifest\+json/],
])('%s has its type', async (path, type) => {
  expect((await server.ask(path)).headers.get('content-type')).toMatch(type);
});

test('what has a hash in its name is kept for ever, and squeezed for who takes that', async () => {
  const response = await server.ask('/assets/index-BfJ3kq0Z.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
  expect(response.headers.get('cache-control')).toContain('immutable');
  expect(response.headers.get('content-encoding')).toBe('gzip');
  const bytes = await bytesOf(response);
  expect(bytes.length).toBeLessThan(1000);
  expect(gunzipSync(bytes).toString()).toContain('const a = 1;');
});

test('what the visitor has is not sent again', async () => {
  const etag = (await server.ask('/ort.wasm')).headers.get('etag')!;
  const again = await server.ask('/ort.wasm', { headers: { 'If-None-Match': `"x", ${etag}` } });
  expect([again.status, (await again.text()).length]).toEqual([304, 0]);
  expect((await server.ask('/ort.wasm', { method: 'HEAD' })).headers.get('content-length')).toBe('2000000');
});

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/', '/missing.js'])('%s is not there', async (path) => {
  await problemIn(await server.ask(path), 404);
});

test('subpixel web: only the page', async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  await serveWeb({
    port: 0,
    signal: stop.signal,
    page: join(folder, 'page'),
    async onListening(address) {
      for (const path of ['/', '/v1/models', '/healthz']) seen.push((await fetch(address + path)).status);
      stop.abort();
    },
  });
  expect(seen).toEqual([200, 404, 404]);
});

test('subpixel web without a page, subpixel serve with wrong settings', async () => {
  await expect(serveWeb({ port: 0, signal: AbortSignal.abort(), onListening: () => {}, page: '/nowhere' })).rejects.toThrow(
    'Expected the built web page',
  );
  expect(await cli(folder, ['serve', '--host', '0.0.0.0'])).toMatchObject({ code: 2, stderr: expect.stringContaining('off the loopback') });
  expect(await cli(folder, ['serve', '--set', 'jobs.concurrency=x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('jobs.concurrency'),
  });
  expect(await cli(folder, ['serve', '--config', '/nowhere.yaml'])).toMatchObject({ code: 2 });
  const signal = AbortSignal.abort();
  const started = await cli(folder, ['serve', '--port', '0', '--data', join(folder, 'jobs')], { signal });
  expect(started).toMatchObject({ code: 130, stderr: expect.stringMatching(/listening on http:\/\/127.0.0.1:\d+/) });
});
