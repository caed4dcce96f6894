/** Pictures out of an archive (zip, tar, tar.gz) without trusting it: names that lead outside, sizes and numbers are checked before anything is unpacked. */
import { open, stat } from 'node:fs/promises';
import { CodecError, expected } from '../../errors.ts';
import type { Limits, Member } from './member.ts';
import { readTar } from './tar.ts';
import { readZip } from './zip.ts';

export const defaultLimits: Limits = { maxEntries: 50_000, maxFileBytes: 200e6, maxBytes: 16e9 };

/** Pictures are compressed already: what grows more than this is made to harm. */
const mostGrowth = 100;

export const isPicture = (path: string) => /\.(png|jpe?g|webp|tiff?|bmp)$/i.test(path) && !/(^|\/)(\.|__MACOSX\/)/.test(path);

/** The pictures, one after the other; links and everything else are left out. Throws CodecError, naming the archive, for any that is damaged or out of bounds. */
export async function* readArchive(path: string, limits: Limits = defaultLimits): AsyncGenerator<Member> {
  const { size } = await stat(path);
  const bounds = { ...limits, maxBytes: Math.min(limits.maxBytes, mostGrowth * size + limits.maxFileBytes / 10) };
  const file = await open(path, 'r');
  let start: Uint8Array;
  try {
    start = (await file.read(new Uint8Array(512), 0, 512, 0)).buffer;
  } finally {
    await file.close();
  }
  const text = (from: number, to: number) => String.fromCharCode(...start.subarray(from, to));
  if (text(0, 4) === 'PK\x03\x04') yield* readZip(path, isPicture, bounds);
  else if (text(0, 2) === '\x1f\x8b') yield* readTar(path, isPicture, bounds, true);
  else if (text(257, 262) === 'ustar') yield* readTar(path, isPicture, bounds, false);
  else throw new CodecError(expected('a zip, tar or tar.gz archive', path, 'something else'));
}
