/** Finds the pictures of a set among others: by their pixels, by their names, or all of them, as the set is known. */
import { basename } from 'node:path';
import sharp from 'sharp';
import { decodeBmp, isBmp } from '../../codecs/bmp.ts';
import { decode, defaultMaxPixels, encode } from '../../codecs/node.ts';
import { pixelHash } from '../../data/sets/pixels.ts';
import type { KnownPicture, PictureSet } from '../../data/sets/set.ts';
import { CodecError, expected } from '../../errors.ts';
import type { Member } from './member.ts';

/** A picture of the set, under the name that it is to have. */
export interface Match {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** What is wrong with a collection that should be the set; nothing when all is right. */
export interface Verdict {
  readonly found: number;
  /** Names of pictures that are not there. */
  readonly missing: readonly string[];
  /** Names of pictures that are there with other pixels. */
  readonly different: readonly string[];
  /** Pictures that do not belong to the set. */
  readonly strange: readonly string[];
}

export interface Matcher {
  readonly set: PictureSet;
  /** The picture as it is to be kept, or undefined when it is none of the set's. Throws CodecError for one of its pictures that cannot be read. */
  take(member: Member): Promise<Match | undefined>;
  verdict(): Verdict;
}

const stemOf = (path: string) => basename(path).replace(/\.\w+$/, '');
/** `img_001` and `IMG001` are the same name. */
const plain = (name: string) => name.toLowerCase().replaceAll('_', '');

export function createMatcher(set: PictureSet, known: readonly KnownPicture[] = []): Matcher {
  const names = new Map((set.identity === 'pixels' ? known.map(({ name }) => name) : set.names).map((name) => [plain(name), name]));
  const taken = new Set<string>();
  const different = new Set<string>();
  const strange: string[] = [];
  const byPixels = async ({ path, bytes }: Member): Promise<string | undefined> => {
    const named = names.get(plain(stemOf(path)));
    const size = await sizeOf(bytes);
    const likely = known.filter(({ width, height }) => width === size?.width && height === size?.height);
    const pixels = likely.length > 0 ? await pixelHash(await imageOf(path, bytes)) : undefined;
    // A set may hold the same picture twice.
    const same = likely.filter((picture) => picture.pixels === pixels && !taken.has(picture.name)).map(({ name }) => name);
    const name = same.find((candidate) => candidate === named) ?? same[0];
    if (name === undefined && named !== undefined) different.add(named);
    return name;
  };
  const byName = async ({ path, bytes }: Member): Promise<string | undefined> => {
    const name = set.identity === 'count' ? stemOf(path) : names.get(plain(stemOf(path)));
    if (name === undefined) return undefined;
    await imageOf(path, bytes);
    if (taken.has(name)) throw new CodecError(expected(`one picture named ${name}`, set.name, `${path} as another one`));
    return name;
  };
  return {
    set,
    async take(member) {
      const name = await (set.identity === 'pixels' ? byPixels(member) : byName(member));
      if (name === undefined || taken.has(name)) {
        strange.push(member.path);
        return undefined;
      }
      taken.add(name);
      return keep(name, member);
    },
    verdict: () => ({
      found: taken.size,
      missing: [...names.values()].filter((name) => !taken.has(name) && !different.has(name)),
      different: [...different].filter((name) => !taken.has(name)),
      strange,
    }),
  };
}

/** Bitmaps are kept as PNG, which everything here reads; other files as they are. */
async function keep(name: string, { path, bytes }: Member): Promise<Match> {
  if (!isBmp(bytes)) return { file: `${name}${/\.\w+$/.exec(path)![0].toLowerCase()}`, bytes };
  const png = await encode(await imageOf(path, bytes), 'png');
  return { file: `${name}.png`, bytes: png.bytes };
}

async function imageOf(path: string, bytes: Uint8Array) {
  return isBmp(bytes) ? decodeBmp(bytes, path, defaultMaxPixels) : (await decode(bytes, { name: path })).image;
}

/** From the header; undefined for a file that is no picture. */
async function sizeOf(bytes: Uint8Array): Promise<{ readonly width: number; readonly height: number } | undefined> {
  if (isBmp(bytes)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  }
  return sharp(bytes)
    .metadata()
    .catch(() => undefined);
}

export const isComplete = (set: PictureSet, { found, missing, different }: Verdict) =>
  found === set.count && missing.length === 0 && different.length === 0;

/** `3 of 5, missing bird and head, other pixels in baby`. */
export function verdictText(set: PictureSet, { found, missing, different }: Verdict): string {
  const some = (names: readonly string[]) =>
    names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  return [
    `${found} of ${set.count}`,
    ...(different.length > 0 ? [`other pixels in ${some(different)}`] : []),
    ...(missing.length > 0 ? [`missing ${some(missing)}`] : []),
  ].join(', ');
}

/** How sure a match is. */
export const identityText: Readonly<Record<PictureSet['identity'], string>> = {
  pixels: 'by the pixels of every picture',
  names: 'by names and number, not by content',
  count: 'by number only, not by content',
};
