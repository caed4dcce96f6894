/** A training process that is killed or runs out of disk loses no more than what came after its last checkpoint. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLog } from '../../src/cli/run-log.ts';
import { mulberry32 } from '../../src/random.ts';
import { type Checkpoint, readCheckpoint } from '../../src/train/checkpoint.ts';
import { cli } from '../support/cli.ts';
import { networkOf, trainingFolder } from '../support/training.ts';

const kills = 20;
const checkpointEvery = 5;

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
beforeAll(async () => {
  const patch = { mode: 'grid', lrPatchSize: 4, stride: 4 };
  root = await trainingFolder({
    options: { features: [4, 2] },
    batchSize: 1,
    logEvery: 1,
    checkpointEvery,
    validation: { holdOutEvery: 3, every: 40 },
    data: undefined,
  });
  base = ['train', '-c', at('tiny.yaml'), '--quiet', '--set', `data=${JSON.stringify({ folders: [at('photos')], patch })}`];
});
afterAll(() => rm(root, { recursive: true, force: true }));
let base: string[];

const program = ['--import', 'tsx', resolve('src/cli/main.ts')];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stderr })));
}

const checkpointOf = async (run: string): Promise<Checkpoint | undefined> => {
  const bytes = await readFile(join(run, 'last.safetensors')).catch(() => undefined);
  return bytes && readCheckpoint(bytes, run);
};

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Starts the run or goes on with it, and kills it `delayMs` after it has saved a checkpoint, or with `early` after its start. */
async function trainAndKill(run: string, delayMs: number, early = false): Promise<Ended> {
  const before = await checkpointOf(run);
  const child = spawn(process.execPath, [...program, ...base, '--set', 'steps=1000000', '-o', run, ...(before ? ['--resume'] : [])]);
  const end = ended(child);
  while (!early && child.exitCode === null && ((await checkpointOf(run))?.step ?? 0) <= (before?.step ?? 0)) await pause(2);
  await pause(delayMs);
  child.kill('SIGKILL');
  return end;
}

test(`killed ${kills} times at random moments, a run goes on each time and ends as one that was never stopped`, async () => {
  const random = mulberry32(Date.now());
  const run = at('killed');
  let last = 0;
  for (let i = 0; i < kills; i++) {
    // Every fourth one while the run is still being opened.
    const early = i % 4 === 3;
    const delayMs = (early ? 2000 : 400) * random();
    const { signal, stderr } = await trainAndKill(run, delayMs, early);
    expect([signal, stderr], `kill ${i + 1}, after ${delayMs} ms`).toEqual(['SIGKILL', '']);
    const checkpoint = await checkpointOf(run);
    const logged = (await readLog(join(run, 'log.csv'))).at(-1)!.step;
    expect(checkpoint?.step ?? 0).toBeGreaterThanOrEqual(Math.max(last, logged - checkpointEvery));
    expect(early || checkpoint!.step > last).toBe(true);
    last = checkpoint?.step ?? 0;
  }
  const steps = last + 3;
  const finish = spawn(process.execPath, [
    ...program,
    ...base,
    '--set',
    `steps=${steps}`,
    '-o',
    run,
    '--resume',
    '--allow-change',
    'steps',
  ]);
  expect(await ended(finish)).toEqual({ code: 0, signal: null, stderr: '' });
  const whole = spawn(process.execPath, [...program, ...base, '--set', `steps=${steps}`, '-o', at('whole')]);
  expect((await ended(whole)).code).toBe(0);
  expect((await checkpointOf(run))!.state).toEqual((await checkpointOf(at('whole')))!.state);
  const rows = async (name: string) => (await readLog(at(name, 'log.csv'))).map(({ step, loss, psnr }) => [step, loss, psnr]);
  expect(await rows('killed')).toEqual(await rows('whole'));
  const hash = async (name: string) => (await networkOf(at(name, `${name}.onnx`))).facts.weightsHash;
  expect(await hash('killed')).toBe(await hash('whole'));
  expect((await readdir(run)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a run that is killed is listed as killed at once', async () => {
  const run = at('listed', 'run');
  const facts = async () => JSON.parse(await readFile(join(run, 'report.json'), 'utf8').catch(() => '{}')).state;
  const child = spawn(process.execPath, [...program, ...base, '--set', 'steps=1000000', '-o', run]);
  const end = ended(child);
  while (child.exitCode === null && (await facts()) === undefined) await pause(20);
  const stateNow = async () => JSON.parse((await cli(root, ['runs', at('listed'), '--json'])).stdout)[0].state;
  expect(await stateNow()).toBe('training');
  child.kill('SIGKILL');
  await end;
  expect(await facts()).toBe('training');
  expect(await stateNow()).toBe('killed');
});

describe('a full disk ends the run with one sentence and leaves the last checkpoint', () => {
  const limited = (kilobytes: number, args: readonly string[]) =>
    spawn('bash', ['-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, ...program, ...args]);

  test('when no file may grow further', async () => {
    const run = at('limited');
    await trainAndKill(run, 200);
    const before = await readFile(join(run, 'last.safetensors'));
    // Smaller than a checkpoint, larger than the configuration.
    const { code, stderr } = await ended(limited(4, [...base, '--set', 'steps=1000000', '-o', run, '--resume']));
    expect(stderr).toMatch(/^subpixel: Expected enough free space for \S+ but received a disk that took no more data\n$/);
    expect(code).toBe(1);
    expect(await readFile(join(run, 'last.safetensors'))).toEqual(before);
  });

  let reason = '';
  const disk = '/tmp/subpixel-full-disk';
  try {
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=600k', 'tmpfs', disk], { stdio: 'ignore' });
    afterAll(() => execFileSync('umount', [disk]));
  } catch {
    reason = ', which needs the right to mount one';
  }
  test.skipIf(reason !== '')(`a file system of 600 kB${reason}`, async () => {
    const run = join(disk, 'run');
    const { code, stderr } = await ended(spawn(process.execPath, [...program, ...base, '--set', 'steps=1000000', '-o', run]));
    expect(stderr).toMatch(/^subpixel: Expected enough free space for \S+ but received a disk that took no more data\n$/);
    expect(code).toBe(1);
    const { step } = (await checkpointOf(run))!;
    expect(step).toBeGreaterThan(0);
    expect(step).toBeGreaterThanOrEqual((await readLog(join(run, 'log.csv'))).at(-1)!.step - checkpointEvery);
    expect((await readdir(run)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
