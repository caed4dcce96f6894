/** Folders of pictures as the sets see them: every picture file below, bitmaps too, one after the other. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { ConfigError, expected } from '../../errors.ts';
import { isPicture } from './archive.ts';
import type { Member } from './member.ts';

/** Paths of the pictures below a folder, sorted; none when the folder is not there. */
export async function picturesBelow(folder: string): Promise<string[]> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) return [];
  return (await glob('**', { cwd: folder, expandDirectories: false, followSymbolicLinks: false })).filter(isPicture).sort();
}

export async function* readFolder(folder: string): AsyncGenerator<Member> {
  const paths = await picturesBelow(folder);
  if (paths.length === 0) throw new ConfigError(expected('a folder with pictures or an archive', '--from', folder));
  for (const path of paths) yield { path, bytes: new Uint8Array(await readFile(join(folder, path))) };
}
