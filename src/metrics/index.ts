/** All metrics by name. */
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

export const metrics = { psnr, ssim } as const;

export type MetricName = keyof typeof metrics;
