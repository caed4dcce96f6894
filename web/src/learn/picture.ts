/** The picture that students look at, the visitor's own or the sample, and the part of it that is worked on. */
import { computed, signal } from '@preact/signals';
import type { Image } from 'subpixel/web';
import type { Part } from '../engine/protocol.ts';
import { partAt } from '../parts/part.ts';
import sampleUrl from '../pictures/cat-learn.webp';
import type { Size } from '../queue/queue.ts';
import { selected } from '../store.ts';

export interface LearnPicture {
  readonly url: string;
  /** Undefined for the sample. */
  readonly name: string | undefined;
  readonly blob: Blob;
  readonly size: Size;
}

/** Side of the part that each chapter works on, in pixels. */
export const sides = { interpolation: 48, networks: 64, training: 192 } as const;

const sample = signal<LearnPicture | undefined>(undefined);

/** The one that was dropped or is selected; without one the sample. */
export const picture = computed<LearnPicture | undefined>(() => {
  const item = selected.value;
  return item?.size ? { url: item.url, name: item.path, blob: item.file, size: item.size } : sample.value;
});

/** Middle of the part, as shares of the picture's sides. */
const middle = signal({ x: 0.405, y: 0.42 });

/** (x, y) in pixels of the picture. */
export function moveTo(x: number, y: number): void {
  const { size } = picture.value!;
  middle.value = { x: x / size.width, y: y / size.height };
}

export function partOf(side: number): Part | undefined {
  const { size } = picture.value ?? {};
  return size && partAt(size, side, middle.value.x * size.width, middle.value.y * size.height);
}

/** Red, green and blue of a part of a picture as it is shown (upright); transparent pixels on white. */
export async function pixelsOf(blob: Blob, { x, y, width, height }: Part): Promise<Image> {
  const bitmap = await createImageBitmap(blob, x, y, width, height, { imageOrientation: 'from-image' });
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data: rgba } = context.getImageData(0, 0, width, height);
  const data = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < rgba.length; from += 4) data.set(rgba.subarray(from, from + 3), 3 * to++);
  return { width, height, channels: 3, data };
}

async function openSample(): Promise<void> {
  const blob = await (await fetch(sampleUrl)).blob();
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  bitmap.close();
  sample.value = { url: URL.createObjectURL(blob), name: undefined, blob, size: { width, height } };
}
void openSample();
