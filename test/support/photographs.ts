/** What the installed networks make of three photographs, from the command line to the decoded file. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '../../src/codecs/node.ts';
import type { Image } from '../../src/image/image.ts';
import { cli } from './cli.ts';

export const photographs = ['examples/cat.png', 'test/fixtures/otters.png', 'test/fixtures/square.png'] as const;

/** Of the decoded pixels: a hash, and samples spread over the picture for results that differ by rounding. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly sha256: string;
  /** Every so many samples, in base64. */
  readonly samples: string;
}

const samplesKept = 600;

const everyNth = ({ data }: Image): Uint8Array => {
  const step = Math.floor(data.length / samplesKept);
  return Uint8Array.from({ length: samplesKept }, (_, i) => data[i * step]!);
};

/** `subpixel upscale` of one photograph by one network, in the folder. */
export async function enlarged(folder: string, photograph: string, network: string, scale: number): Promise<Image> {
  const path = join(folder, `${network}_x${scale}.png`);
  const { code, stderr } = await cli(folder, ['upscale', photograph, '-n', network, '-s', String(scale), '-o', path, '--quiet']);
  if (code !== 0) throw new Error(stderr);
  const { image } = await decode(path);
  await rm(path);
  return image;
}

export function pixelsOf(image: Image): Pixels {
  const sha256 = createHash('sha256').update(image.data).digest('hex');
  return { width: image.width, height: image.height, sha256, samples: Buffer.from(everyNth(image)).toString('base64') };
}

/** Largest difference of the samples in grey levels; 0 where the hash says that all pixels are the same. */
export function worstSample(image: Image, stored: Pixels): number {
  if (pixelsOf(image).sha256 === stored.sha256) return 0;
  const samples = Buffer.from(stored.samples, 'base64');
  return everyNth(image).reduce((worst, x, i) => Math.max(worst, Math.abs(x - samples[i]!)), 0);
}
