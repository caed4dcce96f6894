/** A folder for the files of a bench, removed at its end, also by Ctrl-C. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'subpixel-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const stop = (): never => process.exit(130);
  process.once('exit', remove);
  process.once('SIGINT', stop);
  try {
    return await work(folder);
  } finally {
    process.off('SIGINT', stop);
    process.off('exit', remove);
    remove();
  }
}
