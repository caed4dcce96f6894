/** Everything that a Node program has pictures in → pixels. */
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Decoded, type DecodeOptions, decode, defaultMaxPixels, type Format } from '../codecs/node.ts';
import { isSharp, type Sharp, sharpBytes } from '../codecs/sharp-input.ts';
import { CodecError, expected } from '../errors.ts';
import { type Image, isImage } from '../image/image.ts';

/** A picture: path of a file, bytes of a file or a stream of them, a sharp pipeline, or pixels. */
export type NodeInput = string | URL | Uint8Array | ArrayBuffer | Blob | NodeJS.ReadableStream | ReadableStream<Uint8Array> | Sharp | Image;

export interface NodeInputOptions extends DecodeOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A picture as `decode` gives it; without a format where there was no file. */
export interface NodeDecoded extends Omit<Decoded, 'format'> {
  readonly format?: Format | undefined;
}

/** No stream gives more bytes: a picture within bounds has fewer in any format. */
const mostStreamBytes = 2 ** 30;

/** Throws CodecError for what is no picture, cannot be read or is too large. */
export async function decodeInput(input: NodeInput, options: NodeInputOptions): Promise<NodeDecoded> {
  if (typeof input === 'string' || input instanceof Uint8Array) return decode(input, options);
  if (input instanceof URL) return decode(pathOf(input), options);
  if (input instanceof ArrayBuffer) return decode(new Uint8Array(input), options);
  if (input instanceof Blob) return decode(new Uint8Array(await input.arrayBuffer()), options);
  if (isSharp(input)) return { ...(await decode(await sharpBytes(input), options)), format: undefined };
  if (isStream(input)) return decode(await readAll(input, options.signal), options);
  if (!isImage(input))
    throw new CodecError(expected('a picture (a path, bytes, a stream, a sharp pipeline or pixels)', 'the input', input));
  const { maxPixels = defaultMaxPixels, name = 'the picture' } = options;
  if (input.width * input.height > maxPixels)
    throw new CodecError(expected(`at most ${maxPixels / 1e6} million pixels`, name, `${input.width}×${input.height}`));
  return { image: input, metadata: {}, notices: [] };
}

function pathOf(url: URL): string {
  if (url.protocol === 'file:') return fileURLToPath(url);
  throw new CodecError(expected('the address of a file, or what fetch gives,', 'the input', url.href));
}

function isStream(input: unknown): input is NodeJS.ReadableStream | ReadableStream<Uint8Array> {
  return (
    input instanceof ReadableStream || typeof (input as Partial<NodeJS.ReadableStream> | undefined)?.[Symbol.asyncIterator] === 'function'
  );
}

async function readAll(stream: NodeJS.ReadableStream | ReadableStream<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const chunks = stream instanceof ReadableStream ? Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]) : stream;
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      const part = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
      length += part.length;
      if (length > mostStreamBytes) throw new CodecError(expected(`at most ${mostStreamBytes} bytes`, 'the stream', 'more'));
      parts.push(part);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof CodecError) throw cause;
    throw new CodecError(`Expected a stream that can be read to its end but received the failure ${(cause as Error).message}`, { cause });
  }
  return Buffer.concat(parts);
}
