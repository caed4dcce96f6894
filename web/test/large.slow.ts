/** The page at its limits: a result of 100 megapixels, and WebGPU on a software adapter. */
import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode, upscale } from '../../src/node.ts';
import { browserMissing } from '../../test/support/browser.ts';
import { buildPage, launch, type OpenOptions, openWatched, removeFolder, type ServedPage, servePage } from './page-server.ts';

if (browserMissing) console.warn(`The page at its limits is not tested: ${browserMissing}`);

/** WebGPU without a graphics card. */
const softwareAdapter = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];
const waitMs = 1_000_000;

let folder: string;
let served: ServedPage;
beforeAll(async () => {
  if (browserMissing) return;
  folder = await buildPage();
  served = await servePage(folder);
});
afterAll(async () => {
  await served?.close();
  await removeFolder(folder);
});

/** Makes one picture; the path of what is saved, and what the page says of it. */
async function make(picture: Buffer, args: readonly string[], settings: OpenOptions['settings'] & object) {
  const browser = await launch(args);
  const { page, failures } = await openWatched(browser, served.url, { settings });
  await page.locator('.welcome input[type=file]').first().setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture });
  await page.locator('.viewer, .trouble').first().waitFor({ timeout: waitMs });
  expect(await page.locator('.trouble').allTextContents()).toEqual([]);
  const facts = await page.locator('.made-facts').textContent();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: waitMs }),
    page.getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  return { facts, failures, path: await download.path(), name: download.suggestedFilename(), close: () => browser.close() };
}

/** A result of 100 megapixels; with CI set, where that would be a third of all time, of 16. */
const side = process.env['CI'] ? 4000 : 10_000;

test.skipIf(browserMissing)(`a result of ${side}×${side} pixels`, async () => {
  const small = { width: side / 2, height: side / 2, fit: 'fill' } as const;
  const picture = await sharp('examples/cat.png').resize(small).png({ compressionLevel: 1 }).toBuffer();
  const made = await make(picture, [], { model: 'espcn', size: { scale: 2 }, format: 'png' });
  const { width, height } = await sharp(made.path, { limitInputPixels: false }).metadata();
  expect([width, height, made.name]).toEqual([side, side, 'a_x2.png']);
  expect((await stat(made.path)).size).toBeGreaterThan(side * side * 0.1);
  expect(made.facts).toContain(`${side} × ${side}`);
  expect(made.failures).toEqual([]);
  await made.close();
});

test.skipIf(browserMissing)('WebGPU makes what the command line makes, and the page says that it ran', async () => {
  const made = await make(await readFile('examples/cat.png'), softwareAdapter, { device: 'webgpu' });
  expect(made.facts).toContain('WebGPU');
  const expected = (await upscale('examples/cat.png', { scale: 4 })).image;
  const { image } = await decode(await readFile(made.path));
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) worst = Math.max(worst, Math.abs(image.data[i]! - expected.data[i]!));
  expect(worst).toBeLessThanOrEqual(1);
  await made.close();
});
