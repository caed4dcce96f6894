/** Whether a run is going on: the file `running.json` in its folder, touched again and again by the process that trains. */
import { readFile, readlink, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { writeFileAtomic } from '../codecs/node.ts';
import type { RunFacts } from './run-facts.ts';

/** `killed`: ended without saying so. */
export type RunState = RunFacts['state'] | 'killed';

const beatEveryMs = 10_000;
/** More than a disk that several machines share may be late, or their clocks apart. */
const silentMs = 120_000;

const runningSchema = v.object({ pid: v.number(), place: v.string() });

export interface Beat {
  /** To be called when the run ends in any way. */
  end(): Promise<void>;
}

/** Marks the run as going on, for as long as this process lives and `end` is not called. */
export async function startBeat(path: string): Promise<Beat> {
  await writeFileAtomic(path, `${JSON.stringify({ pid: process.pid, place: await placeOfProcesses() })}\n`);
  // A beat that is missed, on a full disk, is no reason to end a run.
  const touch = () => utimes(path, new Date(), new Date()).catch(() => undefined);
  const timer = setInterval(touch, beatEveryMs).unref();
  return {
    async end() {
      clearInterval(timer);
      await rm(path, { force: true });
    },
  };
}

/**
 * The state of a run that has written `written` into its report.json. One that trains is killed when its process is gone, which only the
 * same machine can tell, or when its file at `path` is missing or was not touched for two minutes: so also after a reboot and on other machines.
 */
export async function runState(path: string, written: RunFacts['state']): Promise<RunState> {
  return written !== 'training' || (await beats(path)) ? written : 'killed';
}

async function beats(path: string): Promise<boolean> {
  const touched = await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (touched === undefined || Date.now() - touched > silentMs) return false;
  const running = v.safeParse(v.pipe(v.string(), v.parseJson(), runningSchema), await readFile(path, 'utf8').catch(() => ''));
  return !running.success || running.output.place !== (await placeOfProcesses()) || exists(running.output.pid);
}

/** Where a process number means the same process: the machine and, on Linux, the container. */
async function placeOfProcesses(): Promise<string> {
  return [hostname(), await readlink('/proc/self/ns/pid').catch(() => '')].join(' ').trim();
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
