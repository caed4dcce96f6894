/** Which pictures a command works on: files, folders and globs become a list, in an order that is always the same. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { isImageFile } from '../codecs/node.ts';

export interface InputFile {
  readonly path: string;
  /** Below the folder or glob that it came from; results mirror it. */
  readonly relative: string;
  /** Named by the user itself, not found in a folder or by a glob. */
  readonly named: boolean;
}

/** Why one input gives no picture. */
export interface Problem {
  readonly input: string;
  readonly message: string;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  readonly problems: readonly Problem[];
}

/** Folders that cameras, archives and systems leave behind; hidden ones are skipped by their dot. */
const junkFolders = new Set(['__MACOSX', '@eaDir', '$RECYCLE.BIN', 'System Volume Information', 'node_modules']);

/** Names in the order that people count: 2 before 10. */
const order = new Intl.Collator('en', { numeric: true });

/** One bad input is a problem of its own and does not hide the others. A picture that is reached twice, or through linked folders, counts once. */
export async function findInputs(
  patterns: readonly string[],
  { recursive = false }: { readonly recursive?: boolean } = {},
): Promise<Inputs> {
  const files = new Map<string, InputFile>();
  const problems: Problem[] = [];
  for (const input of patterns) {
    const found = await expand(input, recursive);
    if (typeof found === 'string') problems.push({ input, message: found });
    else {
      for (const file of found) {
        const place = join(await realpath(dirname(file.path)), basename(file.path));
        if (!files.has(place)) files.set(place, file);
      }
    }
  }
  return { files: [...files.values()], problems };
}

/** The pictures of one argument, or the sentence that says why there are none. */
async function expand(input: string, recursive: boolean): Promise<InputFile[] | string> {
  const found = await stat(input).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    if (isDynamicPattern(slashes(input))) return fromGlob(input);
    const missing = found.code === 'ENOENT' || found.code === 'ENOTDIR';
    return `Expected a file, folder or glob but ${missing ? `there is no ${input}` : `${input} cannot be opened (${found.code})`}`;
  }
  if (!found.isDirectory()) return [{ path: input, relative: basename(input), named: true }];
  const names = await walk(input, '', recursive).catch((error: NodeJS.ErrnoException) => error);
  if (names instanceof Error) return `Expected a readable folder but ${input} cannot be opened (${names.code})`;
  if (names.length === 0)
    return `Expected pictures in ${input} but found none${recursive ? '' : ' (--recursive looks into its subfolders)'}`;
  return names.map((relative) => ({ path: join(input, relative), relative, named: false }));
}

/** Paths of the pictures below `root/below`. Links to folders are not followed, so a loop of links is no danger. */
async function walk(root: string, below: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => order.compare(a.name, b.name))) {
    const relative = join(below, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (recursive && !junkFolders.has(entry.name)) names.push(...(await walk(root, relative, recursive)));
    } else if (isImageFile(entry.name) && (entry.isFile() || (await isFile(join(root, relative))))) names.push(relative);
  }
  return names;
}

/** Follows a link; false when it leads nowhere or to a folder. */
async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (s) => s.isFile(),
    () => false,
  );
}

/** Globs are written with `/`; elsewhere than on Windows a backslash takes a sign's meaning away. */
function slashes(pattern: string): string {
  return process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
}

async function fromGlob(input: string): Promise<InputFile[] | string> {
  const segments = slashes(input).split('/');
  const fixed = segments.findIndex((s) => isDynamicPattern(s));
  const base = segments.slice(0, fixed).join('/') || (segments[0] === '' ? '/' : '.');
  const names = await glob(segments.slice(fixed).join('/'), { cwd: base, expandDirectories: false });
  const pictures = names.filter((name) => isImageFile(name) && !name.split('/').some((s) => junkFolders.has(s))).sort(order.compare);
  if (pictures.length === 0) return `Expected pictures that match ${input} but found none`;
  return pictures.map((relative) => ({ path: join(base, relative), relative, named: false }));
}
