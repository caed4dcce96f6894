/** Pictures and arrays for tests: read from files, or made from a seed. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Image, Planes } from '../../src/image/image.ts';
import { mulberry32 } from '../../src/random.ts';

/** Reference pictures and published check values; tests that need them skip when the folder is absent. */
export const sharedData = process.env['SUBPIXEL_SHARED_DATA'] ?? '../shared/data';

/** An 8-bit picture file; gray stays gray. */
export async function readPicture(path: string): Promise<Image> {
  const file = sharp(path);
  const gray = (await file.metadata()).channels! <= 2;
  const { data, info } = await (gray ? file.toColourspace('b-w') : file).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as Image['channels'], data: new Uint8Array(data) };
}

/** A float64 .npy file of shape (H, W, C), as planes (C, H, W). */
export function readNpy(path: string): Planes<Float64Array> {
  const file = readFileSync(path);
  const start = 10 + file.readUInt16LE(8);
  const header = file.toString('latin1', 10, start);
  const [height, width, channels] = /'shape': \((\d+), (\d+), (\d+)\)/.exec(header)!.slice(1).map(Number) as [number, number, number];
  if (!header.includes("'<f8'") || !header.includes("'fortran_order': False")) throw new Error(`${path} is not float64 in C order`);
  const data = new Float64Array(channels * height * width);
  for (let i = 0; i < data.length; i++) data[(i % channels) * height * width + Math.floor(i / channels)] = file.readDoubleLE(start + 8 * i);
  return { channels, height, width, data };
}

/** Planes (C, H, W) of samples drawn evenly from 0 to `range`. */
export function randomPlanes(channels: number, height: number, width: number, seed = 1, range = 255): Planes<Float64Array> {
  const random = mulberry32(seed);
  return { channels, height, width, data: Float64Array.from({ length: channels * height * width }, () => range * random()) };
}

/** A picture of random 8-bit or 16-bit samples. */
export function randomImage(channels: Image['channels'], height: number, width: number, seed = 1, bits: 8 | 16 = 8): Image {
  const random = mulberry32(seed);
  const data = bits === 8 ? new Uint8Array(channels * height * width) : new Uint16Array(channels * height * width);
  return { width, height, channels, data: data.map(() => Math.floor(random() * 2 ** bits)) };
}

/** The largest difference between samples. */
export function maxDifference(a: Planes, b: Planes): number {
  if (a.data.length !== b.data.length) throw new Error(`${a.data.length} samples against ${b.data.length}`);
  let worst = 0;
  for (let i = 0; i < a.data.length; i++) worst = Math.max(worst, Math.abs(a.data[i]! - b.data[i]!));
  return worst;
}

/** A BMP of 24 bits a pixel, from the bottom row up, in 0–255. */
export function readBmp(path: string): Planes<Float64Array> {
  const file = readFileSync(path);
  const [start, width, height] = [file.readUInt32LE(10), file.readInt32LE(18), file.readInt32LE(22)];
  const pitch = 4 * Math.ceil((3 * width) / 4);
  const data = Float64Array.from({ length: 3 * width * height }, (_, i) => {
    const [c, y, x] = [Math.floor(i / (width * height)), Math.floor(i / width) % height, i % width];
    return file[start + (height - 1 - y) * pitch + 3 * x + 2 - c]!;
  });
  return { channels: 3, width, height, data };
}
