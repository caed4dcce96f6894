/** The samples of an ImageBitmap as they are, not multiplied by alpha. */
import { CodecError } from '../errors.ts';
import type { ColorSpace } from './icc.ts';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** R, G, B, A of each pixel. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly opaque: boolean;
  /** False where colour of transparent pixels went through a canvas, which keeps it multiplied by alpha. */
  readonly exact: boolean;
}

/** Pixels read at a time from a canvas, and the longest side of a texture. */
const stripPixels = 2 ** 22;
const textureSide = 4096;

/**
 * A canvas keeps colour multiplied by alpha, so it is read from there only where the picture is opaque; else from a WebGL texture.
 * Throws CodecError when the picture may not be read, as one of another site.
 */
export async function readBitmap(bitmap: ImageBitmap, colorSpace: ColorSpace): Promise<Pixels> {
  const { width, height } = bitmap;
  const rgba = new Uint8ClampedArray(4 * width * height);
  readByCanvas(bitmap, colorSpace, rgba);
  const opaque = isOpaque(rgba);
  const exact = opaque || (await readByTexture(bitmap, colorSpace, rgba));
  return { width, height, rgba, opaque, exact };
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 255) return false;
  return true;
}

/** A canvas in memory. Throws CodecError where the browser has none of that size. */
export function makeCanvas(width: number, height: number, settings: CanvasRenderingContext2DSettings) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', settings);
  if (!context) throw new CodecError(`Expected a canvas of ${width}×${height} but this browser gives none`);
  return { canvas, context };
}

/** Whether canvases of this browser can be in Display P3; where they cannot, they do not say so. */
export function hasP3Canvas(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { colorSpace: 'display-p3' });
  return context?.getImageData(0, 0, 1, 1).colorSpace === 'display-p3';
}

function readByCanvas(bitmap: ImageBitmap, colorSpace: ColorSpace, rgba: Uint8ClampedArray): void {
  const { width, height } = bitmap;
  const rows = Math.min(height, Math.max(1, Math.floor(stripPixels / width)));
  const { context } = makeCanvas(width, rows, { colorSpace, willReadFrequently: true });
  for (let y = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y);
    context.clearRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, -y);
    try {
      rgba.set(context.getImageData(0, 0, width, count, { colorSpace }).data, 4 * width * y);
    } catch (cause) {
      throw new CodecError('Expected a picture whose pixels this page may read but received one of another site', { cause });
    }
  }
}

/**
 * Fills in the samples tile by tile. False, with the samples as they were, where there is no WebGL, or where it gives other colours than the
 * canvas, as it does for pictures that a canvas converts to its colour space.
 */
async function readByTexture(bitmap: ImageBitmap, colorSpace: ColorSpace, rgba: Uint8ClampedArray): Promise<boolean> {
  const { width, height } = bitmap;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return false;
  const side = Math.min(textureSide, gl.getParameter(gl.MAX_TEXTURE_SIZE) as number);
  const texture = gl.createTexture();
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  const read = async (x: number, y: number, w: number, h: number): Promise<boolean> => {
    const tile = await createImageBitmap(bitmap, x, y, w, h, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, tile);
    tile.close();
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const samples = new Uint8Array(4 * w * h);
    gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, samples);
    if (gl.getError() !== gl.NO_ERROR) return false;
    for (let row = 0; row < h; row++) {
      const at = 4 * ((y + row) * width + x);
      const line = samples.subarray(4 * w * row, 4 * w * (row + 1));
      if (!agree(rgba.subarray(at, at + line.length), line)) return false;
      rgba.set(line, at);
    }
    return true;
  };
  try {
    for (let y = 0; y < height; y += side) {
      for (let x = 0; x < width; x += side) {
        if (await read(x, y, Math.min(side, width - x), Math.min(side, height - y))) continue;
        readByCanvas(bitmap, colorSpace, rgba);
        return false;
      }
    }
    return true;
  } finally {
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Whether these can be the same pixels, of which those of a canvas were rounded when they were multiplied by alpha. */
function agree(canvas: Uint8ClampedArray, texture: Uint8Array): boolean {
  for (let i = 0; i < texture.length; i += 4) {
    const alpha = texture[i + 3]!;
    if (canvas[i + 3] !== alpha) return false;
    const tolerance = 1 + 256 / alpha;
    for (let c = i; c < i + 3; c++) if (Math.abs(canvas[c]! - texture[c]!) > tolerance) return false;
  }
  return true;
}
