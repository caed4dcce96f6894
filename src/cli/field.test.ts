import { expect, test } from 'vitest';
import { fieldOf } from './field.ts';
import type { ScoreRow } from './score-file.ts';

const row = (changes: Partial<ScoreRow> = {}): ScoreRow => ({
  ...{ date: '2026-11-25', model: 'bicubic', modelHash: '', scale: 2, set: 'Set5', dataHash: 'aaaaaaaa', protocol: 'paper-y' },
  ...{ engine: 'subpixel 0.1.0', device: 'cpu', picture: 'a.png', pictures: 1, width: 40, height: 30, milliseconds: 10, timesBicubic: 1 },
  ...{ scores: { psnr: 30, ssim: 0.8 } },
  ...changes,
});

test('means of each set, best first, beside what is published and what bicubic takes', () => {
  const { groups, metrics } = fieldOf([
    row(),
    row({ picture: 'b.png', scores: { psnr: 34, ssim: 0.9 }, milliseconds: 30, timesBicubic: 1 }),
    row({ model: 'fsrcnn_x2', modelHash: 'ffff', scores: { psnr: 37, ssim: 0.95 }, milliseconds: 50, timesBicubic: 5 }),
    row({ model: 'fsrcnn_x2', modelHash: 'ffff', picture: 'b.png', scores: { psnr: 35, ssim: 0.93 }, milliseconds: 60, timesBicubic: 2 }),
    row({ scale: 3 }),
  ]);
  expect(metrics).toEqual(['psnr', 'ssim']);
  expect(groups.map(({ set, scale }) => [set, scale])).toEqual([
    ['Set5', 2],
    ['Set5', 3],
  ]);
  const [network, bicubic] = groups[0]!.means;
  expect(bicubic).toMatchObject({
    pictures: 2,
    milliseconds: 20,
    timesBicubic: 1,
    published: { psnr: 33.66 },
    method: { classical: true },
  });
  expect(bicubic!.scores).toEqual({ psnr: 32, ssim: expect.closeTo(0.85, 12) });
  expect(network).toMatchObject({ milliseconds: 55, timesBicubic: 3.5, published: { psnr: 37, ssim: 0.9558 } });
  expect(network!.method).toMatchObject({
    label: 'fsrcnn_x2',
    classical: false,
    parameters: expect.any(Number),
    multiplyAdds: expect.any(Number),
  });
  const others = groups[0]!.others.map(({ label }) => label);
  expect(others).toContain('vdsr');
  expect(others).not.toContain('fsrcnn');
});

test('nothing published stands beside a protocol that papers do not use', () => {
  const { groups } = fieldOf([row({ protocol: 'opencv-rgb' })]);
  expect(groups[0]!.means[0]!.published).toBeUndefined();
  expect(groups[0]!.others).toEqual([]);
});

test('two files of one name, and two folders, are told apart by their hashes', () => {
  const { groups } = fieldOf([
    row({ model: 'espcn', modelHash: '1111111111' }),
    row({ model: 'espcn', modelHash: '2222222222' }),
    row({ dataHash: 'bbbbbbbb' }),
  ]);
  expect(groups.map(({ set }) => set)).toEqual(['Set5 (aaaaaa)', 'Set5 (bbbbbb)']);
  expect(groups[0]!.means.map(({ method }) => method.label).sort()).toEqual(['espcn (111111)', 'espcn (222222)']);
});

test('rows of means alone', () => {
  const { groups } = fieldOf([row({ picture: '', pictures: 5, width: undefined, height: undefined })]);
  expect(groups[0]!.means[0]).toMatchObject({ pictures: 5, scores: { psnr: 30 } });
  expect(groups[0]!.pictures).toEqual([]);
});
