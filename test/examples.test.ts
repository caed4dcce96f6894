/** Every program of examples/ runs, from the sources, in a folder of its own. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'subpixel-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', `examples/${name}`, ...args]);
  return stdout;
}

const programs: Readonly<Record<string, () => Promise<void>>> = {
  async 'upscale-file.ts'() {
    const output = join(folder, 'cat_x4.png');
    expect(await run('upscale-file.ts', resolve('examples/cat.png'), output)).toContain('900×600');
    expect(existsSync(output)).toBe(true);
  },
  async 'measure.ts'() {
    const [, psnr, ssim] = /bicubic: ([\d.]+) dB, SSIM ([\d.]+)/.exec(await run('measure.ts')) ?? [];
    expect(Number(psnr)).toBeGreaterThan(30);
    expect(Number(ssim)).toBeGreaterThan(0.9);
  },
  async 'train.ts'() {
    const losses = [...(await run('train.ts')).matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
    expect(losses).toHaveLength(3);
    expect(losses.at(-1)!).toBeLessThan(0.6 * losses[0]!);
  },
  async 'folder.ts'() {
    const words = await run('folder.ts', 'examples', folder);
    expect(words).toMatch(/^[\w-]+ on (cpu|webgpu)$/m);
    expect(words).toContain('cat.png · 300×200 · png');
    expect(existsSync(join(folder, 'cat-original.png'))).toBe(true);
  },
  async 'express.ts'() {
    const { app } = await import('../examples/express.ts');
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/upscale`;
    try {
      await expectRoute((query, body) => fetch(address + query, { method: 'POST', body, headers: { 'Content-Type': 'image/png' } }));
    } finally {
      server.close();
    }
  },
  async 'hono.ts'() {
    const { app } = await import('../examples/hono.ts');
    await expectRoute(async (query, body) => app.request(`/upscale${query}`, { method: 'POST', body }));
  },
};

/** A route that gives a picture for a picture, and a sentence for anything else. */
async function expectRoute(post: (query: string, body: Uint8Array<ArrayBuffer>) => Promise<Response>): Promise<void> {
  const file = await sharp('examples/cat.png').resize(30, 20).png().toBuffer();
  const made = await post('?scale=2', Uint8Array.from(file));
  expect([made.status, made.headers.get('Content-Type')]).toEqual([200, 'image/png']);
  const { width, height } = await sharp(await made.arrayBuffer()).metadata();
  expect([width, height]).toEqual([60, 40]);
  const wrong = await post('', Uint8Array.of(1, 2, 3));
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringMatching(/^Expected a picture/)]);
  const size = await post('?scale=x', Uint8Array.from(file));
  expect([size.status, await size.text()]).toEqual([400, 'Expected a number above 0 and up to 16 for scale but received NaN']);
}

/** Run by test/browser/examples.test.ts. */
const pages = ['page.html', 'react.tsx'];

test.each(Object.entries(programs))('%s', (_, check) => check());

test('every program is run, and listed in examples/README.md', () => {
  const files = readdirSync('examples').filter((f) => /\.(tsx?|html)$/.test(f));
  expect(files.sort()).toEqual([...Object.keys(programs), ...pages].sort());
  const readme = readFileSync('examples/README.md', 'utf8');
  expect(files.filter((f) => !readme.includes(`(${f})`))).toEqual([]);
});
