import { describe, expect, test } from 'vitest';
import { maxDifference, randomImage } from '../../test/support/pictures.ts';
import { ConfigError, ShapeError } from '../errors.ts';
import { rgbToY } from '../image/color.ts';
import type { Image, Planes } from '../image/image.ts';
import { cropImage, modcrop, toImage, toPlanes64 } from '../image/planes.ts';
import { imresize, imresizeImage } from '../image/resize.ts';
import {
  borderOf,
  deriveProtocol,
  describeProtocol,
  hrUnit,
  makeLr,
  measure,
  type Protocol,
  parseProtocol,
  protocols,
} from './protocol.ts';

const hr = randomImage(3, 41, 50);
const paper = protocols['paper-y'];
const srcnn = protocols['srcnn-y'];
const ntire = protocols['ntire-rgb'];
const opencv = protocols['opencv-rgb'];

describe('noise', () => {
  const flat: Image = { width: 96, height: 96, channels: 3, data: new Uint8Array(3 * 96 * 96).fill(128) };
  const deviation = (values: ArrayLike<number>) => {
    const list = Array.from(values);
    const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
    return Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length);
  };

  test('LR gets it, the same every time: alike in all channels where luma is measured, else in each by itself', () => {
    const lr = makeLr(flat, 1, deriveProtocol(paper, { noise: 25 })) as Image;
    expect(deviation(lr.data)).toBeCloseTo(25, 0);
    for (let i = 0; i < lr.data.length; i += 3) expect(lr.data[i + 1]).toBe(lr.data[i]);
    expect(makeLr(flat, 1, deriveProtocol(paper, { noise: 25 }))).toEqual(lr);
    const color = makeLr(flat, 1, deriveProtocol(ntire, { noise: 25 })) as Image;
    expect(deviation(color.data)).toBeCloseTo(25, 0);
    expect(color.data[1]).not.toBe(color.data[0]);
  });

  test('luma LR gets it unrounded', () => {
    const { data } = makeLr(flat, 1, deriveProtocol(srcnn, { noise: 15 })) as Planes;
    expect(deviation(data)).toBeCloseTo(15, 0);
    expect(data.some((x) => !Number.isInteger(x))).toBe(true);
  });

  test('the protocol says so', () => {
    expect(describeProtocol(deriveProtocol(paper, { noise: 25 }), 1)).toMatch(
      /^paper-y with noise 25 ×1: .*LR \+ Gaussian noise of σ 25, alike in all channels/,
    );
    expect(describeProtocol(paper, 2)).not.toContain('noise');
    expect(() => deriveProtocol(paper, { noise: 0 })).toThrow(/^protocol\.noise: /);
  });
});

describe('settings', () => {
  test.each(Object.entries(protocols))('%s is valid and called by its name', (name, protocol) => {
    expect(parseProtocol(name)).toEqual(protocol);
    expect(parseProtocol({ ...protocol })).toEqual(protocol);
    expect(protocol.name).toBe(name);
  });

  test('border: scale, or scale + 6', () => {
    expect([2, 3, 4].map((scale) => borderOf(paper, scale))).toEqual([2, 3, 4]);
    expect([2, 3, 4].map((scale) => borderOf(ntire, scale))).toEqual([8, 9, 10]);
  });

  test('a changed protocol says so in its name', () => {
    const changed = deriveProtocol(paper, { cropBorder: { timesScale: 0, plus: 4 }, roundSr: true });
    expect(changed.name).toBe('paper-y with cropBorder {"timesScale":0,"plus":4}');
    expect(borderOf(changed, 3)).toBe(4);
    expect(deriveProtocol(paper, { colorSpace: 'y' })).toBe(paper);
  });

  test('wrong settings are named', () => {
    expect(() => parseProtocol('paper')).toThrow(
      new ConfigError(`Expected ${Object.keys(protocols).join(', ')} for protocol but received "paper"`),
    );
    expect(() => parseProtocol('toString')).toThrow(ConfigError);
    expect(() => parseProtocol({ ...paper, colorSpace: 'lab' })).toThrow(/^protocol\.colorSpace: .*"y" \| "rgb"/);
    expect(() => parseProtocol({ ...paper, crop: 4 })).toThrow('Expected no protocol.crop: there is no such setting');
    expect(() => deriveProtocol(paper, { cropBorder: { timesScale: 1, plus: -1 } })).toThrow(/^protocol\.cropBorder\.plus: /);
    expect(() => deriveProtocol(srcnn, { colorSpace: 'rgb' })).toThrow('for protocol.lr.of but received "y"');
    expect(() => parseProtocol(undefined)).toThrow(ConfigError);
    const settings = (metrics: object) => () => parseProtocol({ ...paper, metrics });
    expect(settings({ psnr: {} })).toThrow('Expected a metric with settings (ssim) for protocol.metrics but received "psnr"');
    expect(settings({ toString: {} })).toThrow(ConfigError);
    expect(settings({ ssim: { edge: 'outer' } })).toThrow(/^protocol\.metrics\.ssim: expected .* for edge but received "outer"/);
    expect(settings({ ssim: { size: 8 } })).toThrow('protocol.metrics.ssim: unknown key "size"');
  });

  test('printed in full', () => {
    expect(describeProtocol(paper, 3)).toBe(
      'paper-y ×3: HR cut to a multiple of 3; LR = MATLAB bicubic of the integer picture, rounded after each pass; ' +
        'SR rounded to 0–255 integers; measured on BT.601 Y not rounded; border of 3 px left out; ' +
        'peak 255 (EDSR, RCAN and most later papers, on Set5, Set14, B100, Urban100 and Manga109)',
    );
    expect(describeProtocol(protocols['opencv-rgb'], 2)).toContain('; ssim with edge mirror; ');
    expect(describeProtocol(srcnn, 2)).toContain('LR = MATLAB bicubic of Y in float64, not rounded');
    expect(describeProtocol(deriveProtocol(ntire, { roundSr: false }), 4)).toMatch(/SR not rounded; measured on RGB; border of 10 px/);
  });
});

