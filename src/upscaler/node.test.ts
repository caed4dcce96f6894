/** The Upscaler of Node, from everything that a program has pictures in. */
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultNetwork } from '../../test/support/default-network.ts';
import { decode, encode } from '../codecs/node.ts';
import { CodecError, ConfigError } from '../errors.ts';
import { Upscaler } from './node.ts';
import type { NodeInput } from './node-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'subpixel-upscaler-'));
const path = join(folder, 'cat.png');
await sharp('examples/cat.png').extract({ left: 60, top: 40, width: 45, height: 30 }).toFile(path);
const bytes = readFileSync(path);
const upscaler = new Upscaler({ threads: 1 });
afterAll(async () => {
  await upscaler.dispose();
  rmSync(folder, { recursive: true });
});
const whole = upscaler.upscale(path, { scale: 2 });

test('ready says what will run', async () => {
  expect(await upscaler.ready()).toEqual({ device: 'cpu', model: defaultNetwork, scales: [2, 3, 4] });
});

const inputs: Readonly<Record<string, () => NodeInput | Promise<NodeInput>>> = {
  'the address of a file': () => pathToFileURL(path),
  'a Buffer': () => bytes,
  'a Uint8Array': () => Uint8Array.from(bytes),
  'an ArrayBuffer': () => Uint8Array.from(bytes).buffer,
  'a Blob': () => new Blob([bytes]),
  'a stream of a file': () => createReadStream(path, { highWaterMark: 1000 }),
  'a web stream': () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  'what fetch gives': () => new Response(bytes).body!,
  'a pipeline of sharp': () => sharp(path),
  'pixels of our own': async () => (await decode(path)).image,
};

test.each(Object.entries(inputs))('%s', async (name, make) => {
  const made = await upscaler.upscale(await make(), { scale: 2 });
  const { image, format } = await whole;
  expect(made.image).toEqual(image);
  expect(made).toMatchObject({ model: defaultNetwork, device: 'cpu', notes: [] });
  expect(made.format).toBe(name.startsWith('a pipeline') || name.startsWith('pixels') ? undefined : format);
});

test('a pipeline is what it makes, with its profile and 16 bits', async () => {
  const small = sharp(path).resize(20, 10, { fit: 'fill' }).toColourspace('rgb16');
  const deep = sharp(await small.withIccProfile('p3').png().toBuffer());
  const { image, metadata } = await upscaler.upscale(deep.flip(), { scale: 2 });
  expect(image).toMatchObject({ width: 40, height: 20 });
  expect(image.data).toBeInstanceOf(Uint16Array);
  expect(metadata.icc?.length).toBeGreaterThan(100);
  const { metadata: kept } = await decode((await encode(image, 'png', { metadata })).bytes);
  expect(kept.icc).toEqual(metadata.icc);
});

describe('is refused', () => {
  const bomb = Uint8Array.from(bytes);
  new DataView(bomb.buffer).setUint32(16, 2_000_000);
  new DataView(bomb.buffer).setUint32(20, 2_000);
  test.each<[string, unknown, RegExp]>([
    ['a number', 5, /^Expected a picture \(a path, bytes, a stream, a sharp pipeline or pixels\) for the input but received 5$/],
    ['nothing', undefined, /but received undefined$/],
    ['a missing file', 'none.png', /^Expected an existing file for none\.png/],
    ['an address that is no file', new URL('http://127.0.0.1/a.png'), /^Expected the address of a file/],
    ['pixels that do not fill their size', { width: 2, height: 2, channels: 3, data: new Uint8Array(11) }, /^Expected a picture/],
    ['a stream that breaks', Readable.from(broken()), /^Expected a stream that can be read to its end .* cable$/],
    ['a sharp pipeline that fails', sharp(Buffer.from('no picture')), /^Expected a pipeline of sharp that makes a picture/],
    ['more pixels than the bound', bomb, /^Expected at most 100 million pixels/],
  ])('%s', async (_, input, message) => {
    const failure = upscaler.upscale(input as NodeInput);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toBeInstanceOf(CodecError);
  });

  test('a picture of more pixels than maxPixels', async () => {
    await expect(upscaler.upscale(path, { maxPixels: 1000 })).rejects.toThrow('Expected at most 0.001 million pixels');
    const { image } = await decode(path);
    await expect(upscaler.upscale(image, { maxPixels: 1000 })).rejects.toThrow('Expected at most 0.001 million pixels');
  });

  test.each([
    [{ model: 'espcm' }, /^Expected one of .*espcn.* for the network but received "espcm"$/],
    [{ model: './none.onnx' }, /^Expected an \.onnx file at \.\/none\.onnx but it cannot be read \(ENOENT\)$/],
    [{ device: 'gpu' as 'cpu' }, /^Expected auto, .* for device but received "gpu"$/],
  ])('%o', async (options, message) => {
    await using wrong = new Upscaler(options);
    await expect(wrong.upscale(path)).rejects.toThrow(message);
    await expect(wrong.ready()).rejects.toBeInstanceOf(ConfigError);
  });
});

async function* broken(): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, 100);
  throw new Error('cable');
}

test('an aborted stream rejects with the reason', async () => {
  const controller = new AbortController();
  const endless = new ReadableStream<Uint8Array>({
    pull(stream) {
      stream.enqueue(new Uint8Array(10));
      controller.abort();
    },
  });
  await expect(upscaler.upscale(endless, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a classical method, and an .onnx file by its path', async () => {
  await using bicubic = new Upscaler({ model: 'bicubic' });
  expect(await bicubic.ready()).toEqual({ device: 'cpu', model: 'bicubic', scales: [2, 3, 4] });
  expect(await bicubic.upscale(path, { scale: 2 })).toMatchObject({ model: 'bicubic', image: { width: 90, height: 60 } });
  await using file = new Upscaler({ model: `weights/${defaultNetwork}_x2.onnx` });
  expect((await file.upscale(path)).image).toEqual((await whole).image);
});
