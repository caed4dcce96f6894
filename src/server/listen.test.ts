/** What only a real socket shows. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import { randomImage } from '../../test/support/pictures.ts';
import { later, pictureBytes, raw, removeFolders, temporaryFolder, testServer } from '../../test/support/server.ts';
import { type Listening, listen } from './listen.ts';
import { serve } from './serve.ts';
import { parseSettings } from './settings.ts';

const limits = { headerBytes: 2048, headerSeconds: 0.3, bodySeconds: 0.6, sendSeconds: 0.5, connections: 3 };
let server: Awaited<ReturnType<typeof testServer>>;
let listening: Listening;
beforeEach(async () => {
  server = await testServer({ port: 0, limits });
  listening = await listen(server.app.fetch, server.services.settings);
});
afterEach(async () => {
  await listening.close();
  await server.close();
});
afterAll(removeFolders);

function open(): Socket {
  const { hostname, port } = new URL(listening.address);
  return connect({ host: hostname, port: Number(port) });
}

/** All that comes until the other side closes. */
async function answerTo(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

const problem = (status: number) => new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*application/problem\\+json[\\s\\S]*"detail":"Expected `);

test('headers that trickle in', async () => {
  const socket = open();
  socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
  const trickle = setInterval(() => socket.write('X-A: b\r\n'), 50);
  socket.on('error', () => {});
  const start = performance.now();
  expect(await answerTo(socket)).toMatch(problem(408));
  clearInterval(trickle);
  expect(performance.now() - start).toBeLessThan(3000);
});

test('a body that trickles in', async () => {
  const socket = open();
  socket.write('POST /v1/upscale HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nContent-Type: image/png\r\n\r\n');
  const trickle = setInterval(() => socket.write('x'), 50);
  socket.on('error', () => {});
  const start = performance.now();
  expect(await answerTo(socket)).toMatch(problem(408));
  clearInterval(trickle);
  expect(performance.now() - start).toBeLessThan(4000);
  await expect.poll(() => server.services.memory.held).toBe(0);
  await expect.poll(() => server.lines.findLast(({ event }) => event === 'request')).toMatchObject({ status: 400 });
});

test('a flood of headers', async () => {
  const socket = open();
  socket.on('error', () => {});
  socket.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n${'X-A: 1234567890\r\n'.repeat(500)}\r\n`);
  expect(await answerTo(socket)).toMatch(problem(431));
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['two lengths', 'POST /v1/upscale HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx'],
  ['length and chunks', 'POST /v1/upscale HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a header that breaks the line', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n'],
])('%s', async (_, text) => {
  const socket = open();
  socket.write(text);
  expect(await answerTo(socket)).toMatch(problem(400));
});

test('more connections than there may be are closed, and the others work', async () => {
  const sockets = [open(), open(), open()];
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const fourth = open();
  fourth.on('error', () => {});
  expect(await answerTo(fourth)).toBe('');
  sockets[0]!.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  expect(await answerTo(sockets[0]!)).toMatch(/^HTTP\/1.1 200 [\s\S]*ok\n$/);
  for (const socket of sockets) socket.destroy();
});

test('a client that hangs up ends the work for it', async () => {
  const client = new AbortController();
  const bytes = await pictureBytes('png', waveImage(3, 200, 150));
  const answer = fetch(`${listening.address}/v1/upscale?selfEnsemble=true&tile=32`, { ...raw(bytes), signal: client.signal });
  while (server.services.queue.running === 0) await sleep(5);
  client.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => server.services.queue.running, { timeout: 2000 }).toBe(0);
  await expect.poll(() => server.lines.findLast(({ event }) => event === 'request')).toMatchObject({ status: 499 });
});

test('a client that takes nothing of its picture is hung up on, and holds no memory', async () => {
  const bytes = await pictureBytes('png', randomImage(3, 400, 400));
  const socket = open();
  socket.on('error', () => {});
  socket.pause();
  socket.write(
    `POST /v1/upscale?model=bicubic HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: ${bytes.length}\r\n\r\n`,
  );
  socket.write(bytes);
  await expect.poll(() => server.services.memory.held, { timeout: 20_000 }).toBeGreaterThan(2 * bytes.length);
  await expect.poll(() => server.services.memory.held, { timeout: 5000 }).toBe(0);
  socket.destroy();
});

test('an address that is taken is a sentence', async () => {
  const port = Number(new URL(listening.address).port);
  const settings = parseSettings({ port, limits }, 'test');
  await expect(listen(server.app.fetch, settings)).rejects.toThrow(/^Expected an address to listen on .+ another program uses it$/);
});

test('serve: an upload that never ends does not keep the server from ending', async () => {
  const stop = new AbortController();
  const settings = parseSettings({ port: 0, data: await temporaryFolder() }, 'test');
  const start = performance.now();
  await serve(settings, {
    output: { write: () => {} },
    signal: stop.signal,
    onListening(address) {
      const { hostname, port } = new URL(address);
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => {});
      socket.write('POST /v1/upscale HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx', () => stop.abort());
    },
  });
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('serve: from the address to the last line of the log', async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const bytes = await pictureBytes();
  const answers: Response[] = [];
  const settings = parseSettings({ port: 0, data: await temporaryFolder(), jobs: { threads: 1 } }, 'test');
  await serve(settings, {
    output: { write: (line) => lines.push(line) },
    signal: stop.signal,
    async onListening(address) {
      const jobs = await Promise.all([1, 2, 3].map(() => fetch(`${address}/v1/upscale`, raw(bytes, later))));
      answers.push(...jobs, await fetch(`${address}/v1/upscale`, raw(bytes)));
      stop.abort();
    },
  });
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 200]);
  const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
  expect([events[0], events.at(-2) === 'job' || events.includes('stopping'), events.at(-1)]).toEqual(['listening', true, 'stopped']);
});
