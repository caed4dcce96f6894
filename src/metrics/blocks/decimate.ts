/** Smaller pictures as MATLAB programs make them: conv2(x, ones(F)/F², 'same') at every F-th sample of both axes. */
import type { Planes } from '../../image/image.ts';

/** Means of F×F samples, of which beyond the edge there are zeros; every plane, in float64. */
export function decimated({ channels, width, height, data }: Planes, factor: number): Planes<Float64Array> {
  const [outWidth, outHeight] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const before = factor - 1 - Math.floor(factor / 2);
  const out = new Float64Array(channels * outWidth * outHeight);
  for (let line = 0, to = 0; line < channels * outHeight; line++) {
    const top = (line % outHeight) * factor - before;
    const plane = Math.floor(line / outHeight) * height;
    for (let column = 0; column < outWidth; column++, to++) {
      const left = column * factor - before;
      const right = Math.min(left + factor, width);
      for (let y = Math.max(top, 0); y < Math.min(top + factor, height); y++) {
        for (let x = Math.max(left, 0); x < right; x++) out[to]! += data[(plane + y) * width + x]! / factor ** 2;
      }
    }
  }
  return { channels, width: outWidth, height: outHeight, data: out };
}

/** The factor after which the smaller side is about 256. */
export function factorTo256({ width, height }: Pick<Planes, 'width' | 'height'>): number {
  return Math.max(1, Math.round(Math.min(width, height) / 256));
}
