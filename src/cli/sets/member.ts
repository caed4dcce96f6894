/** What comes out of an archive, and the bounds that its readers keep. */
import { CodecError, expected } from '../../errors.ts';

export interface Member {
  /** With forward slashes, as the archive has it. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Limits {
  /** Entries of any kind. */
  readonly maxEntries: number;
  /** Of one unpacked file. */
  readonly maxFileBytes: number;
  /** Of everything that is unpacked. */
  readonly maxBytes: number;
}

/** Throws CodecError for a name that is absolute, leads upwards or holds control characters. */
export function checkName(name: string, archive: string): void {
  const parts = name.split(/[\\/]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (name === '' || /^([\\/]|[A-Za-z]:)/.test(name) || parts.includes('..') || /[\x00-\x1f]/.test(name))
    throw new CodecError(expected('names inside the archive only', archive, name));
}
