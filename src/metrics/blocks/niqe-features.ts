/** The 36 features that NIQE (Mittal et al. 2013) takes of each block of a picture: 18 of the block, and 18 of it at half the size. */
import type { Planes } from '../../image/image.ts';
import { cropPlanes } from '../../image/planes.ts';
import { imresize } from '../../image/resize.ts';
import { normalizeContrast } from './mscn.ts';
import { featuresPerScale, scaleFeatures } from './natural-features.ts';

export const niqeFeatureCount = 2 * featuresPerScale;

/** Side of a block. */
export const niqeBlock = 96;

export interface Block {
  readonly features: readonly number[];
  /** Mean deviation of its samples. */
  readonly sharpness: number;
}

/**
 * The blocks of a gray plane (1, H, W) in 0–255; none where a side is shorter than a block. What is over at the right and below is left
 * out, or, with `stretch`, a side shorter than two blocks is one block as long as it is.
 */
export function niqeBlocks(gray: Planes<Float64Array>, { stretch = false }: { readonly stretch?: boolean } = {}): Block[] {
  const sideOf = (length: number) => (stretch && length >= niqeBlock && length < 2 * niqeBlock ? length : niqeBlock);
  const [width, height] = [sideOf(gray.width), sideOf(gray.height)];
  const [columns, rows] = [Math.floor(gray.width / width), Math.floor(gray.height / height)];
  if (columns === 0 || rows === 0) return [];
  const full = cropPlanes(gray, { x: 0, y: 0, width: columns * width, height: rows * height });
  const scales = [full, imresize(full, { scale: 0.5 }, { border: 'symmetric' })].map((plane, i) => {
    const { samples, deviation } = normalizeContrast(plane, 'replicate');
    return { pitch: plane.width, samples, deviation, width: Math.ceil(width / 2 ** i), height: Math.ceil(height / 2 ** i) };
  });
  return Array.from({ length: rows * columns }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const cut = (from: Float64Array, scale: (typeof scales)[number]) => blockOf(from, scale, column, row);
    const deviation = cut(scales[0]!.deviation, scales[0]!);
    return {
      features: scales.flatMap((scale) => scaleFeatures(cut(scale.samples, scale), scale.width)),
      sharpness: deviation.reduce((sum, value) => sum + value, 0) / deviation.length,
    };
  });
}

function blockOf(
  from: Float64Array,
  { pitch, width, height }: { readonly pitch: number; readonly width: number; readonly height: number },
  column: number,
  row: number,
): Float64Array {
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (row * height + y) * pitch + column * width;
    out.set(from.subarray(start, start + width), y * width);
  }
  return out;
}
