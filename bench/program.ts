/** The command as a process of its own. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Program {
  readonly name: string;
  /** Of Node. */
  readonly args: readonly string[];
}

/** What is installed, unless the source is newer. */
export function programNow(): Program {
  const built = join(root, 'dist/cli/main.js');
  const source = join(root, 'src');
  const newest = Math.max(
    ...readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) => statSync(join(source, file)).mtimeMs),
  );
  if (existsSync(built) && statSync(built).mtimeMs > newest) return { name: 'dist', args: [built] };
  return { name: 'source through tsx', args: ['--import', 'tsx', join(source, 'cli/main.ts')] };
}
