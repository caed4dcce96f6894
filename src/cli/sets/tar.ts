/** Reads tar files (ustar, with the long names of GNU tar and pax), plain or in gzip, from the first block to the last; POSIX.1-2017, pax. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CodecError, expected, SubpixelError } from '../../errors.ts';
import { checkName, type Limits, type Member } from './member.ts';

const block = 512;
const longestName = 4096;

/** The wanted files of the archive; see `readArchive`. */
export async function* readTar(path: string, wanted: (path: string) => boolean, limits: Limits, gzip: boolean): AsyncGenerator<Member> {
  const file = createReadStream(path);
  const stream = gzip ? pipeline(file, createGunzip(), () => {}) : file;
  const reader = createReader(stream, limits.maxBytes, path);
  try {
    let longName: string | undefined;
    for (let count = 0; ; count++) {
      if (count > limits.maxEntries) throw new CodecError(expected(`at most ${limits.maxEntries} files`, path, 'more'));
      const head = await reader.take(block);
      if (head.every((byte) => byte === 0)) return;
      const { name, size, type } = readHeader(head, path);
      const padded = Math.ceil(size / block) * block;
      if (type === 'L' || type === 'x') {
        if (size > longestName) throw new CodecError(expected(`names of at most ${longestName} bytes`, path, size));
        const text = (await reader.take(padded)).toString('utf8', 0, size);
        longName = type === 'L' ? text.replace(/\0.*$/s, '') : (/(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1] ?? longName);
        continue;
      }
      const member = longName ?? name;
      longName = undefined;
      checkName(member, path);
      if ((type === '0' || type === '\0') && wanted(member)) {
        if (size > limits.maxFileBytes) throw new CodecError(expected(`pictures of at most ${limits.maxFileBytes} bytes`, path, size));
        yield { path: member, bytes: new Uint8Array((await reader.take(padded)).subarray(0, size)) };
      } else await reader.skip(padded);
    }
  } catch (cause) {
    if (cause instanceof SubpixelError) throw cause;
    throw new CodecError(expected('a whole archive', path, (cause as Error).message), { cause });
  } finally {
    file.destroy();
    stream.destroy();
  }
}

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

function readHeader(head: Buffer, path: string): Header {
  const text = (from: number, to: number) => head.toString('utf8', from, to).replace(/\0.*$/s, '');
  const octal = (from: number, to: number) => Number.parseInt(text(from, to).trim() || '0', 8);
  // The sum of all bytes, with blanks in place of the sum itself.
  let sum = 8 * 0x20;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += head[i]!;
  const size = octal(124, 136);
  if (octal(148, 156) !== sum || !Number.isSafeInteger(size) || size < 0)
    throw new CodecError(expected('a whole tar archive', path, 'a damaged header'));
  const prefix = text(257, 262) === 'ustar' && head[262] === 0 ? text(345, 500) : '';
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size, type: String.fromCharCode(head[156]!) };
}

/** Bytes of a stream in the lengths that are asked for; throws when there are more than `maxBytes`, or fewer than asked for. */
function createReader(stream: AsyncIterable<Buffer>, maxBytes: number, path: string) {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;
  const more = async () => {
    const { value, done } = await chunks.next();
    if (done) throw new CodecError(expected('a whole archive', path, 'one that ends too early'));
    total += value.length;
    if (total > maxBytes) throw new CodecError(expected(`at most ${maxBytes} unpacked bytes`, path, 'more'));
    return value as Buffer;
  };
  return {
    async take(length: number): Promise<Buffer> {
      const parts = [rest];
      for (let have = rest.length; have < length; ) {
        const chunk = await more();
        parts.push(chunk);
        have += chunk.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(length);
      return all.subarray(0, length);
    },
    async skip(length: number): Promise<void> {
      let left = length;
      while (left > rest.length) {
        left -= rest.length;
        rest = await more();
      }
      rest = rest.subarray(left);
    },
  };
}
