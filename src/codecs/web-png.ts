/** PNG (third edition) written strip by strip with the browser's zlib: any size, 8 and 16 bits, gray and RGB, with and without alpha. */
import crc32 from 'crc-32';
import type { Image } from '../image/image.ts';
import type { ColorSpace } from './icc.ts';

const colorTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;
/** Bytes of samples that are filtered at a time. */
const stripBytes = 2 ** 22;

/**
 * The file. Its space is stated by the ICC profile, where there is one; else sRGB by its chunk and Display P3 as coding-independent code
 * points (cICP: primaries 12, transfer 13).
 */
export async function encodePng(image: Image, colorSpace: ColorSpace, icc?: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const { width, height, channels, data } = image;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([data.BYTES_PER_ELEMENT * 8, colorTypes[channels], 0, 0, 0], 8);
  const parts = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunk('IHDR', header)];
  if (icc && channels > 2) parts.push(...chunk('iCCP', await profileOf(icc)));
  else parts.push(...(colorSpace === 'srgb' ? chunk('sRGB', Uint8Array.of(0)) : chunk('cICP', Uint8Array.of(12, 13, 0, 1))));
  for (const reader = deflated(filteredStrips(image)).getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(...chunk('IDAT', value));
  }
  return new Blob([...parts, ...chunk('IEND', new Uint8Array(0))], { type: 'image/png' });
}

function deflated(parts: Iterator<Uint8Array<ArrayBuffer>, undefined>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const { done, value } = parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return source.pipeThrough(new CompressionStream('deflate'));
}

/** A name, the method (0: zlib), the profile. */
async function profileOf(icc: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const name = Uint8Array.of(0x69, 0x63, 0x63, 0, 0);
  const body = await new Response(deflated([icc].values() as Iterator<Uint8Array<ArrayBuffer>, undefined>)).arrayBuffer();
  return new Uint8Array(await new Blob([name, body]).arrayBuffer());
}

/** Length, type, data, checksum. */
function chunk(type: string, data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const name = Uint8Array.from(type, (letter) => letter.charCodeAt(0));
  const [head, tail] = [new Uint8Array(8), new Uint8Array(4)];
  new DataView(head.buffer).setUint32(0, data.length);
  head.set(name, 4);
  new DataView(tail.buffer).setInt32(0, crc32.buf(data, crc32.buf(name)));
  return [head, data, tail];
}

/** Rows in file order, each behind the number of its filter: 4, the difference from Paeth's prediction. */
function* filteredStrips({ width, height, channels, data }: Image): Generator<Uint8Array<ArrayBuffer>, undefined> {
  const pixel = channels * data.BYTES_PER_ELEMENT;
  const length = width * pixel;
  const rows = Math.max(1, Math.floor(stripBytes / (length + 1)));
  let above = new Uint8Array(length);
  for (let y0 = 0; y0 < height; y0 += rows) {
    const count = Math.min(rows, height - y0);
    const strip = new Uint8Array(count * (length + 1));
    for (let y = 0; y < count; y++) {
      const row = rowBytes(data, (y0 + y) * width * channels, width * channels);
      const at = y * (length + 1);
      strip[at] = 4;
      filterRow(row, above, pixel, strip.subarray(at + 1, at + 1 + length));
      above = row;
    }
    yield strip;
  }
}

/** Left of the first pixel everything is 0, and what is above it is the prediction. */
function filterRow(row: Uint8Array, above: Uint8Array, pixel: number, out: Uint8Array): void {
  for (let i = 0; i < pixel; i++) out[i] = row[i]! - above[i]!;
  for (let i = pixel; i < row.length; i++) out[i] = row[i]! - paeth(row[i - pixel]!, above[i]!, above[i - pixel]!);
}

/** Samples as a file has them: those of 16 bits with the upper byte first. */
function rowBytes(data: Image['data'], from: number, length: number): Uint8Array<ArrayBuffer> {
  if (data instanceof Uint8Array) return data.slice(from, from + length);
  const bytes = new Uint8Array(2 * length);
  for (let i = 0; i < length; i++) {
    bytes[2 * i] = data[from + i]! >> 8;
    bytes[2 * i + 1] = data[from + i]! & 255;
  }
  return bytes;
}

/** Of left, above and upper left the one that is nearest to left + above − upper left. */
function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - 2 * c);
  if (toA <= toB && toA <= toC) return a;
  return toB <= toC ? b : c;
}
