import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
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
import { parseSettings } from './settings.ts';
import { readTokens, tokensOf } from './tokens.ts';

afterAll(removeFolders);

const [mine, yours] = ['mine-0123456789abcdef', 'yours-0123456789abcdef'];
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('tokens', () => {
  let server: TestServer;
  beforeAll(async () => {
    const file = join(await temporaryFolder(), 'tokens.txt');
    writeFileSync(file, `# who may\n${mine}\n\n${yours}\r\n`);
    server = await testServer({ tokenFile: file, host: '0.0.0.0', corsOrigin: ['https://example.org'] });
    return () => server.close();
  });

  test.each(['/v1/models', '/v1/jobs/x', '/metrics'])('%s needs one', async (path) => {
    const response = await server.ask(path);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="subpixel"');
    await problemIn(response, 401);
    for (const authorization of ['Bearer', 'Bearer wrong', `Basic ${mine}`, `Bearer ${mine}x`, `Bearer ${mine.slice(1)}`])
      await problemIn(await server.ask(path, { headers: { Authorization: authorization } }), 401);
    expect((await server.ask(path, { headers: bearer(mine) })).status).not.toBe(401);
  });

  test('an upload without one is not read', async () => {
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
    await problemIn(await server.ask('/v1/upscale', { method: 'POST', body, duplex: 'half' } as RequestInit), 401);
  });

  test.each(['/healthz', '/readyz', '/openapi.json', '/docs', '/docs/script.js'])('%s needs none', async (path) => {
    expect((await server.ask(path)).status).toBe(200);
  });

  test('the job of one token is none for another', async () => {
    const { links } = await jobIn(await server.ask('/v1/upscale?model=nearest', raw(await pictureBytes(), { ...later, ...bearer(mine) })));
    await problemIn(await server.ask(links.self, { headers: bearer(yours) }), 404);
    await problemIn(await server.ask(links.self, { method: 'DELETE', headers: bearer(yours) }), 404);
    expect((await server.ask(links.self, { headers: bearer(mine) })).status).toBe(200);
  });

  test('tokens are in no line of the log', () => {
    expect(JSON.stringify(server.lines)).not.toMatch(/0123456789abcdef/);
  });

  test('a page of an origin that was named may ask, with a preflight', async () => {
    const headers = {
      Origin: 'https://example.org',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    };
    const preflight = await server.ask('/v1/upscale', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://example.org');
    const other = await server.ask('/v1/models', { headers: { Origin: 'https://evil.example', ...bearer(mine) } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('without tokens', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
    return () => server.close();
  });

  test('a name of another site that leads here is refused', async () => {
    for (const host of ['evil.example', 'evil.example:8080', '127.0.0.1.evil.example'])
      await problemIn(await server.ask('/v1/models', { headers: { Host: host } }), 403);
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:8080'])
      expect((await server.ask('/v1/models', { headers: { Host: host } })).status).toBe(200);
  });

  test('a form on a page of another site is refused', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1'])
      await problemIn(await server.ask('/v1/upscale', raw(await pictureBytes(), { Origin: origin, Host: 'localhost' })), 403);
    const own = raw(await pictureBytes(), { Origin: 'http://localhost:8080', Host: 'localhost:8080' });
    expect((await server.ask('/v1/upscale?model=nearest', own)).status).toBe(200);
  });
});

describe('settings', () => {
  test.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.0.0.1.example.org'])('%s needs a token or insecure', (host) => {
    expect(() => parseSettings({ host }, 'test')).toThrow(/off the loopback a token file is needed/);
    expect(parseSettings({ host, insecure: true }, 'test').host).toBe(host);
    expect(parseSettings({ host, tokenFile: 'tokens.txt' }, 'test').host).toBe(host);
  });

  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('%s needs none', (host) => {
    expect(parseSettings({ host }, 'test').host).toBe(host);
  });

  test('unknown and wrong keys are told', () => {
    expect(() => parseSettings({ limits: { pixel: 1 } }, 'serve.yaml')).toThrow(
      'serve.yaml: unknown key "limits.pixel"; did you mean "pixels"?',
    );
    expect(() => parseSettings({ jobs: { concurrency: 0 } }, 'serve.yaml')).toThrow('serve.yaml: expected >=1 for jobs.concurrency');
    expect(() => parseSettings({ corsOrigin: ['example.org'] }, 'serve.yaml')).toThrow(/corsOrigin/);
  });
});

describe('token files', () => {
  test.each([
    ['', 'Expected a token a line'],
    ['# none\n', 'Expected a token a line'],
    ['short\n', 'Expected at least 16 characters'],
  ])('%j is refused', async (text, sentence) => {
    const file = join(await temporaryFolder(), 'tokens.txt');
    writeFileSync(file, text);
    await expect(readTokens(file)).rejects.toThrow(sentence);
    await expect(readTokens(file)).rejects.not.toThrow('short');
  });

  test('one that is not there', async () => {
    await expect(readTokens('/nowhere/tokens.txt')).rejects.toThrow('cannot be read (ENOENT)');
  });

  test('the name of a client tells nothing of the token', () => {
    expect(tokensOf([mine]).clientOf(`Bearer ${mine}`)).toMatch(/^token [\da-f]{16}$/);
    expect(tokensOf([mine]).clientOf(undefined)).toBeUndefined();
  });
});
