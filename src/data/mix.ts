/**
 * Augmentations that mix the patches of a batch or the two sides of a pair: mixup (Zhang et al., 2018) and CutBlur (Yoo et al., 2020).
 * LR and HR are treated alike, so that they stay aligned.
 */
import type { Planes } from '../image/image.ts';
import { imresize } from '../image/resize.ts';
import { below, type Random, symmetricBeta } from '../random.ts';
import type { PatchConfig } from './patch-config.ts';
import type { PatchPlace } from './source.ts';

/** Sizes of the patches of a batch. */
export interface MixSize {
  readonly channels: number;
  /** LR pixels. */
  readonly size: number;
  readonly scale: number;
}

/**
 * Changes the patches in place, each with the chances of `augment`. First CutBlur: a square of the LR patch, or everything around it,
 * becomes the plain bicubic reduction of HR, so that the network learns where there is nothing to restore. (The paper pastes HR pixels into
 * enlarged LR pictures; networks that take LR pictures need the same at LR size.) `ratio` is the side of the square over that of the patch.
 * Then mixup: the patch becomes λ·itself + (1 − λ)·another of the batch, λ from Beta(α, α).
 */
export function mixPatches(
  patches: readonly PatchPlace[],
  { mixup, cutblur }: PatchConfig['augment'],
  size: MixSize,
  random: Random,
): void {
  if (cutblur) {
    for (const patch of patches) if (random() < cutblur.chance) cutBlur(patch, cutblur.ratio, size, random);
  }
  if (!mixup) return;
  const before = patches.map(({ lr, hr }) => ({ lr: lr.slice(), hr: hr.slice() }));
  patches.forEach((patch, i) => {
    if (random() >= mixup.chance) return;
    const share = symmetricBeta(random, mixup.alpha);
    const other = before[below(random, patches.length)]!;
    for (const side of ['lr', 'hr'] as const) {
      const own = before[i]![side];
      for (let k = 0; k < own.length; k++) patch[side][k] = share * own[k]! + (1 - share) * other[side][k]!;
    }
  });
}

function cutBlur({ lr, hr }: PatchPlace, ratio: number, { channels, size, scale }: MixSize, random: Random): void {
  const side = Math.max(1, Math.round(size * ratio));
  const left = below(random, size - side + 1);
  const top = below(random, size - side + 1);
  const within = random() < 0.5;
  const planes: Planes = { channels, width: size * scale, height: size * scale, data: hr };
  const { data: plain } = imresize(planes, { width: size, height: size });
  for (let i = 0; i < lr.length; i++) {
    const x = i % size;
    const y = Math.floor(i / size) % size;
    const inSquare = x >= left && x < left + side && y >= top && y < top + side;
    if (inSquare === within) lr[i] = plain[i]!;
  }
}
