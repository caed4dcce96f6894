/** One process per data folder: a file that says who has it, and is touched as long as they live. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../errors.ts';

const touchMs = 5000;
/** A lock that nobody has touched for this long is left over, whatever it says. */
const staleMs = 30_000;

export interface Lock {
  release(): Promise<void>;
}

/** Locks that this process holds. A lock of its own number that is not among them is of an earlier process, as in a container that starts anew. */
const held = new Set<string>();

/** Throws ConfigError when another process has the folder, or another server of this one. */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, 'lock');
  const text = JSON.stringify({ pid: process.pid, host: hostname(), key: randomUUID() });
  const own = `${path}.${randomUUID()}`;
  await writeFile(own, text, { flag: 'wx' });
  try {
    for (;;) {
      // A link is made whole or not at all.
      const taken = await link(own, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      if (taken) break;
      await removeStale(path, folder);
    }
  } finally {
    await rm(own, { force: true });
  }
  held.add(text);
  const timer = setInterval(() => utimes(path, new Date(), new Date()).catch(() => undefined), touchMs);
  timer.unref();
  return {
    async release() {
      clearInterval(timer);
      held.delete(text);
      if ((await textOf(path)) === text) await rm(path, { force: true });
    },
  };
}

/** Takes away a lock whose process is gone; throws ConfigError when it lives. */
async function removeStale(path: string, folder: string): Promise<void> {
  const text = await textOf(path);
  if (text === undefined) return;
  const { pid, host } = ownerOf(text);
  const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0);
  const gone = host === hostname() && (pid === process.pid ? !held.has(text) : !isAlive(pid));
  if (!gone && age < staleMs) {
    throw new ConfigError(
      `Expected a data folder that no other server uses but ${folder} is in use by process ${pid} on ${host} (a lock that is left over is taken after ${staleMs / 1000} s)`,
    );
  }
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  // Another process may have put its own in between: that one goes back.
  if ((await textOf(aside)) !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function ownerOf(text: string): { readonly pid: number; readonly host: string } {
  try {
    const { pid, host } = JSON.parse(text) as { pid: unknown; host: unknown };
    return { pid: Number(pid), host: String(host) };
  } catch {
    return { pid: 0, host: '' };
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
