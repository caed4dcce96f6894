/** Files that appear whole or not at all: written beside their place under a temporary name, then renamed. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodecError } from '../errors.ts';

const reasons: Readonly<Record<string, readonly [what: string, received: string]>> = {
  ENOENT: ['an existing folder', 'a folder that does not exist'],
  ENOTDIR: ['an existing folder', 'a path through something that is no folder'],
  EISDIR: ['the name of a file', 'the name of a folder'],
  ENOTEMPTY: ['the name of a file', 'the name of a folder'],
  EEXIST: ['the name of a file', 'the name of a folder'],
  EACCES: ['a writable folder', 'one without permission to write'],
  EPERM: ['a writable folder', 'one without permission to write'],
  EROFS: ['a writable folder', 'one on a read-only disk'],
  ENOSPC: ['enough free space', 'a disk that took no more data'],
  EFBIG: ['enough free space', 'a disk that took no more data'],
  EDQUOT: ['enough free space', 'a used-up disk quota'],
  ENAMETOOLONG: ['a shorter name', 'one that is too long'],
};

/** The sentence for a file that could not be written. */
export function writeError(path: string, cause: unknown): CodecError {
  if (cause instanceof CodecError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  // Encoders written in C report a write that stopped half way only by their message.
  const stopped = /no space left|(?:unable to|cannot) write/i.test(message);
  const [what, received] = reasons[code ?? (stopped ? 'ENOSPC' : '')] ?? [
    'a file that can be written',
    `the failure ${message.trim().split('\n').at(-1)}`,
  ];
  return new CodecError(`Expected ${what} for ${path} but received ${received}`, { cause });
}

/**
 * Lets `write` fill a temporary file in the folder of `path` and renames it to `path` when `write` has succeeded.
 * After any failure the temporary file is gone and an older file at `path` is as it was. Throws CodecError naming `path`.
 */
export async function writeAtomically(path: string, write: (temporaryPath: string) => Promise<void>): Promise<void> {
  const temporaryPath = join(dirname(path), `.${basename(path).slice(0, 40)}.${randomUUID()}.tmp`);
  try {
    await (await open(temporaryPath, 'wx')).close();
    await write(temporaryPath);
    await rename(temporaryPath, path);
  } catch (cause) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw writeError(path, cause);
  }
}

/** The names of temporary files that `writeAtomically` leaves when the process is killed. */
export const temporaryName = /^\..+\.[\da-f-]{36}\.tmp$/;

/**
 * Writes bytes (or UTF-8 text) so that `path` holds either all of them or what it held before, whatever happens to process or power.
 * Throws CodecError naming `path`.
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeAtomically(path, async (temporaryPath) => {
    const file = await open(temporaryPath, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  });
  await syncFolder(dirname(path));
}

/** Makes the names in a folder as durable as the contents; a system that cannot open folders does so by itself. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
