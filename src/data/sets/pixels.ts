/** The hash of a picture's pixels: the same for PNG, BMP and lossless WebP of the same picture, and for gray as gray or as RGB. */
import type { Image } from '../../image/image.ts';
import { hasAlpha } from '../../image/image.ts';
import { sha256 } from '../manifest.ts';

/** SHA-256 of `<width>x<height>`, a newline, and the 8-bit RGB samples row by row; alpha is left out. Undefined for 16-bit pictures. */
export async function pixelHash(image: Image): Promise<string | undefined> {
  const { width, height, channels, data } = image;
  if (!(data instanceof Uint8Array)) return undefined;
  const head = new TextEncoder().encode(`${width}x${height}\n`);
  const bytes = new Uint8Array(head.length + width * height * 3);
  bytes.set(head);
  const gray = channels - (hasAlpha(image) ? 1 : 0) === 1;
  for (let i = 0, to = head.length; i < data.length; i += channels) {
    for (let c = 0; c < 3; c++) bytes[to++] = data[gray ? i : i + c]!;
  }
  return sha256(bytes);
}
