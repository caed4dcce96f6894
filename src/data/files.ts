/** Folders of pictures on disk (Node). */
import { readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { ConfigError, expected } from '../errors.ts';
import { hasAlpha, type Image } from '../image/image.ts';
import { withoutAlpha } from '../image/planes.ts';
import { type HoldOut, heldOut } from './dataset.ts';
import { type PictureFacts, sha256 } from './manifest.ts';

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
