import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Beat, runState, startBeat } from './run-beat.ts';

let folder: string;
let path: string;
let beat: Beat;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'subpixel-beat-'));
  path = join(folder, 'running.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  beat = await startBeat(path);
});
afterEach(async () => {
  await beat.end();
  vi.useRealTimers();
});

const touchedAgo = (seconds: number) => utimes(path, new Date(), new Date(Date.now() - 1000 * seconds));
/** Changes what the file says; it counts as touched. */
const say = async (changes: object) => writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...changes }));

test('a run trains from its first beat to its end', async () => {
  expect(await runState(path, 'training')).toBe('training');
  await beat.end();
  expect(await runState(path, 'training')).toBe('killed');
});

test('a beat comes every ten seconds until the end', async () => {
  const touched = async () => (await stat(path)).mtimeMs > Date.now() - 60_000;
  await touchedAgo(100);
  vi.advanceTimersByTime(9_999);
  expect([await touched(), vi.getTimerCount()]).toEqual([false, 1]);
  vi.advanceTimersByTime(1);
  await vi.waitFor(async () => expect(await touched()).toBe(true));
  await beat.end();
  expect(vi.getTimerCount()).toBe(0);
});

test('on the same machine a run whose process is gone is killed at once', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await say({ pid });
  expect(await runState(path, 'training')).toBe('killed');
});

test.each([
  ['a machine that was started anew, where the number is that of another process', {}],
  ['another machine, where the number says nothing', { pid: 2 ** 30, place: 'elsewhere' }],
])('on %s a run is killed after two minutes of silence', async (_, changes) => {
  await say(changes);
  await touchedAgo(110);
  expect(await runState(path, 'training')).toBe('training');
  await touchedAgo(130);
  expect(await runState(path, 'training')).toBe('killed');
});

test('a file that was cut short counts by its age', async () => {
  await writeFile(path, '{"pid":');
  expect(await runState(path, 'training')).toBe('training');
  await touchedAgo(130);
  expect(await runState(path, 'training')).toBe('killed');
});

test('what has said its end is believed', async () => {
  await touchedAgo(1000);
  for (const state of ['stopped', 'finished'] as const) expect(await runState(path, state)).toBe(state);
});
