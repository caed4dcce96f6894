/** The work of `subpixel data list` and `subpixel data verify`. */
import { join } from 'node:path';
import { archiveOf, type PictureSet } from '../../data/sets/set.ts';
import type { Context } from '../command.ts';
import { createProgress, formatBytes } from '../progress.ts';
import { textTable } from '../table.ts';
import { type Check, checkSet } from './check.ts';
import { picturesBelow } from './folder.ts';
import { identityText } from './match.ts';
import { setsNamed, type World } from './world.ts';

export interface ListOptions {
  readonly folder: string;
  readonly json: boolean;
}

/** What there is, and how many pictures of each are there; they are counted, not checked. */
export async function listSets({ folder, json }: ListOptions, { stdout }: Context, { sets }: World): Promise<undefined> {
  const rows = await Promise.all(
    sets.map(async (set) => ({ set, installed: (await picturesBelow(join(folder, set.folder))).length, path: join(folder, set.folder) })),
  );
  if (json) {
    const facts = rows.map(({ set: { names, ...set }, installed, path }) => ({ ...set, folder: path, installed }));
    stdout.write(`${JSON.stringify(facts)}\n`);
    return undefined;
  }
  const lines = textTable(
    [
      ['set', 'for', 'pictures', 'download', 'known', 'installed'],
      ...rows.map(({ set, installed, path }) => [
        set.name,
        set.use,
        String(set.count),
        sizeText(set),
        identityText[set.identity],
        installed === 0 ? 'no' : installed === set.count ? path : `${installed} of ${set.count} in ${path}`,
      ]),
    ],
    { left: [0, 1, 4, 5] },
  );
  stdout.write(`${lines.join('\n')}\n`);
  return undefined;
}

function sizeText(set: PictureSet): string {
  const archive = archiveOf(set);
  if (archive === undefined) return 'by hand';
  return archive.bytes === undefined ? '?' : formatBytes(archive.bytes);
}

export interface VerifyOptions extends ListOptions {
  readonly quiet: boolean;
}

/** The named sets, or all that are there. The exit code: 0, or 1 when one is not as it should be. */
export async function verifySets(names: readonly string[], options: VerifyOptions, context: Context, world: World): Promise<number> {
  const { folder, quiet, json } = options;
  const progress = createProgress(context.stderr, { silent: quiet || json });
  const checks: Check[] = [];
  const sets = names.length > 0 ? setsNamed(names, world) : await installed(folder, world);
  try {
    for (const [i, set] of sets.entries()) {
      progress.update(i, sets.length, set.name);
      checks.push(await checkSet(set, folder, world));
    }
  } finally {
    progress.clear();
  }
  if (json) {
    const facts = checks.map(({ set, folder, good, found, strange, text }) => ({ set: set.name, folder, good, found, strange, text }));
    context.stdout.write(`${JSON.stringify(facts)}\n`);
  } else if (checks.length === 0) context.stdout.write(`No set is in ${folder}\n`);
  else {
    const rows = checks.map(({ set, good, text }) => [set.name, good ? 'right' : 'wrong', text]);
    context.stdout.write(`${textTable(rows, { left: [0, 1, 2] }).join('\n')}\n`);
  }
  return checks.every(({ good }) => good) ? 0 : 1;
}

async function installed(folder: string, { sets }: World): Promise<PictureSet[]> {
  const counts = await Promise.all(sets.map((set) => picturesBelow(join(folder, set.folder))));
  return sets.filter((_, i) => counts[i]!.length > 0);
}
