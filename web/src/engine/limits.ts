/** What this browser can make, found out before any work starts. */
import type { Format } from '../queue/names.ts';
import type { Size } from '../queue/queue.ts';

/** Of a result: its samples, and the file while it is written. */
const bytesPerPixel = 5;
/** As much as the page asks of a browser that does not say how much memory the machine has. */
const assumedGigabytes = 4;
/** The largest side that a canvas has everywhere; PNG is written without one. */
const canvasSide = 16_384;
const canvasPixels = 2 ** 28;
/** The format has no room for more. */
const webpSide = 16_383;

/** Megapixels of the largest result; a quarter of the memory, and 100 at the least. */
export function mostMegapixels(deviceGigabytes: number = assumedGigabytes): number {
  return Math.max(100, Math.floor((deviceGigabytes * 2 ** 30) / 4 / bytesPerPixel / 1e6));
}

export type Limit = { readonly kind: 'pixels'; readonly most: number } | { readonly kind: 'side'; readonly most: number };

/** Why a result cannot be made, or undefined. */
export function limitFor(size: Size, format: Format, deviceGigabytes?: number): Limit | undefined {
  const most = mostMegapixels(deviceGigabytes);
  if (size.width * size.height > most * 1e6) return { kind: 'pixels', most };
  if (format === 'png') return undefined;
  const side = format === 'webp' ? webpSide : canvasSide;
  if (Math.max(size.width, size.height) > side) return { kind: 'side', most: side };
  return size.width * size.height > canvasPixels ? { kind: 'pixels', most: Math.floor(canvasPixels / 1e6) } : undefined;
}
