/** Parts of the validation pictures as the network makes them, kept at every validation, so that a report shows them over time. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encode, writeFileAtomic } from '../codecs/node.ts';
import { rgbToY } from '../image/color.ts';
import type { Image, Planes, Rect } from '../image/image.ts';
import { cropPlanes, modcrop, toImage, toPlanes } from '../image/planes.ts';
import { detailedCrop } from './compare.ts';

export interface NamedPicture {
  readonly name: string;
  /** Gray or RGB. */
  readonly image: Image;
}

/** Pictures of which a part is kept. */
const kept = 3;
/** Width in pixels of a part. */
const cropWidth = 96;
/** Validations of which parts are kept: when there are more, every second one is left out. */
const mostSteps = 32;

export interface Crops {
  /** Names of the pictures. */
  readonly names: readonly string[];
  /** Keeps the part of what a network made of the picture: planes with samples in 0 … 255. */
  take(picture: number, sr: Planes): void;
  /** Writes the parts taken since the last time, as those of `step`; `label` names a picture that is no step, such as `hr`. */
  write(step: number | 'hr' | 'bicubic'): Promise<void>;
}

const stepFile = /^crop-(\d+)-\d+\.png$/;

export function cropFile(step: number | string, index: number): string {
  return `crop-${typeof step === 'number' ? String(step).padStart(7, '0') : step}-${index}.png`;
}

/** Steps of which `folder` holds parts, in order. */
export async function cropSteps(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  const steps = names.flatMap((name) => stepFile.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** Removes the parts of steps after `step`. */
export async function dropCropsAfter(folder: string, step: number): Promise<void> {
  const later = (await cropSteps(folder)).filter((s) => s > step);
  for (const one of later) await dropStep(folder, one);
}

async function dropStep(folder: string, step: number): Promise<void> {
  for (let i = 0; i < kept; i++) await rm(join(folder, cropFile(step, i)), { force: true });
}

/** The most detailed part of each of the first `pictures`, in luma when the network has one channel. */
export async function openCrops(folder: string, pictures: readonly NamedPicture[], scale: number, channels: 1 | 3): Promise<Crops> {
  await mkdir(folder, { recursive: true });
  const chosen = pictures.slice(0, kept).map(({ name, image }) => ({ name, hr: modcrop(image, scale) }));
  const places = chosen.map(({ hr }): Rect => {
    const width = Math.min(hr.width, cropWidth);
    return detailedCrop(hr, width, Math.min(hr.height, Math.round(width * 0.75)));
  });
  const parts = new Map<number, Planes>();
  const crops: Crops = {
    names: chosen.map(({ name }) => name),
    take(picture, sr) {
      const place = places[picture];
      if (place) parts.set(picture, cropPlanes(sr, place));
    },
    async write(step) {
      for (const [i, part] of parts) await writeFileAtomic(join(folder, cropFile(step, i)), (await encode(toImage(part), 'png')).bytes);
      parts.clear();
      const steps = await cropSteps(folder);
      if (steps.length <= mostSteps) return;
      for (const [i, old] of steps.slice(0, -1).entries()) if (i % 2 === 1) await dropStep(folder, old);
    },
  };
  for (const [i, { hr }] of chosen.entries()) crops.take(i, planesOf(hr, channels));
  await crops.write('hr');
  return crops;
}

/** Planes with samples in 0 … 255: luma for one channel. */
export function planesOf(image: Image, channels: 1 | 3): Planes {
  const planes = toPlanes(image);
  return channels === 1 && planes.channels === 3 ? rgbToY(planes) : planes;
}
