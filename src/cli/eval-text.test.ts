import { expect, test } from 'vitest';
import { protocols } from '../metrics/protocol.ts';
import { type EvalReport, evalCsv, evalTable } from './eval-text.ts';

const report: EvalReport = {
  model: 'espcn',
  scale: 2,
  device: 'cpu',
  dataset: 'Set5',
  protocol: protocols['paper-y'],
  protocolText: '',
  metrics: ['psnr', 'ssim'],
  images: [
    { name: 'baby.png', width: 512, height: 510, scores: { psnr: 38.10149, ssim: 0.96016 }, bicubic: { psnr: 37.0784, ssim: 0.95233 } },
    { name: 'a "b", c.png', width: 8, height: 8, scores: { psnr: Infinity, ssim: 0.5 }, bicubic: { psnr: Infinity, ssim: 0.51 } },
  ],
  failed: [{ name: 'cut.png', error: 'broken' }],
  mean: { scores: { psnr: Infinity, ssim: 0.730075 }, bicubic: { psnr: Infinity, ssim: 0.731165 } },
};

test('table: aligned, gain over bicubic, mean, protocol', () => {
  expect(evalTable(report)).toBe(`espcn ×2 on Set5: 2 pictures, 1 could not be measured

picture          size  PSNR dB  bicubic    gain    SSIM  bicubic     gain
baby.png      512×510   38.101   37.078  +1.023  0.9602   0.9523  +0.0078
a "b", c.png      8×8        ∞        ∞       –  0.5000   0.5100  −0.0100
─────────────────────────────────────────────────────────────────────────
mean                         ∞        ∞       –  0.7301   0.7312  −0.0011

Protocol paper-y ×2: HR cut to a multiple of 2; LR = MATLAB bicubic of the integer picture, rounded after each pass; SR rounded to 0–255 integers; measured on BT.601 Y not rounded; border of 2 px left out; peak 255 (EDSR, RCAN and most later papers, on Set5, Set14, B100, Urban100 and Manga109)
`);
});

test('table of bicubic itself has no gain; without pictures there are no rows', () => {
  const { bicubic: _, ...alone } = report.images[0]!;
  const own: EvalReport = { ...report, metrics: ['psnr'], images: [alone], failed: [], mean: { scores: { psnr: 38.10149 } } };
  expect(evalTable(own)).toContain('picture      size  PSNR dB\nbaby.png  512×510   38.101\n───');
  const { mean: _mean, ...none } = report;
  expect(evalTable({ ...none, images: [] })).toMatch(/^espcn ×2 on Set5: 0 pictures, 1 could not be measured\n\n\nProtocol/);
});

test('CSV: full precision, quoted names', () => {
  expect(evalCsv([report])).toBe(`model,scale,dataset,image,width,height,protocol,psnr,ssim,bicubic_psnr,bicubic_ssim
espcn,2,Set5,baby.png,512,510,paper-y,38.10149,0.96016,37.0784,0.95233
espcn,2,Set5,"a ""b"", c.png",8,8,paper-y,Infinity,0.5,Infinity,0.51
`);
});
