/** Bytes unpacked from zlib (`deflate`) or bare deflate (`deflate-raw`), in Node and browsers alike. */
import { ConfigError } from '../../errors.ts';

/** Throws ConfigError for damaged bytes. */
export async function inflate(bytes: Uint8Array, format: 'deflate' | 'deflate-raw'): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(format));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new ConfigError('Expected compressed numbers for a model file but received damaged ones', { cause });
  }
}
