/** Checks installed sets: against the pixels or names that they are known by, and against what was noted when they were installed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../data/manifest.ts';
import type { PictureSet } from '../../data/sets/set.ts';
import { picturesBelow } from './folder.ts';
import { recordFile, type SetRecord } from './install.ts';
import { createMatcher, identityText, isComplete, verdictText } from './match.ts';
import type { World } from './world.ts';

export interface Check {
  readonly set: PictureSet;
  readonly folder: string;
  readonly good: boolean;
  readonly found: number;
  readonly strange: readonly string[];
  /** `5 of 5, by the pixels of every picture`. */
  readonly text: string;
}

export async function checkSet(set: PictureSet, folder: string, world: World): Promise<Check> {
  const path = join(folder, set.folder);
  const matcher = createMatcher(set, world.known[set.name]);
  const hashes = new Map<string, string>();
  const unreadable: string[] = [];
  for (const name of await picturesBelow(path)) {
    const bytes = new Uint8Array(await readFile(join(path, name)));
    hashes.set(name, await sha256(bytes));
    await matcher.take({ path: name, bytes }).catch(() => unreadable.push(name));
  }
  const record = await readRecord(path);
  const changed = set.identity === 'pixels' ? [] : (record?.pictures ?? []).filter(({ name, sha256 }) => hashes.get(name) !== sha256);
  const verdict = matcher.verdict();
  const problems = [
    ...(unreadable.length > 0 ? [`${unreadable.length} that cannot be read, first ${unreadable[0]}`] : []),
    ...(changed.length > 0 ? [`${changed.length} other than when they were installed, first ${changed[0]!.name}`] : []),
    ...(verdict.strange.length > 0 ? [`${verdict.strange.length} that do not belong to it, first ${verdict.strange[0]}`] : []),
  ];
  const asInstalled = set.identity !== 'pixels' && record !== undefined ? ', files as they were installed' : '';
  const good = isComplete(set, verdict) && problems.length === 0;
  const text = good
    ? `${set.count} of ${set.count}, ${identityText[set.identity]}${asInstalled}`
    : [verdictText(set, verdict), ...problems].join(', ');
  return { set, folder: path, good, found: verdict.found, strange: verdict.strange, text };
}

async function readRecord(path: string): Promise<SetRecord | undefined> {
  const text = await readFile(join(path, recordFile), 'utf8').catch(() => undefined);
  try {
    const record = text === undefined ? undefined : (JSON.parse(text) as Partial<SetRecord>);
    return Array.isArray(record?.pictures) ? (record as SetRecord) : undefined;
  } catch {
    return undefined;
  }
}
