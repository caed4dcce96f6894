/** Puts the pictures of sets where recipes look for them: found among others, checked, and there whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../data/manifest.ts';
import type { Checksum, PictureSet } from '../../data/sets/set.ts';
import { CodecError, SubpixelError } from '../../errors.ts';
import { createMatcher, identityText, isComplete, verdictText } from './match.ts';
import type { Member } from './member.ts';
import type { World } from './world.ts';

/** Kept beside the pictures, so that a later check can tell whether they changed. */
export interface SetRecord {
  readonly set: string;
  readonly checked: string;
  /** Where they came from: an address with its checksum, or a path. */
  readonly from: string;
  readonly checksum?: Checksum;
  readonly pictures: readonly { readonly name: string; readonly sha256: string }[];
}

export const recordFile = 'subpixel-set.json';

export interface Origin {
  /** What sentences call it. */
  readonly name: string;
  /** Published, and found to be right. */
  readonly checksum?: Checksum | undefined;
  members(): AsyncIterable<Member>;
}

export interface InstallOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
  onPicture(found: number): void;
}

/** Throws CodecError, and leaves nothing behind, when one of the sets is not in there whole: what was expected, what received. */
export async function install(sets: readonly PictureSet[], origin: Origin, world: World, options: InstallOptions): Promise<void> {
  const staged = sets.map((set) => ({
    matcher: createMatcher(set, world.known[set.name]),
    target: join(options.folder, set.folder),
    temporary: join(options.folder, `.${set.name}.${randomUUID()}.tmp`),
    pictures: [] as { name: string; sha256: string }[],
  }));
  try {
    for (const { temporary } of staged) await mkdir(temporary, { recursive: true });
    let found = 0;
    for await (const member of origin.members()) {
      if (options.signal.aborted) throw new SubpixelError('Stopped');
      for (const { matcher, temporary, pictures } of staged) {
        const match = await matcher.take(member);
        if (match === undefined) continue;
        const bytes = new Uint8Array(match.bytes);
        await writeFile(join(temporary, match.file), bytes);
        pictures.push({ name: match.file, sha256: await sha256(bytes) });
        options.onPicture(++found);
      }
    }
    for (const { matcher } of staged) {
      const { set } = matcher;
      if (!isComplete(set, matcher.verdict()))
        throw new CodecError(
          `Expected the ${set.count} pictures of ${set.name} (${identityText[set.identity]}) in ${origin.name} but received ${verdictText(set, matcher.verdict())}`,
        );
    }
    for (const { matcher, temporary, target, pictures } of staged) {
      const { name, identity } = matcher.set;
      const record: SetRecord = {
        set: name,
        checked: identityText[identity],
        from: origin.name,
        ...(origin.checksum ? { checksum: origin.checksum } : {}),
        pictures,
      };
      await writeFile(join(temporary, recordFile), `${JSON.stringify(record, undefined, 1)}\n`);
      await mkdir(dirname(target), { recursive: true });
      // An empty folder may be in the place already.
      await rmdir(target).catch(() => undefined);
      await rename(temporary, target);
    }
  } finally {
    for (const { temporary } of staged) await rm(temporary, { recursive: true, force: true });
  }
}