describe('LR pictures', () => {
  test('of the integer picture', () => {
    expect(makeLr(hr, 4, paper)).toEqual(imresizeImage(cropImage(hr, { x: 0, y: 0, width: 48, height: 40 }), { scale: 1 / 4 }));
  });

  test('of integer luma, kept in float64; a gray picture is its own luma', () => {
    const y = rgbToY(toPlanes64(modcrop(hr, 3)), { round: true });
    expect(makeLr(hr, 3, srcnn)).toEqual(imresize(y, { scale: 1 / 3 }));
    const gray = randomImage(1, 12, 12);
    expect(makeLr(gray, 3, srcnn)).toEqual(imresize(toPlanes64(gray), { scale: 1 / 3 }));
  });

  test('as the protocol says: kernel, antialiasing, border, and where samples are rounded', () => {
    const lrOf = (changes: Partial<Protocol['lr']>) => makeLr(hr, 2, deriveProtocol(paper, { lr: { ...paper.lr, ...changes } }));
    const cut = modcrop(hr, 2);
    const planes = toPlanes64(cut);
    expect(lrOf({ kernel: 'lanczos3' })).toEqual(imresizeImage(cut, { scale: 0.5 }, { kernel: 'lanczos3' }));
    expect(lrOf({ border: 'symmetric' })).toEqual(imresizeImage(cut, { scale: 0.5 }, { border: 'symmetric' }));
    expect(lrOf({ rounding: 'once' })).toEqual(toImage(imresize(planes, { scale: 0.5 })));
    expect(lrOf({ rounding: 'none', antialias: false })).toEqual(imresize(planes, { scale: 0.5 }, { antialias: false }));
    expect((lrOf({ of: 'y', rounding: 'once' }) as Planes).data.every(Number.isInteger)).toBe(true);
  });

  test('bilinear without antialiasing, rounded once: the mean of the middle four pixels, as cv::resize has it', () => {
    const lr = makeLr(hr, 4, opencv) as Image;
    const at = (x: number, y: number, c: number) => hr.data[(y * hr.width + x) * 3 + c]!;
    for (const [x, y, c] of [
      [0, 0, 0],
      [5, 7, 1],
      [11, 9, 2],
    ] as const) {
      const [u, v] = [4 * x + 1, 4 * y + 1];
      const sum = at(u, v, c) + at(u + 1, v, c) + at(u, v + 1, c) + at(u + 1, v + 1, c);
      expect(lr.data[(y * lr.width + x) * 3 + c]).toBe(Math.floor(sum / 4 + 0.5));
    }
  });

  test('HR is cut to the multiple of the protocol and of the scale', () => {
    const basicsr = protocols['basicsr-y'];
    expect([hrUnit(2, basicsr), hrUnit(8, basicsr), hrUnit(2.5, basicsr), hrUnit(3, paper)]).toEqual([12, 24, 60, 3]);
    expect(makeLr(hr, 2, basicsr)).toMatchObject({ width: 24, height: 18 });
  });

  test('refuses alpha and pictures smaller than the scale', () => {
    expect(() => makeLr(randomImage(4, 12, 12), 2, srcnn)).toThrow(ShapeError);
    expect(() => makeLr(randomImage(4, 12, 12), 2, paper)).toThrow(ShapeError);
    expect(() => makeLr(randomImage(3, 3, 12), 4, paper)).toThrow(ShapeError);
  });
});

