/** Pictures, and the page that enlarges them, for the tests of the library in a browser. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import type { Image } from '../../src/node.ts';
import { type OpenPage, openPage } from '../support/browser.ts';
import { defaultNetwork } from '../support/default-network.ts';
import type { Job, Sent } from './library-page.ts';

/** Of the pictures. */
export const [width, height] = [30, 20];

/** A part of a photograph. */
export const cat = () => sharp('examples/cat.png').extract({ left: 60, top: 40, width, height });

/** The same with alpha from nothing to all. */
export async function glass(): Promise<Buffer> {
  const data = await cat().ensureAlpha().raw().toBuffer();
  for (let i = 0; i < width * height; i++) data[4 * i + 3] = (i * 7) % 256;
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

export interface LibraryPage extends OpenPage {
  enlarge(job: Job): Promise<Sent>;
}

/** A page with the library; at `/damaged` one of the networks is. */
export async function openLibrary(): Promise<LibraryPage> {
  const damaged = mkdtempSync(join(tmpdir(), 'subpixel-damaged-'));
  cpSync('weights', damaged, { recursive: true });
  appendFileSync(join(damaged, `${defaultNetwork}_x2.onnx`), 'x');
  const { page, close } = await openPage('test/browser/library-page.ts', { folders: { weights: 'weights', damaged } });
  return {
    page,
    enlarge: (job) => page.evaluate((given) => globalThis.enlarge(given), job),
    async close() {
      await close();
      rmSync(damaged, { recursive: true });
    },
  };
}

/** The largest difference of samples. */
export function worst(web: Pick<Sent, 'width' | 'height' | 'channels' | 'data'>, node: Image): number {
  expect([web.width, web.height, web.channels]).toEqual([node.width, node.height, node.channels]);
  return web.data.reduce((most, v, i) => Math.max(most, Math.abs(v - node.data[i]!)), 0);
}
