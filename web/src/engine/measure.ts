/** PSNR and SSIM of a result by the protocols of papers; loaded when it is first asked for. */
import { type Image, measure, parseProtocol, ShapeError } from 'subpixel/web';
import type { Measured } from './protocol.ts';

const protocols = ['paper-y', 'ntire-rgb'] as const;

/** Throws ShapeError unless both pictures have the same size, up to what the protocols cut off. */
export async function measureFiles(made: Blob, original: Blob, scale: number): Promise<Measured> {
  const [sr, hr] = [await pixels(made), await pixels(original)];
  if (Math.abs(sr.width - hr.width) >= scale || Math.abs(sr.height - hr.height) >= scale) {
    throw new ShapeError(`Expected an original of ${sr.width}×${sr.height} but received ${hr.width}×${hr.height}`);
  }
  const scores: Partial<Record<keyof Measured, Measured[keyof Measured]>> = {};
  for (const name of protocols) {
    const { psnr, ssim } = await measure(sr, hr, scale, parseProtocol(name), ['psnr', 'ssim']);
    scores[name] = { psnr: psnr!, ssim: ssim! };
  }
  return scores as Measured;
}

/** Red, green and blue of a file as the browser decodes it; metrics have no alpha. */
async function pixels(file: Blob): Promise<Image> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data: rgba } = context.getImageData(0, 0, width, height);
  const data = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    data[to++] = rgba[from]!;
    data[to++] = rgba[from + 1]!;
    data[to++] = rgba[from + 2]!;
  }
  return { width, height, channels: 3, data };
}
