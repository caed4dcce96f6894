/** Comparison pictures: the same image made in several ways, side by side, with a zoomed crop of each and a label above. */
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { expected, ShapeError } from '../errors.ts';
import { type Image, peakOf, type Rect } from '../image/image.ts';

export interface Panel {
  readonly label: string;
  readonly image: Image;
}

export interface ComparePictureOptions {
  /** The part that is zoomed; the most detailed part of the last panel when left out. */
  readonly crop?: Rect | undefined;
  /** Width of one panel in pixels. */
  readonly panelWidth?: number | undefined;
}

const gap = 12;
const labelHeight = 34;

/**
 * A PNG with one column per panel: label, whole picture, crop enlarged by whole pixels (nearest, so that what the
 * panels differ in is seen as it is). All panels have one size, else ShapeError.
 */
export async function comparePicture(
  panels: readonly Panel[],
  { crop, panelWidth = 480 }: ComparePictureOptions = {},
): Promise<Uint8Array> {
  const { width, height } = panels[0]!.image;
  for (const { label, image } of panels) {
    if (image.width !== width || image.height !== height)
      throw new ShapeError(expected(`${width}×${height}`, `panel ${label}`, `${image.width}×${image.height}`));
  }
  const ratio = Math.min(panelWidth / width, (panelWidth * 1.5) / height);
  const whole = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) };
  const views = panels.map(({ image }) => eightBit(image));
  const zoom = Math.max(1, Math.floor(panelWidth / Math.min(160, Math.max(48, width / 4))));
  const cropWidth = Math.min(width, Math.floor(panelWidth / zoom));
  const rect = crop ?? detailedCrop(views.at(-1)!, cropWidth, Math.min(height, Math.round(cropWidth * 0.75)));
  const enlargement = Math.max(1, Math.floor(panelWidth / rect.width));

  const column = panelWidth + gap;
  const layers: OverlayOptions[] = [];
  for (const [i, image] of views.entries()) {
    const left = gap + i * column;
    layers.push({ input: await reduced(image, whole), left, top: gap + labelHeight });
    layers.push({ input: await enlarged(image, rect, enlargement), left, top: 2 * gap + labelHeight + whole.height });
  }
  const size = {
    width: gap + panels.length * column,
    height: 3 * gap + labelHeight + whole.height + rect.height * enlargement,
  };
  layers.push({ input: Buffer.from(annotations(panels, size, column, rect, ratio)), left: 0, top: 0 });
  return sharp({ create: { ...size, channels: 3, background: '#1c1c1e' } })
    .composite(layers)
    .png()
    .toBuffer();
}

/** Where a window of the given size sees the most change from pixel to pixel, found on a grid of 8 × 8 blocks. */
export function detailedCrop(image: Image, width: number, height: number): Rect {
  const block = 8;
  const columns = Math.ceil(image.width / block);
  const rows = Math.ceil(image.height / block);
  const { data, channels } = image;
  const green = channels > 2 ? 1 : 0;
  // sums[y][x]: change in all blocks above and to the left of block (x, y)
  const sums = new Float64Array((columns + 1) * (rows + 1));
  const stride = image.width * channels;
  for (let y = 0; y + 1 < image.height; y++) {
    for (let x = 0; x + 1 < image.width; x++) {
      const at = y * stride + x * channels + green;
      const change = Math.abs(data[at + channels]! - data[at]!) + Math.abs(data[at + stride]! - data[at]!);
      sums[((y >> 3) + 1) * (columns + 1) + (x >> 3) + 1]! += change;
    }
  }
  for (let y = 1; y <= rows; y++) {
    for (let x = 1; x <= columns; x++) {
      const at = y * (columns + 1) + x;
      sums[at]! += sums[at - 1]! + sums[at - columns - 1]! - sums[at - columns - 2]!;
    }
  }
  const across = Math.max(1, Math.min(columns, Math.floor(width / block)));
  const down = Math.max(1, Math.min(rows, Math.floor(height / block)));
  let best = { change: -1, x: 0, y: 0 };
  for (let y = 0; y + down <= rows; y++) {
    for (let x = 0; x + across <= columns; x++) {
      const corner = (i: number, j: number) => sums[(y + j) * (columns + 1) + x + i]!;
      const change = corner(across, down) - corner(0, down) - corner(across, 0) + corner(0, 0);
      if (change > best.change) best = { change, x, y };
    }
  }
  return { x: Math.min(best.x * block, image.width - width), y: Math.min(best.y * block, image.height - height), width, height };
}

export function eightBit(image: Image): Image & { readonly data: Uint8Array } {
  if (peakOf(image) === 255) return image as Image & { readonly data: Uint8Array };
  return { ...image, data: Uint8Array.from(image.data, (v) => Math.round(v / 257)) };
}

function pipeline({ data, width, height, channels }: Image): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}

function reduced(image: Image, size: { readonly width: number; readonly height: number }): Promise<Buffer> {
  return pipeline(image)
    .flatten({ background: '#ffffff' })
    .resize({ ...size, fit: 'fill' })
    .png()
    .toBuffer();
}

async function enlarged(image: Image, { x, y, width, height }: Rect, factor: number): Promise<Buffer> {
  const cut = await pipeline(image).flatten({ background: '#ffffff' }).extract({ left: x, top: y, width, height }).png().toBuffer();
  return sharp(cut)
    .resize({ width: width * factor, height: height * factor, kernel: 'nearest' })
    .png()
    .toBuffer();
}

/** The labels, and on each whole picture the frame of the crop. */
function annotations(
  panels: readonly Panel[],
  { width, height }: { readonly width: number; readonly height: number },
  column: number,
  rect: Rect,
  ratio: number,
): string {
  const drawn = panels.map(({ label }, i) => {
    const left = gap + i * column;
    const frame = `x="${left + rect.x * ratio}" y="${gap + labelHeight + rect.y * ratio}" width="${rect.width * ratio}" height="${rect.height * ratio}"`;
    return (
      `<text x="${left}" y="${gap + 20}" font-family="sans-serif" font-size="20" fill="#ffffff">${escapeXml(label)}</text>` +
      `<rect ${frame} fill="none" stroke="#000000" stroke-width="3"/><rect ${frame} fill="none" stroke="#ffd60a" stroke-width="1.5"/>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawn.join('')}</svg>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
