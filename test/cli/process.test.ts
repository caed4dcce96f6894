/** The `subpixel` process: exit codes, streams and Ctrl-C, as a shell sees them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waveImage } from '../support/networks.ts';

let root: string;

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args]);
}

async function finished(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-process-'));
  await mkdir(join(root, 'in'));
  const { data, width, height } = waveImage(3, 240, 180);
  for (let i = 1; i <= 6; i++) await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(root, 'in', `${i}.png`));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a wrong command line is code 2 and one line on standard error', async () => {
  const outcome = await finished(start('upscale', 'a.png', '--scael', '2'));
  expect(outcome).toEqual({
    code: 2,
    stdout: '',
    stderr: 'subpixel: Unknown option --scael; did you mean --scale? (see subpixel upscale --help)\n',
  });
});

test('Ctrl-C leaves whole files only, and --resume goes on', async () => {
  const args = ['upscale', join(root, 'in'), '-n', 'lanczos3', '-s', '6', '-o', join(root, 'out')];
  const child = start(...args);
  child.stdout?.once('data', () => child.kill('SIGINT'));
  const { code, stderr } = await finished(child);
  expect(code).toBe(130);
  expect(stderr).toMatch(/^Stopped with \d of 6 finished; the same command with --resume goes on from here\n$/m);
  const names = await readdir(join(root, 'out'));
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThan(6);
  for (const name of names) {
    expect(name).toMatch(/^\d\.png$/);
    await expect(sharp(join(root, 'out', name)).stats()).resolves.toBeDefined();
  }
  const again = await finished(start(...args, '--resume'));
  expect(again.code).toBe(0);
  expect(again.stdout.trimEnd().split('\n').at(-1)).toBe(`${6 - names.length} upscaled, 0 failed, ${names.length} skipped`);
});
