/** Folders of pictures on disk (Node). */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { ConfigError, expected } from '../errors.ts';
import { hasAlpha, type Image } from '../image/image.ts';
import { withoutAlpha } from '../image/planes.ts';
import { scaledSize } from '../scale.ts';
import { type HoldOut, heldOut } from './dataset.ts';
import { type FolderManifest, type PictureFacts, sha256 } from './manifest.ts';

const imageFile = /\.(png|jpe?g|webp|avif|tiff?)$/i;

export interface ListOptions {
  /** Also the folders below; default true. */
  readonly recursive?: boolean | undefined;
  /** Glob patterns on the path below the folder; default everything. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

export interface LoadOptions extends ListOptions {
  /** At most so many pictures over all folders, the first ones. */
  readonly maxImages?: number | undefined;
  readonly holdOut?: HoldOut | undefined;
  /** Receives one sentence for each picture that is skipped or changed. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/** Reads a picture file; a rejection means that the file is no readable picture. */
export type Decode = (path: string) => Promise<{ readonly image: Image }>;

/** A picture without alpha, and its facts for the manifest. */
export interface Picture extends PictureFacts {
  readonly image: Image;
}

/** Paths below the folder of all files with a picture's extension, sorted by code unit. Throws ConfigError for a folder that is not there. */
export async function listImages(
  folder: string,
  { recursive = true, include = ['**'], exclude = [] }: ListOptions = {},
): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new ConfigError(expected('an existing folder', 'the data', folder));
  const paths = await glob([...include], { cwd: folder, ignore: [...exclude], expandDirectories: false });
  return paths.filter((path) => imageFile.test(path) && (recursive || !path.includes('/'))).sort();
}

async function loadPicture(
  folder: string,
  name: string,
  decode: Decode,
  onNotice: (sentence: string) => void,
): Promise<Picture | undefined> {
  const path = join(folder, name);
  try {
    const hash = await sha256(new Uint8Array(await readFile(path)));
    const { image } = await decode(path);
    const transparent = hasAlpha(image);
    if (transparent) onNotice(`${path}: its transparency is dropped`);
    return {
      folder: basename(resolve(folder)),
      name,
      width: image.width,
      height: image.height,
      sha256: hash,
      image: withoutAlpha(image),
    };
  } catch (error) {
    onNotice(`${path} is skipped: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/**
 * Loads the pictures of the folders, in the order given and sorted inside each. The part to hold out is chosen in each folder by position,
 * before unreadable pictures are skipped, so that one broken file moves no other picture between the parts.
 * Throws ConfigError for a folder without pictures, and when no picture at all can be read.
 */
export async function loadFolders(folders: readonly string[], decode: Decode, options: LoadOptions = {}): Promise<Picture[]> {
  const { maxImages = Number.POSITIVE_INFINITY, holdOut, onNotice = () => {} } = options;
  const pictures: Picture[] = [];
  for (const folder of folders) {
    const names = await listImages(folder, options);
    if (names.length === 0) throw new ConfigError(expected('a folder with at least one picture', 'the data', folder));
    for (const name of holdOut ? heldOut(names, holdOut) : names) {
      if (pictures.length >= maxImages) return pictures;
      const picture = await loadPicture(folder, name, decode, onNotice);
      if (picture) pictures.push(picture);
    }
  }
  if (pictures.length === 0) throw new ConfigError(expected('at least one readable picture', 'the data', folders.join(', ')));
  return pictures;
}

/** An HR picture and its LR picture, as two files hold them. */
export interface PicturePair {
  readonly hr: Picture;
  readonly lr: Picture;
}

/**
 * Loads the pictures of `hr` with their partners in `lr`: the same path without extension, or that with x2, x3 … (the scale) added, as
 * DIV2K names them. Pictures of `lr` without a partner are not used. Held out by position in `hr`. A pair of which one file cannot be read is
 * skipped with a notice. Throws ConfigError for a missing partner, a pair whose sizes do not differ by the scale or whose channels differ, a
 * folder without pictures, and when no pair at all can be read.
 */
export async function loadPairFolders(
  folders: { readonly hr: string; readonly lr: string },
  scale: number,
  decode: Decode,
  options: LoadOptions = {},
): Promise<PicturePair[]> {
  const { holdOut, onNotice = () => {} } = options;
  const names = await listImages(folders.hr, options);
  if (names.length === 0) throw new ConfigError(expected('a folder with at least one picture', 'the data', folders.hr));
  const partners = new Map((await listImages(folders.lr, options)).map((name) => [stem(name), name]));
  const matched = names.map((name) => {
    const lr = partners.get(stem(name)) ?? partners.get(`${stem(name)}x${scale}`);
    if (lr === undefined) throw new ConfigError(expected(`a partner in ${folders.lr}`, join(folders.hr, name), 'none'));
    return { name, lr };
  });
  const pairs: PicturePair[] = [];
  for (const { name, lr: lrName } of holdOut ? heldOut(matched, holdOut) : matched) {
    const hr = await loadPicture(folders.hr, name, decode, onNotice);
    const lr = hr && (await loadPicture(folders.lr, lrName, decode, onNotice));
    if (!hr || !lr) continue;
    checkPair(join(folders.hr, name), hr.image, join(folders.lr, lrName), lr.image, scale);
    pairs.push({ hr, lr });
  }
  if (pairs.length === 0 && holdOut?.part !== 'validation') {
    throw new ConfigError(expected('at least one readable pair', 'the data', `${folders.hr}, ${folders.lr}`));
  }
  return pairs;
}

function stem(name: string): string {
  return name.replace(imageFile, '');
}

function checkPair(hrPath: string, hr: Image, lrPath: string, lr: Image, scale: number): void {
  const { width, height } = scaledSize(lr, scale);
  if (hr.width !== width || hr.height !== height) {
    const wanted = `${width}×${height} (${scale} times ${lrPath})`;
    throw new ConfigError(expected(wanted, hrPath, `${hr.width}×${hr.height}`));
  }
  if (hr.channels !== lr.channels) throw new ConfigError(expected(`${lr.channels} channels as ${lrPath} has`, hrPath, hr.channels));
}

/** The entry of a file of patches: their number, and the hash of the whole file. */
export async function patchFileManifest(path: string, rows: number): Promise<FolderManifest> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return { folder: basename(path), count: rows, sha256: hash.digest('hex'), images: [] };
}
