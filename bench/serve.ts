/** `subpixel serve` under load on the loopback: is every answer there, is it the right one, how long does it take, and does memory stay flat. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon, { type Client, type Result } from 'autocannon';
import { encode } from '../src/codecs/node.ts';
import { upscale } from '../src/node.ts';
import { threads } from './environment.ts';
import { photo } from './photo.ts';
import { programNow } from './program.ts';
import { type BenchOptions, type Row, rounded } from './rows.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const load = { requests: 1000, quickRequests: 100, warmUp: 200, concurrency: 32 };
const scale = 2;
/** Sides of the pictures, which differ so that no answer can pass for another. */
const sides = [48, 56, 64, 72, 80, 88, 96, 104];
/** Memory after the load, by memory after warming up. */
const mostGrowth = 1.3;

export function benchServe({ quick, say }: BenchOptions): Promise<Row[]> {
  return inTemporaryFolder(async (folder) => {
    const pictures = await Promise.all(sides.map(pairOf));
    const program = programNow();
    const server = await startServer(program.args, folder);
    try {
      const requests = quick ? load.quickRequests : load.requests;
      say(`warming up (${program.name})`);
      await run(server.address, pictures, load.warmUp);
      const warmMB = residentMB(server.pid);
      say(`${requests} requests, ${load.concurrency} at once`);
      const { result, wrong } = await run(server.address, pictures, requests);
      const afterMB = residentMB(server.pid);
      const lost = requests - result['2xx'];
      const growth = rounded(afterMB / warmMB);
      if (lost > 0 || wrong > 0 || growth > mostGrowth)
        throw new Error(
          `Expected no lost answer, no wrong one and at most ${mostGrowth} times the memory but received ${lost}, ${wrong} and ${growth}`,
        );
      const { latency, duration } = result;
      const measured = {
        requests,
        concurrency: load.concurrency,
        lost,
        wrong,
        requestsPerS: rounded(requests / duration),
        p50Ms: latency.p50,
        p90Ms: latency.p90,
        p97_5Ms: latency.p97_5,
        p99Ms: latency.p99,
        maxMs: latency.max,
        warmMB: Math.round(warmMB),
        afterMB: Math.round(afterMB),
        growth,
      };
      return [{ measured, about: { scale, sides: `${sides[0]} to ${sides.at(-1)}`, program: program.name } }];
    } finally {
      await server.stop();
    }
  });
}

interface Pair {
  readonly input: Buffer;
  /** What the server is to answer, byte by byte. */
  readonly output: Buffer;
}

async function pairOf(side: number): Promise<Pair> {
  const input = Buffer.from((await encode(photo(side, side), 'png')).bytes);
  const made = await upscale(input, { scale, threads });
  return { input, output: Buffer.from((await encode(made.image, 'png', { metadata: made.metadata })).bytes) };
}

/** Each connection sends one of the pictures again and again. */
async function run(address: string, pictures: readonly Pair[], amount: number): Promise<{ result: Result; wrong: number }> {
  let wrong = 0;
  let connections = 0;
  const setupClient = (client: Client): void => {
    const { input, output } = pictures[connections++ % pictures.length]!;
    client.setBody(input);
    let received: Buffer[] = [];
    client.on('body', (part: Buffer) => received.push(Buffer.from(part)));
    client.on('response', () => {
      if (!Buffer.concat(received).equals(output)) wrong++;
      received = [];
    });
  };
  const result = await autocannon({
    url: `${address}/v1/upscale?scale=${scale}`,
    ...{ method: 'POST', headers: { 'content-type': 'image/png' }, connections: load.concurrency, amount, timeout: 300, setupClient },
  });
  return { result, wrong };
}

async function startServer(program: readonly string[], folder: string) {
  const settings = ['--port', '0', '--data', join(folder, 'jobs'), '--set', `jobs.threads=${threads}`];
  const child = spawn(process.execPath, [...program, 'serve', ...settings], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { event, address } = JSON.parse(line) as { event: string; address: string };
      if (event === 'listening') resolve(address);
    });
  });
  return {
    address,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** In MB (10⁶ bytes), as Linux tells it. */
function residentMB(pid: number): number {
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]) * 1024) / 1e6;
}
