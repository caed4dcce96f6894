/** What a public set of pictures is: where it comes from, on what terms, and by what a copy of it is known. */

/** How sure a match is: by the pixels of every picture, by their names, or only by their number. */
export type Identity = 'pixels' | 'names' | 'count';

export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  /** In hexadecimal. */
  readonly digest: string;
}

/** An archive that anybody may download. */
export interface Archive {
  readonly address: string;
  /** Exact where a checksum of the archive was published with its size, else as its page says; undefined when nobody says. */
  readonly bytes: number | undefined;
  readonly exact: boolean;
  readonly checksum: Checksum | undefined;
}

export interface PictureSet {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly use: 'test' | 'training' | 'validation';
  readonly count: number;
  readonly identity: Identity;
  /** Names without extension, where they are what a copy is known by. */
  readonly names: readonly string[];
  /** Below the folder of all sets. */
  readonly folder: string;
  /** An archive, or what to do by hand. */
  readonly source: Archive | string;
  readonly licence: string;
}

/** One picture of a set that is known by its pixels. */
export interface KnownPicture {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** As `pixelHash` makes it. */
  readonly pixels: string;
}

/** The known pictures by the name of their set. */
export type KnownPictures = Readonly<Record<string, readonly KnownPicture[]>>;

export function archiveOf({ source }: PictureSet): Archive | undefined {
  return typeof source === 'string' ? undefined : source;
}
