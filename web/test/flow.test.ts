/** The page in headless Chromium: a picture goes in, is seen before it is made, is made, looked at, measured and saved, and nothing leaves. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode, upscale } from '../../src/node.ts';
import { browserMissing } from '../../test/support/browser.ts';
import { watchedPage } from './watched-page.ts';

if (browserMissing) console.warn(`The page is not tested: ${browserMissing}`);

const open = watchedPage();
type Page = Awaited<ReturnType<typeof open>>;
type Files = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0];
const choose = (page: Page, files: Files) => page.locator('.welcome input[type=file], .side input[type=file]').first().setInputFiles(files);
const saved = async (page: Page, name: string): Promise<{ name: string; bytes: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};

test.skipIf(browserMissing)('a picture is seen before it is made, made, and saved as the command line would make it', async () => {
  const page = await open({ settings: { model: 'espcn' } });
  await choose(page, 'examples/cat.png');
  // Parts by every method, and only then the whole.
  await page.locator('.crop img').nth(3).waitFor();
  await page.locator('.viewer').waitFor();
  const { name, bytes } = await saved(page, 'Save');
  expect(name).toBe('cat_x4.png');
  const expected = (await upscale('examples/cat.png', { model: 'espcn', scale: 4 })).image;
  const { image } = await decode(bytes);
  expect([image.width, image.height, image.channels]).toEqual([expected.width, expected.height, expected.channels]);
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) worst = Math.max(worst, Math.abs(image.data[i]! - expected.data[i]!));
  expect(worst).toBeLessThanOrEqual(1);
  // What ran is said: this browser has no graphics adapter.
  expect(await page.locator('.made-facts').textContent()).toMatch(
    /^900 × 600 · ESPCN ×4 · WebAssembly, \d threads? · [\d.]+ s · [\d.]+ MP\/s$/,
  );
});

test.skipIf(browserMissing)('another method on the same picture gives a second result to compare, and the original scores', async () => {
  const page = await open({ settings: { model: 'espcn', size: { scale: 2 } } });
  await choose(page, 'examples/cat.png');
  await page.locator('.viewer').waitFor();
  await page.locator('.measure input[type=file]').setInputFiles({
    name: 'original.png',
    mimeType: 'image/png',
    buffer: await sharp('examples/cat-original.png').extract({ left: 0, top: 0, width: 450, height: 300 }).png().toBuffer(),
  });
  await page.locator('.scores').waitFor();
  const scores = (await page.locator('.scores td').allTextContents()).filter((text) => text !== '');
  const [psnr] = scores.map((text) => Number.parseFloat(text));
  expect(psnr).toBeGreaterThan(25);
  expect(scores[0]).toMatch(/^\d\d\.\d\d dB$/);
  expect(scores[1]).toMatch(/^0\.\d{4}$/);
  await page.locator('.method', { hasText: 'Bicubic' }).click();
  await page.getByRole('button', { name: 'Make with Bicubic ×2' }).click();
  await page.locator('.made-facts', { hasText: 'no network' }).waitFor();
  await page.getByText('Side by side').click();
  expect(await page.locator('.pane-cell .tag').allTextContents()).toEqual(
    expect.arrayContaining(['Original, smooth', 'ESPCN ×2', 'Bicubic ×2']),
  );
  // All panes move together.
  await page.locator('.viewer-stage').focus();
  for (const key of ['+', '+', '+', 'ArrowRight']) await page.keyboard.press(key);
  const transforms = await page.locator('.layer').evaluateAll((layers) => layers.map((layer) => (layer as HTMLElement).style.transform));
  expect(new Set(transforms).size).toBe(1);
  await page.getByText('Difference', { exact: true }).click();
  expect(await page.locator('.difference .layer').count()).toBe(2);
});

test.skipIf(browserMissing)('the line is moved by keys and by hand, and the picture by a wheel', async () => {
  const page = await open();
  await choose(page, 'examples/cat.png');
  await page.locator('.viewer').waitFor();
  const line = page.getByRole('slider', { name: 'Line between before and after' });
  await line.focus();
  await page.keyboard.press('PageUp');
  expect(await line.getAttribute('aria-valuenow')).toBe('60');
  const stage = (await page.locator('.viewer-stage').boundingBox())!;
  await page.mouse.move(stage.x + stage.width * 0.6, stage.y + 30);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * 0.25, stage.y + 30, { steps: 4 });
  await page.mouse.up();
  expect(Number(await line.getAttribute('aria-valuenow'))).toBeCloseTo(25, -1);
  const before = await page.locator('.zoom output').textContent();
  await page.mouse.move(stage.x + 100, stage.y + 200);
  await page.mouse.wheel(0, -400);
  await expect.poll(() => page.locator('.zoom output').textContent()).not.toBe(before);
  await page.getByRole('button', { name: '1:1' }).click();
  expect(await page.locator('.zoom output').textContent()).toBe('100%');
});

test.skipIf(browserMissing)('many pictures: a folder, what is no picture, pause, cancel, retry, names and a zip', async () => {
  const page = await open({ settings: { size: { scale: 2 } } });
  const cat = await readFile('examples/cat.png');
  const jpeg = await sharp(cat).jpeg().toBuffer();
  await choose(page, [
    { name: 'a.png', mimeType: 'image/png', buffer: cat },
    { name: 'a.jpg', mimeType: 'image/jpeg', buffer: jpeg },
    { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('text') },
  ]);
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(await page.locator('.notice').textContent()).toContain('1 file is no picture');
  const states = () => page.locator('.queue-row').evaluateAll((rows) => rows.map((row) => row.className.split(' ')[1]));
  await expect.poll(states).toContain('failed');
  // The first is cancelled while it waits or stands still, and then tried again.
  await page.locator('.queue-pick').first().click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect((await states())[0]).toBe('cancelled');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(states, { timeout: 30_000 }).toEqual(['done', 'done', 'failed']);
  await page.locator('.queue-pick').nth(2).click();
  expect(await page.locator('.trouble').textContent()).toContain('This browser cannot open the file as a picture.');
  const zip = await saved(page, 'Save all 2 as zip');
  expect(zip.name).toBe('subpixel.zip');
  // The names in the archive's directory.
  const entry = new RegExp(`PK${String.fromCharCode(1, 2)}[\\s\\S]{42}(a_x2\\.(?:png|jpg))`, 'g');
  const names = [...zip.bytes.toString('latin1').matchAll(entry)].map(([, name]) => name);
  expect(names).toEqual(['a_x2.png', 'a_x2.jpg']);
});

test.skipIf(browserMissing)('work stands still while paused, also in the middle of a picture, and can be cancelled then', async () => {
  const page = await open({ settings: { size: { scale: 2 } } });
  await choose(page, {
    name: 'large.jpg',
    mimeType: 'image/jpeg',
    buffer: await sharp('examples/cat.png').resize(1800, 1200).jpeg().toBuffer(),
  });
  const bar = page.locator('.stage .working [role=progressbar]');
  const progress = async () => Number(await bar.getAttribute('aria-valuenow'));
  await expect.poll(progress, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.waitForTimeout(1000);
  const before = await progress();
  expect(before).toBeLessThan(100);
  await page.waitForTimeout(1500);
  expect(await progress()).toBe(before);
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(await page.locator('.stage .working').textContent()).toContain('Paused');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.locator('.stage .working', { hasText: 'Cancelled' }).waitFor();
  // The worker is free again.
  await choose(page, 'examples/cat.png');
  await page.locator('.queue-row.done').waitFor();
});

test.skipIf(browserMissing)('pictures come by paste, by drop and out of a folder', async () => {
  const page = await open({ settings: { size: { scale: 2 }, model: 'bicubic' } });
  const bytes = [...(await readFile('examples/cat.png'))];
  for (const kind of ['paste', 'drop'] as const)
    await page.evaluate(
      ([name, data]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(data)], `${name}.png`, { type: 'image/png' }));
        const event =
          name === 'paste' ? new ClipboardEvent(name, { clipboardData: transfer }) : new DragEvent(name, { dataTransfer: transfer });
        dispatchEvent(event);
      },
      [kind, bytes] as const,
    );
  await page.locator('.queue-row').nth(1).waitFor();
  await page.getByRole('button', { name: 'Remove all' }).click();
  // A folder of its own: whoever has tried the README's first command has a third picture in `examples`.
  const folder = await mkdtemp(join(tmpdir(), 'subpixel-folder-'));
  for (const name of ['cat.png', 'cat-original.png']) await copyFile(`examples/${name}`, join(folder, name));
  await page.locator('.welcome input[webkitdirectory]').setInputFiles(folder);
  const paths = await page.locator('.queue-name').allTextContents();
  expect(paths.sort()).toEqual(['cat-original.png', 'cat.png'].map((name) => `${basename(folder)}/${name}`));
  await page.locator('.queue-row.done').nth(1).waitFor();
  await rm(folder, { recursive: true });
});

test.skipIf(browserMissing)('a turned photograph comes out upright, and transparency stays', async () => {
  const page = await open({ settings: { size: { scale: 2 } } });
  const lying = await sharp('examples/cat.png').resize(60, 40).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const glass = await sharp('examples/cat.png').resize(60, 40).ensureAlpha(0.5).webp({ lossless: true }).toBuffer();
  await choose(page, [
    { name: 'lying.jpg', mimeType: 'image/jpeg', buffer: lying },
    { name: 'glass.webp', mimeType: 'image/webp', buffer: glass },
  ]);
  await page.locator('.queue-row.done').nth(1).waitFor();
  expect(await page.locator('.made-facts').textContent()).toMatch(/^80 × 120 /);
  await page.locator('.queue-pick').nth(1).click();
  const { name, bytes } = await saved(page, 'Save');
  const { image } = await decode(bytes);
  expect([name, image.width, image.height, image.channels]).toEqual(['glass_x2.webp', 120, 80, 4]);
  expect(image.data[3]).toBeGreaterThan(120);
  expect(image.data[3]).toBeLessThan(136);
});

test.skipIf(browserMissing)('a result that is too large is refused in one sentence before the work begins', async () => {
  const page = await open({ viewport: { width: 390, height: 844 }, settings: { size: { maxSide: 30_000 }, model: 'bicubic' } });
  const square = await sharp({ create: { width: 2000, height: 2000, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  await choose(page, [{ name: 'large.png', mimeType: 'image/png', buffer: square }]);
  await page.locator('.trouble').waitFor();
  expect(await page.locator('.trouble').textContent()).toMatch(
    /The result would have 900 megapixels; this browser can make \d+\. Choose a smaller size\./,
  );
  // It fits the smallest phone.
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
