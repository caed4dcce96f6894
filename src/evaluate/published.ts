/** Scores that papers print, to stand beside measured ones. */
import type { PublishedScore } from '../models/model.ts';
import { namedModels } from '../models/presets.ts';

/** The row of bicubic interpolation; source: EDSR, CARN and RCAN, which print the same. */
export const bicubicScores: readonly PublishedScore[] = [
  { set: 'Set5', scale: 2, psnr: 33.66, ssim: 0.9299 },
  { set: 'Set14', scale: 2, psnr: 30.24, ssim: 0.8688 },
  { set: 'B100', scale: 2, psnr: 29.56, ssim: 0.8431 },
  { set: 'Urban100', scale: 2, psnr: 26.88, ssim: 0.8403 },
  { set: 'Manga109', scale: 2, psnr: 30.8, ssim: 0.9339 },
  { set: 'Set5', scale: 3, psnr: 30.39, ssim: 0.8682 },
  { set: 'Set14', scale: 3, psnr: 27.55, ssim: 0.7742 },
  { set: 'B100', scale: 3, psnr: 27.21, ssim: 0.7385 },
  { set: 'Urban100', scale: 3, psnr: 24.46, ssim: 0.7349 },
  { set: 'Manga109', scale: 3, psnr: 26.95, ssim: 0.8556 },
  { set: 'Set5', scale: 4, psnr: 28.42, ssim: 0.8104 },
  { set: 'Set14', scale: 4, psnr: 26.0, ssim: 0.7027 },
  { set: 'B100', scale: 4, psnr: 25.96, ssim: 0.6675 },
  { set: 'Urban100', scale: 4, psnr: 23.14, ssim: 0.6577 },
  { set: 'Manga109', scale: 4, psnr: 24.89, ssim: 0.7866 },
];

/** What is published of a network or of bicubic; nothing for other methods. */
export function publishedScore(model: string, set: string, scale: number): PublishedScore | undefined {
  const scores = model === 'bicubic' ? bicubicScores : namedModels.find(({ name }) => name === model)?.scores;
  return scores?.find((score) => score.set === set && score.scale === scale);
}
