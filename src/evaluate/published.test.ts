import { expect, test } from 'vitest';
import { publishedScore } from './published.ts';

test('of networks, of presets and of bicubic', () => {
  expect(publishedScore('bicubic', 'Set5', 2)).toEqual({ set: 'Set5', scale: 2, psnr: 33.66, ssim: 0.9299 });
  expect(publishedScore('vdsr', 'Set5', 3)).toMatchObject({ psnr: 33.66 });
  expect(publishedScore('vdsr', 'Set5', 8)).toBeUndefined();
  expect(publishedScore('lanczos3', 'Set5', 2)).toBeUndefined();
  expect(publishedScore('mine', 'Set5', 2)).toBeUndefined();
});
