/** A picture as it comes back from a lossy file: encoded and decoded in memory. */
import sharp from 'sharp';
import type { Image } from '../image/image.ts';

/**
 * The picture after JPEG (chroma at half resolution, 4:2:0, as cameras and the web write it) or lossy WebP of this quality, 1 to 100.
 * Takes and gives 8-bit gray or RGB.
 */
export async function recompress(image: Image, format: 'jpeg' | 'webp', quality: number): Promise<Image> {
  const { width, height, channels, data } = image;
  const space = channels === 1 ? 'b-w' : 'srgb';
  // Tables fitted to the picture make a JPEG smaller and its pixels no other.
  const pixels = sharp(data, { raw: { width, height, channels } }).toColourspace(space);
  const bytes = await (format === 'jpeg'
    ? pixels.jpeg({ quality, chromaSubsampling: '4:2:0', optimiseCoding: false })
    : pixels.webp({ quality })
  ).toBuffer();
  const decoded = await sharp(bytes).toColourspace(space).raw().toBuffer();
  return { width, height, channels, data: new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.length) };
}
