/** The Upscaler in headless Chromium by WebGPU, on a software adapter: within one grey level of Node's CPU. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { upscale } from '../../src/node.ts';
import { browserMissing, type OpenPage, openPage } from '../support/browser.ts';

if (browserMissing) console.warn(`The library is not tested by WebGPU in a browser: ${browserMissing}`);

describe.skipIf(browserMissing)('in a page with WebGPU', () => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage('test/browser/library-page.ts', { webgpu: true, folders: { weights: 'weights' } });
  });
  afterAll(() => opened.close());

  test.each([2, 3, 4, 6])('×%d', async (scale) => {
    const file = await sharp('examples/cat.png').extract({ left: 40, top: 20, width: 90, height: 70 }).ensureAlpha(0.5).png().toBuffer();
    const node = await upscale(file, { scale });
    const job = { bytes: [...file], upscaler: { device: 'webgpu' }, options: { scale, tile: 32 } } as const;
    const web = await opened.page.evaluate((given) => globalThis.enlarge(given), job);
    expect(web).toMatchObject({ device: 'webgpu', notes: [], channels: 4 });
    expect(web.data.length).toBe(node.image.data.length);
    expect(web.data.reduce((most, v, i) => Math.max(most, Math.abs(v - node.image.data[i]!)), 0)).toBeLessThanOrEqual(1);
  });

  test('an emulated adapter is not what auto takes', async () => {
    const bytes = [...readFileSync('examples/cat.png')];
    const web = await opened.page.evaluate((given) => globalThis.enlarge(given), { bytes, upscaler: { device: 'auto' } } as const);
    expect(web.device).toBe('wasm');
  });

  test('an adapter that is lost: WebAssembly makes the picture, and says so', async () => {
    const bytes = [...readFileSync('examples/cat.png')];
    const web = await opened.page.evaluate(async (given) => {
      const upscaler = new globalThis.subpixel.Upscaler({ device: 'webgpu' });
      await upscaler.ready();
      const writing = GPUQueue.prototype.submit;
      GPUQueue.prototype.submit = () => {
        throw new Error('the device is lost');
      };
      const first = await upscaler.upscale(new Blob([Uint8Array.from(given)]), { scale: 2 });
      GPUQueue.prototype.submit = writing;
      const second = await upscaler.upscale(new Blob([Uint8Array.from(given)]), { scale: 2 });
      return [first, second].map(({ device, notes }) => ({ device, notes }));
    }, bytes);
    expect(web.map(({ device }) => device)).toEqual(['wasm', 'wasm']);
    expect(web[0]!.notes[0]).toMatch(/^made on the CPU, because webgpu failed: /);
    expect(web[1]!.notes[0]).toMatch(/^made on the CPU, because webgpu failed/);
  });
});
