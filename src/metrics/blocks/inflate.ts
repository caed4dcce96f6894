/** Bytes unpacked from zlib (`deflate`) or bare deflate (`deflate-raw`), in Node and browsers alike. */
import { ConfigError, expected } from '../../errors.ts';

/** A small file can unpack to a thousand times its size. */
const mostBytes = 2 ** 30;

/** Throws ConfigError for damaged bytes, and for more than `most` unpacked ones. */
export async function inflate(bytes: Uint8Array, format: 'deflate' | 'deflate-raw', most = mostBytes): Promise<Uint8Array> {
  let size = 0;
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > most) controller.error(new RangeError('too large'));
      else controller.enqueue(chunk);
    },
  });
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(format)).pipeThrough(bounded);
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    if (size > most) throw new ConfigError(expected(`at most ${most} bytes`, 'the numbers of a model file', 'more'), { cause });
    throw new ConfigError('Expected compressed numbers for a model file but received damaged ones', { cause });
  }
}
