/** The work of `subpixel data get`: says what would be downloaded and on what terms, asks, downloads, checks and unpacks. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Archive, archiveOf, type PictureSet } from '../../data/sets/set.ts';
import { CodecError, ConfigError, expected, SubpixelError } from '../../errors.ts';
import type { Context } from '../command.ts';
import { createProgress, formatBytes, type Progress } from '../progress.ts';
import { readArchive } from './archive.ts';
import { checkSet } from './check.ts';
import { checksumOf, download, Unreachable } from './download.ts';
import { picturesBelow, readFolder } from './folder.ts';
import { install, type Origin } from './install.ts';
import { identityText } from './match.ts';
import { setsNamed, type World } from './world.ts';

export interface GetOptions {
  readonly folder: string;
  readonly from: string | undefined;
  readonly yes: boolean;
  readonly keep: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** The exit code: 0, or 1 when the answer was no. */
export async function getSets(names: readonly string[], options: GetOptions, context: Context, world: World): Promise<number> {
  if (names.length === 0) throw new ConfigError('Expected names of sets: subpixel data get <set> (subpixel data list shows them)');
  const silent = options.quiet || options.json;
  const progress = createProgress(context.stderr, { silent });
  const done: PictureSet[] = [];
  const say = (line: string) => {
    if (!silent) progress.print(context.stdout, line);
  };
  try {
    const sets: PictureSet[] = [];
    for (const set of setsNamed(names, world)) {
      if ((await picturesBelow(join(options.folder, set.folder))).length === 0) sets.push(set);
      else await alreadyThere(set, options.folder, world, say);
    }
    if (options.from !== undefined) {
      if (sets.length > 0) await put(sets, await originOf(options.from, sets), options, context, world, progress);
      done.push(...sets);
    } else {
      for (const set of sets)
        if (typeof set.source === 'string')
          throw new ConfigError(`Expected ${set.name} by hand: ${adviceFor(set, options.folder, set.source)}`);
      const addresses = [...new Set(sets.map((set) => archiveOf(set)!.address))];
      for (const address of addresses) {
        const group = sets.filter((set) => archiveOf(set)!.address === address);
        const archive = archiveOf(group[0]!)!;
        const terms = termsOf(group, archive, options.folder);
        if (options.yes) say(terms);
        else if (!(await confirmed(terms, context))) return 1;
        await fetchGroup(group, archive, options, context, world, progress);
        done.push(...group);
      }
    }
  } finally {
    progress.clear();
  }
  const result = done.map((set) => ({
    set: set.name,
    folder: join(options.folder, set.folder),
    pictures: set.count,
    checked: identityText[set.identity],
  }));
  if (options.json) context.stdout.write(`${JSON.stringify(result)}\n`);
  else for (const { folder, pictures, checked } of result) context.stdout.write(`${folder}  ${pictures} pictures, checked ${checked}\n`);
  return 0;
}

/** Says so when the set is there whole. Throws ConfigError when what is there is something else. */
async function alreadyThere(set: PictureSet, folder: string, world: World, say: (line: string) => void): Promise<void> {
  const check = await checkSet(set, folder, world);
  if (!check.good) throw new ConfigError(`Expected no pictures, or those of ${set.name}, in ${check.folder} but received ${check.text}`);
  say(`${check.folder} is there already: ${check.text}`);
}

/** The rest of the sentence for what cannot be downloaded: what to get, and where to put it. */
function adviceFor(set: PictureSet, folder: string, what: string): string {
  return `get ${what}; then subpixel data get ${set.name} --from <archive or folder> checks its pictures and puts them into ${join(folder, set.folder)}`;
}

