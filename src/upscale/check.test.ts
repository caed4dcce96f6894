import { describe, expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import type { Image } from '../image/image.ts';
import { cropImage } from '../image/planes.ts';
import { imresizeImage, type Kernel } from '../image/resize.ts';
import { mulberry32 } from '../random.ts';
import { OutputCheck } from './check.ts';

function reasonFor(input: Image, output: Image): string | undefined {
  const check = new OutputCheck(input, output);
  for (let y = 0; y < output.height; y += 37) check.add(y, Math.min(y + 37, output.height));
  return check.reason();
}

/** `output` with each sample replaced by `change(sample, x, y, channel)`. */
function changed(output: Image, change: (sample: number, x: number, y: number, c: number) => number): Image {
  const { channels, width } = output;
  const data = output.data.map((v, i) => change(v, Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels));
  return { ...output, data };
}

const input = waveImage(3, 150, 110);
const output = imresizeImage(input, { scale: 2 });

describe('OutputCheck', () => {
  test.each<[Kernel, { width: number; height: number }]>([
    ['bicubic', { width: 300, height: 220 }],
    ['nearest', { width: 600, height: 440 }],
    ['lanczos3', { width: 225, height: 165 }],
    ['bicubic', { width: 170, height: 440 }],
  ])('%s to %j is sound', (kernel, size) => expect(reasonFor(input, imresizeImage(input, size, { kernel }))).toBeUndefined());

  test.each([1, 2, 3, 4, 7, 15, 16, 33])('random black and white pixels, %i a side, are sound', (side) => {
    const random = mulberry32(side);
    const noise: Image = {
      width: side,
      height: side,
      channels: 1,
      data: Uint8Array.from({ length: side ** 2 }, () => (random() < 0.5 ? 0 : 255)),
    };
    for (const scale of [1.3, 2, 3, 4]) {
      const size = { width: Math.round(side * scale), height: Math.round(side * scale) };
      expect(reasonFor(noise, imresizeImage(noise, size))).toBeUndefined();
    }
  });

  test('16 bits and alpha: the alpha is not looked at', () => {
    const rgba = waveImage(4, 60, 50, 16);
    const large = imresizeImage(rgba, { scale: 2 });
    expect(
      reasonFor(
        rgba,
        changed(large, (v, _x, _y, c) => (c === 3 ? 0 : v)),
      ),
    ).toBeUndefined();
  });

  test('a black picture may stay black', () => {
    const black: Image = { width: 20, height: 20, channels: 1, data: new Uint8Array(400) };
    expect(reasonFor(black, imresizeImage(black, { scale: 2 }))).toBeUndefined();
  });

  test.each<[string, Image, string]>([
    ['black', changed(output, () => 0), 'the output is constant and the picture is not'],
    ['gray', changed(output, () => 128), 'the output is constant and the picture is not'],
    ['too bright', changed(output, (v) => Math.min(255, v + 40)), 'the mean of channel 1 is'],
    ['red and blue exchanged, and red dark', changed(output, (v, _x, _y, c) => (c === 0 ? v / 2 : v)), 'the mean of channel 1 is'],
    ['a negative around the same mean', changed(output, (v) => 255 - v), 'parts of the output are not those of the picture'],
    ['one black tile', changed(output, (v, x, y) => (x < 64 && y < 64 ? 0 : v)), 'parts of the output are not those of the picture'],
  ])('%s is refused', (_, wrong, reason) => expect(reasonFor(input, wrong)).toContain(reason));

  test('scrambled tiles are refused', () => {
    const half = { width: 150, height: 220 };
    const [left, right] = [cropImage(output, { x: 0, y: 0, ...half }), cropImage(output, { x: 150, y: 0, ...half })];
    const scrambled = changed(output, (_, x, y, c) => (x < 150 ? right : left).data[(y * 150 + (x % 150)) * 3 + c]!);
    expect(reasonFor(input, scrambled)).toContain('parts of the output are not those of the picture');
  });
});
