/** Runs degradations: on a whole picture, or on the surroundings of one patch. */
import { type Image, type Planes, peakOf, type Rect } from '../../image/image.ts';
import { cropImage, toImage, toPlanes64 } from '../../image/planes.ts';
import type { Random } from '../../random.ts';
import type { Compress, Op } from './op.ts';
import { drawOps, type Step } from './steps.ts';

export interface DegradeOptions {
  readonly steps: readonly Step[];
  readonly scale: number;
  readonly random: Random;
  readonly compress: Compress;
}

/** The LR picture of the size HR / scale, in the depth of `hr`, rounded once at the end. The sides of `hr` are multiples of the scale. */
export async function degrade(hr: Image, { steps, scale, random, compress }: DegradeOptions): Promise<Image> {
  return runOps(hr, drawOps(steps, random), { scale, random, compress });
}

/**
 * The LR of one patch: `patch` in LR pixels of the picture `hr`. All numbers are drawn first; then the patch is degraded with as much of the
 * picture around it as the drawn operations see together, up to the picture's edges, so that every pixel is what degrading the whole picture
 * makes of it. Excepted are what has no place of its own: noise, the blocks of compression, and sizes rounded after a random factor.
 */
export async function degradePatch(hr: Image, patch: Rect, { steps, scale, random, compress }: DegradeOptions): Promise<Image> {
  const ops = drawOps(steps, random);
  const margin = Math.ceil(reachOf(ops, scale) / scale);
  const left = Math.max(0, patch.x - margin);
  const top = Math.max(0, patch.y - margin);
  const right = Math.min(hr.width / scale, patch.x + patch.width + margin);
  const bottom = Math.min(hr.height / scale, patch.y + patch.height + margin);
  const rect = { x: left * scale, y: top * scale, width: (right - left) * scale, height: (bottom - top) * scale };
  const inside = { x: patch.x - left, y: patch.y - top, width: patch.width, height: patch.height };
  return runOps(hr, ops, { scale, random, compress }, rect, inside);
}

/** How far an LR pixel sees, in HR pixels: the sum of what each operation sees at the size its input has by then. */
export function reachOf(ops: readonly Op[], scale: number): number {
  let pixel = 1; // HR pixels to one pixel of the picture so far
  let reach = 0;
  for (const op of ops) {
    const after = op.factor === 'lr' ? scale : pixel / op.factor;
    reach += op.reach * (op.factor === 'lr' ? Math.max(pixel, scale) : pixel);
    pixel = after;
  }
  return reach;
}

async function runOps(
  hr: Image,
  ops: readonly Op[],
  { scale, random, compress }: Omit<DegradeOptions, 'steps'>,
  rect: Rect = { x: 0, y: 0, width: hr.width, height: hr.height },
  inside?: Rect,
): Promise<Image> {
  const lrSize = { width: rect.width / scale, height: rect.height / scale };
  let planes: Planes = toPlanes64(hr, { rect });
  for (const op of ops) planes = await op.apply(planes, { random, lrSize, compress });
  const image = toImage(planes, { bits: peakOf(hr) === 255 ? 8 : 16 });
  return inside ? cropImage(image, inside) : image;
}