function termsOf(sets: readonly PictureSet[], { address, bytes, exact, checksum }: Archive, folder: string): string {
  const size = bytes === undefined ? 'not known beforehand' : `${exact ? '' : 'about '}${formatBytes(bytes)}`;
  const rows = [
    ['download', address],
    ['size', size],
    ['checksum', checksum ? `${checksum.algorithm === 'md5' ? 'MD5' : 'SHA-256'} ${checksum.digest}` : 'none published'],
    ...sets.flatMap((set) => [
      [set.name, `${set.count} pictures into ${join(folder, set.folder)}, checked ${identityText[set.identity]}`],
      ['licence', set.licence],
    ]),
  ] as const;
  const width = Math.max(...rows.map(([name]) => name!.length));
  return rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`).join('\n');
}

/** Shows the terms and reads one line. Throws ConfigError when nobody answers. */
async function confirmed(terms: string, { stdin, stderr, signal }: Context): Promise<boolean> {
  stderr.write(`${terms}\nDownload it? [y/N] `);
  const lines = createInterface({ input: stdin, signal });
  for await (const line of lines) {
    lines.close();
    if (/^\s*y(es)?\s*$/i.test(line)) return true;
    stderr.write('Nothing was downloaded\n');
    return false;
  }
  stderr.write('\n');
  throw new ConfigError('Expected an answer, or --yes where nobody can be asked');
}

async function fetchGroup(
  sets: readonly PictureSet[],
  archive: Archive,
  options: GetOptions,
  context: Context,
  world: World,
  progress: Progress,
): Promise<void> {
  const file = join(options.folder, basename(new URL(archive.address).pathname));
  const kept = await stat(file).catch(() => undefined);
  if (kept === undefined) {
    await mkdir(options.folder, { recursive: true });
    const onProgress = (done: number, total: number | undefined) => {
      const all = total ?? archive.bytes ?? done * 2;
      progress.update(done, all, `${basename(file)}, ${formatBytes(done)} of ${formatBytes(all)}`);
    };
    await download(archive, file, { ...world, signal: context.signal, onProgress }).catch((cause) => {
      if (!(cause instanceof Unreachable)) throw cause;
      const advice = adviceFor(sets[0]!, options.folder, `${basename(file)} in another way, for example with a browser`);
      throw new SubpixelError(`Expected a file at ${archive.address} but received ${cause.message}; ${advice}`, { cause });
    });
  }
  try {
    const checksum = await checkedSum(file, sets, archive);
    if (checksum === undefined && archive.checksum !== undefined)
      progress.print(
        context.stderr,
        `${basename(file)} is not the archive of the published checksum; its pictures are checked all the same`,
      );
    await put(sets, { name: archive.address, checksum, members: () => readArchive(file) }, options, context, world, progress);
  } catch (cause) {
    // What was only just downloaded and is wrong would be wrong the next time too.
    if (kept === undefined && !context.signal.aborted) await rm(file, { force: true });
    throw cause;
  }
  if (kept === undefined && !options.keep) await rm(file, { force: true });
}

/**
 * The published checksum when the file has it. Undefined when it has another, or none is published, and the pixels of all sets are known;
 * throws CodecError when that is the only proof there is.
 */
async function checkedSum(file: string, sets: readonly PictureSet[], { checksum }: Archive): Promise<Archive['checksum']> {
  if (checksum === undefined) return undefined;
  const digest = await checksumOf(file, checksum.algorithm);
  if (digest === checksum.digest) return checksum;
  if (sets.every(({ identity }) => identity === 'pixels')) return undefined;
  const name = checksum.algorithm === 'md5' ? 'MD5' : 'SHA-256';
  throw new CodecError(expected(`the ${name} ${checksum.digest}`, basename(file), digest));
}

/** A folder or an archive that the user has. */
async function originOf(path: string, sets: readonly PictureSet[]): Promise<Origin> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new ConfigError(expected('an existing folder or archive', '--from', path));
  if (found.isDirectory()) return { name: path, members: () => readFolder(path) };
  const archive = sets.map(archiveOf).find((a) => a !== undefined && basename(new URL(a.address).pathname) === basename(path));
  const checksum = archive && (await checkedSum(path, sets, archive));
  return { name: path, checksum, members: () => readArchive(path) };
}

async function put(
  sets: readonly PictureSet[],
  origin: Origin,
  { folder }: GetOptions,
  { signal }: Context,
  world: World,
  progress: Progress,
): Promise<void> {
  const total = sets.reduce((sum, { count }) => sum + count, 0);
  await mkdir(folder, { recursive: true });
  await install(sets, origin, world, {
    folder,
    signal,
    onPicture: (found) => progress.update(found, total, `${found} of ${total} pictures unpacked and checked`),
  });
}
