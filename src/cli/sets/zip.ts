/** Reads zip files (stored and deflated entries, no encryption, no zip64) by their central directory; APPNOTE.TXT 6.3, sections 4.3–4.5. */
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { CodecError, expected } from '../../errors.ts';
import { checkName, type Limits, type Member } from './member.ts';

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
  /** A regular file by its Unix mode, or one of a system without modes. */
  readonly regular: boolean;
}

const endSize = 22;
const inflate = promisify(inflateRaw);

/** The wanted files of the archive; see `readArchive`. */
export async function* readZip(path: string, wanted: (path: string) => boolean, limits: Limits): AsyncGenerator<Member> {
  const file = await open(path, 'r');
  try {
    const entries = (await readDirectory(file, path, limits)).filter((entry) => entry.regular && wanted(entry.path));
    const total = entries.reduce((sum, { unpacked }) => sum + unpacked, 0);
    const largest = entries.reduce((most, { unpacked }) => Math.max(most, unpacked), 0);
    if (total > limits.maxBytes || largest > limits.maxFileBytes)
      throw new CodecError(expected(`at most ${limits.maxBytes} bytes of pictures, ${limits.maxFileBytes} in one`, path, total));
    for (const entry of entries) yield { path: entry.path, bytes: await unpack(file, entry, path) };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (position < 0 || bytesRead < length) throw damaged(path, 'one that ends too early');
  return buffer;
}

function damaged(path: string, received: string): CodecError {
  return new CodecError(`Expected a whole zip archive for ${path} but received ${received}`);
}

async function readDirectory(file: FileHandle, path: string, { maxEntries }: Limits): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await readAt(file, path, Math.max(0, size - endSize - 0xffff), Math.min(size, endSize + 0xffff));
  const at = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at < 0 || at + endSize > tail.length) throw damaged(path, 'one without its directory');
  const [count, length, start] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (count === 0xffff || start === 0xffffffff)
    throw new CodecError(expected('a zip archive of at most 4 GiB and 65534 files', path, 'zip64'));
  if (count > maxEntries || length > size) throw new CodecError(expected(`at most ${maxEntries} files`, path, count));
  const directory = await readAt(file, path, start, length);
  const entries: Entry[] = [];
  for (let i = 0, p = 0; i < count; i++) {
    if (p + 46 > length || directory.readUInt32LE(p) !== 0x02014b50) throw damaged(path, 'a damaged directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => directory.readUInt16LE(p + offset)) as [
      number,
      number,
      number,
    ];
    const name = directory.toString('utf8', p + 46, p + 46 + nameLength);
    checkName(name, path);
    const kind = (directory.readUInt32LE(p + 38) >>> 28) & 0xf;
    entries.push({
      path: name,
      flags: directory.readUInt16LE(p + 8),
      method: directory.readUInt16LE(p + 10),
      crc: directory.readUInt32LE(p + 16),
      packed: directory.readUInt32LE(p + 20),
      unpacked: directory.readUInt32LE(p + 24),
      offset: directory.readUInt32LE(p + 42),
      regular: !name.endsWith('/') && (kind === 0 || kind === 8),
    });
    p += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

async function unpack(file: FileHandle, entry: Entry, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { method, flags, packed, unpacked, offset } = entry;
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8))
    throw new CodecError(expected('stored or deflated files without a password', `${entry.path} in ${path}`, `method ${method}`));
  const head = await readAt(file, path, offset, 30);
  if (head.readUInt32LE(0) !== 0x04034b50) throw damaged(path, `no file where ${entry.path} should be`);
  const bytes = await readAt(file, path, offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
  // One byte more than stated is enough to notice a file that says less than it is.
  const content = method === 0 ? bytes : await inflate(bytes, { maxOutputLength: unpacked + 1 }).catch(() => undefined);
  if (content?.length !== unpacked || crc32(content) !== entry.crc) throw damaged(path, `a damaged ${entry.path}`);
  return new Uint8Array(content);
}
