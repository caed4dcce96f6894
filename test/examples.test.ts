/** Every program of examples/ runs, from the sources, in a folder of its own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
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
};

test.each(Object.entries(programs))('%s', (_, check) => check());

test('every program is run, and listed in examples/README.md', () => {
  const files = readdirSync('examples').filter((f) => f.endsWith('.ts'));
  expect(files.sort()).toEqual(Object.keys(programs).sort());
  const readme = readFileSync('examples/README.md', 'utf8');
  expect(files.filter((f) => !readme.includes(`(${f})`))).toEqual([]);
});
