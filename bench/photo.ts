/** A picture with the statistics of a photo, the same on every machine: noise of every size with less contrast the finer it is, and sharp-edged shapes. */
import type { Image } from '../src/image/image.ts';
import { mulberry32, type Random } from '../src/random.ts';

/** Sides of the noise cells in pixels, and how contrast grows with them. */
const cells = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const contrast = (cell: number): number => 5 * cell ** 0.35;
const shapes = 60;

/** An opaque 8-bit RGB picture. */
export function photo(width: number, height: number): Image {
  const random = mulberry32(1);
  const light = new Float32Array(width * height).fill(128);
  for (const cell of cells) addNoise(light, width, height, cell, contrast(cell), random);
  const data = new Uint8Array(3 * width * height);
  for (let c = 0; c < 3; c++) {
    const tint = new Float32Array(width * height);
    for (const cell of [64, 256]) addNoise(tint, width, height, cell, 12, random);
    for (let i = 0; i < light.length; i++) data[3 * i + c] = clip(light[i]! + tint[i]!);
  }
  for (let i = 0; i < shapes; i++) addEllipse(data, width, height, random);
  return { width, height, channels: 3, data };
}

/** `image` n × n times, every second one mirrored, so that there are no seams. */
export function mirrored({ width, height, channels, data }: Image, n: number): Image {
  const out = new Uint8Array(data.length * n * n);
  const from = (i: number, length: number): number => (Math.floor(i / length) % 2 === 0 ? i % length : length - 1 - (i % length));
  let to = 0;
  for (let y = 0; y < height * n; y++) {
    const row = from(y, height) * width;
    for (let x = 0; x < width * n; x++) {
      const pixel = (row + from(x, width)) * channels;
      for (let c = 0; c < channels; c++) out[to++] = data[pixel + c]!;
    }
  }
  return { width: width * n, height: height * n, channels, data: out };
}

/** Random values at the corners of cells, blended smoothly in between. */
function addNoise(plane: Float32Array, width: number, height: number, cell: number, amplitude: number, random: Random): void {
  const columns = Math.ceil(width / cell) + 1;
  const corners = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 1) }, () => amplitude * (2 * random() - 1));
  const weights = Float32Array.from({ length: cell }, (_, i) => (i / cell) ** 2 * (3 - (2 * i) / cell));
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y / cell) * columns;
    const v = weights[y % cell]!;
    for (let x = 0; x < width; x++) {
      const corner = top + Math.floor(x / cell);
      const u = weights[x % cell]!;
      const above = corners[corner]! * (1 - u) + corners[corner + 1]! * u;
      const below = corners[corner + columns]! * (1 - u) + corners[corner + columns + 1]! * u;
      plane[y * width + x]! += above * (1 - v) + below * v;
    }
  }
}

/** Shifts the colours within an ellipse. */
function addEllipse(data: Uint8Array, width: number, height: number, random: Random): void {
  const [x0, y0] = [random() * width, random() * height];
  const [a, b] = [(0.01 + 0.1 * random()) * width, (0.01 + 0.1 * random()) * height];
  const shift = [0, 1, 2].map(() => 120 * (random() - 0.5));
  for (let y = Math.max(0, Math.ceil(y0 - b)); y < Math.min(height, y0 + b); y++) {
    for (let x = Math.max(0, Math.ceil(x0 - a)); x < Math.min(width, x0 + a); x++) {
      if (((x - x0) / a) ** 2 + ((y - y0) / b) ** 2 > 1) continue;
      for (let c = 0; c < 3; c++) {
        const i = 3 * (y * width + x) + c;
        data[i] = clip(data[i]! + shift[c]!);
      }
    }
  }
}

function clip(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255);
}