describe('scores', () => {
  /** `hr` cut for ×2, with 2 added to one green sample. */
  function changed(x: number, y: number): Image {
    const cut = modcrop(hr, 2);
    const data = cut.data.map((value) => Math.min(value, 250));
    const sr = { ...cut, data: data.slice() };
    sr.data[(y * cut.width + x) * 3 + 1]! += 2;
    return sr;
  }
  const truth: Image = { ...hr, data: hr.data.map((value) => Math.min(value, 250)) };

  test('the border does not count, the pixel beside it does', async () => {
    expect(await measure(changed(1, 20), truth, 2, paper, ['psnr', 'ssim'])).toEqual({
      psnr: Number.POSITIVE_INFINITY,
      ssim: expect.closeTo(1, 12),
    });
    const n = (50 - 4) * (40 - 4);
    const mse = ((2 * 128.553) / 255) ** 2 / n;
    expect((await measure(changed(2, 20), truth, 2, paper, ['psnr'])).psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / mse), 9);
  });

  test('full-range luma', async () => {
    const full = deriveProtocol(paper, { luma: 'full' });
    const mse = (2 * 0.587) ** 2 / ((50 - 4) * (40 - 4));
    expect((await measure(changed(9, 9), truth, 2, full, ['psnr'])).psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / mse), 9);
    expect(describeProtocol(full, 2)).toContain('measured on BT.601 full-range Y not rounded');
  });

  test('RGB counts all three channels; integer luma sees whole steps', async () => {
    const n = (50 - 16) * (40 - 16);
    expect((await measure(changed(20, 20), truth, 2, ntire, ['psnr'])).psnr).toBeCloseTo(10 * Math.log10(255 ** 2 / (4 / (3 * n))), 9);
    const one = (await measure(changed(20, 20), truth, 2, srcnn, ['psnr'])).psnr;
    expect(10 ** (-one / 10) * 255 ** 2 * (50 - 4) * (40 - 4)).toBeCloseTo(1, 9);
  });

  test('planes are taken in 0–255, as RGB or as luma, and rounded only if the protocol says so', async () => {
    const sr = changed(9, 9);
    const rgb = toPlanes64(sr);
    const want = await measure(sr, truth, 2, paper, ['psnr', 'ssim']);
    const off: Planes = { ...rgb, data: rgb.data.map((value, i) => value + (i % 2 === 0 ? 0.3 : -0.3)) };
    expect(await measure(off, truth, 2, paper, ['psnr', 'ssim'])).toEqual(want);
    const kept = off.data.slice();
    expect((await measure(off, truth, 2, deriveProtocol(paper, { roundSr: false }), ['psnr'])).psnr).toBeLessThan(want.psnr - 5);
    expect(off.data).toEqual(kept);
    const luma = rgbToY(rgb);
    expect((await measure(luma, truth, 2, deriveProtocol(paper, { roundSr: false }), ['psnr'])).psnr).toBeCloseTo(want.psnr, 9);
  });

  test('16-bit pictures are measured on the 0–255 scale', async () => {
    const deep = toImage(toPlanes64(truth), { bits: 16 });
    expect(maxDifference(toPlanes64(deep), toPlanes64(truth))).toBeLessThan(1e-9);
    expect((await measure(changed(9, 9), deep, 2, paper, ['psnr'])).psnr).toBeCloseTo(
      (await measure(changed(9, 9), truth, 2, paper, ['psnr'])).psnr,
      6,
    );
  });

  test('refuses a size that is not that of the cut HR picture, and colour against gray', async () => {
    await expect(measure(hr, hr, 2, paper, ['psnr'])).rejects.toThrow(ShapeError);
    await expect(measure(randomImage(1, 40, 50), hr, 2, ntire, ['psnr'])).rejects.toThrow(ShapeError);
    await expect(measure(randomImage(3, 40, 50), randomImage(1, 40, 50), 2, paper, ['psnr'])).rejects.toThrow(
      'Expected 1 for channels of the SR',
    );
    await expect(measure(randomImage(3, 8, 8), randomImage(3, 8, 8), 4, ntire, ['psnr'])).rejects.toThrow(ShapeError);
  });
});
