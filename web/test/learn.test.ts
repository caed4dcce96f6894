/** The section for students in headless Chromium: numbers that are right, layers that can be looked into, a network that learns. */
import { expect, test } from 'vitest';
import { browserMissing } from '../../test/support/browser.ts';
import type { OpenOptions } from './page-server.ts';
import { mainThreadTasks, shifts, violations } from './quality.ts';
import { watchedPage } from './watched-page.ts';

if (browserMissing) console.warn(`The section for students is not tested: ${browserMissing}`);

const openPage = watchedPage();
const open = async (chapter: string, options: OpenOptions = {}) => {
  const page = await openPage({ hash: `#/learn${chapter}`, ...options });
  await page.locator('.learn h1').waitFor();
  return page;
};

test.skipIf(browserMissing)('six numbers are interpolated by hand, and four kernels are seen on the picture', async () => {
  const page = await open('');
  const bilinear = page.getByRole('slider', { name: 'Bilinear: result' });
  expect(await bilinear.locator('span').allTextContents()).toHaveLength(24);
  await bilinear.focus();
  expect(await page.locator('.learn-terms').textContent()).toMatch(/= 131\.3$/);
  // One to the right: x = 1.25, so three quarters of the second and one quarter of the third column.
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.learn-terms').textContent()).toBe('0.563 · 200 + 0.188 · 80 + 0.188 · 20 + 0.063 · 240 = 146.3');
  await page.getByLabel('Source, row 1, column 2').fill('0');
  expect(await page.locator('.learn-terms').textContent()).toMatch(/= 33\.8$/);
  await page.getByRole('button', { name: 'Edge' }).click();
  expect(await bilinear.locator('span').first().textContent()).toBe('30');
  await page.locator('.learn-pictures canvas[width="192"]').nth(3).waitFor();
  // The part moves with the arrow keys, and the pictures with it.
  const picture = () =>
    page
      .locator('.learn-pictures canvas')
      .first()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await picture();
  await page.locator('.part-map').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(picture).not.toBe(before);
  // The visitor's own picture takes the place of the sample, and is not enlarged behind one's back.
  await page.locator('.learn-picture input[type=file]').setInputFiles('examples/cat.png');
  await page.locator('.learn-picture', { hasText: 'cat.png' }).waitFor();
  await page.locator('.learn-picture input[type=file]').setInputFiles({
    name: 'broken.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no picture'),
  });
  await page.getByRole('alert').waitFor();
  await page.locator('.learn-picture', { hasText: 'Chelsea' }).waitFor();
  await page.getByRole('link', { name: 'Upscale' }).click();
  expect(await page.locator('.queue-row').count()).toBe(2);
});

test.skipIf(browserMissing)('a network is taken apart, and its layers are seen at work', async () => {
  const page = await open('/networks');
  await page.locator('.learn-choice select').selectOption('espcn');
  await page.locator('.learn-layer', { hasText: '1,664 parameters' }).waitFor();
  await page.locator('.learn-maps canvas').nth(31).waitFor();
  expect(await page.locator('.learn-facts strong').allTextContents()).toEqual(['21,284', '5,343 a pixel · 4.92 G', '9 × 9']);
  expect(await page.locator('.learn-maps-head').textContent()).toContain('64 maps, the first 32 shown');
  await page.locator('.learn-layer', { hasText: '+ 0.5' }).click();
  // The last layer is the picture, twice as large.
  await page.locator('.learn-maps-head', { hasText: '1 map, 128 × 128' }).waitFor();
  await page.locator('.learn-choice select').selectOption('untrained edsr-baseline');
  await page.locator('.learn-repeat').first().waitFor();
  await page.locator('.learn-layer', { hasText: 'parameters' }).nth(1).click();
  await page.locator('.learn-maps-head', { hasText: '64 maps' }).waitFor();
});

test.skipIf(browserMissing)('a network learns: PSNR rises, the loss falls, and the page stays smooth', async () => {
  const page = await open('/training');
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
  await page.getByRole('button', { name: 'Start' }).click();
  const scores = async (): Promise<readonly number[]> =>
    (await page.locator('.learn-psnr').allTextContents()).slice(1).map((text) => Number.parseFloat(text));
  const losses = async (): Promise<readonly number[]> =>
    [...(await page.locator('.learn-chart svg').nth(1).getAttribute('aria-label'))!.matchAll(/ ([\d.e-]+)(?:,|$)/g)].map(([, n]) =>
      Number(n),
    );
  const step = async (): Promise<number> => Number.parseInt((await page.locator('.learn-steps').textContent())!.slice(5), 10);
  await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(0);
  const [first, firstLosses] = [await scores(), await losses()];
  expect(firstLosses).toHaveLength(2);
  await expect.poll(step, { timeout: 30_000 }).toBeGreaterThan(40);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  const [bicubic, ...last] = await scores();
  expect(bicubic).toBe(first[0]);
  for (const i of [0, 1]) {
    expect(last[i]).toBeGreaterThan(first[i + 1]! + 2);
    expect((await losses())[i]).toBeLessThan(firstLosses[i]! * 0.8);
  }
  const tasks = mainThreadTasks((await browser.stopTracing()).toString());
  expect(tasks.length, 'tasks that were seen').toBeGreaterThan(100);
  expect(tasks.filter((ms) => ms > 50)).toEqual([]);
  await page.getByRole('button', { name: 'Reset' }).click();
  expect(await page.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
});

test.skipIf(browserMissing)('accessible and still, in dark and Chinese on a small phone too', async () => {
  for (const look of [{ width: 1440 }, { width: 360, colorScheme: 'dark', locale: 'zh-CN' }] as const) {
    const page = await open('', { ...look, viewport: { width: look.width, height: 900 } });
    for (const chapter of ['', '/networks', '/training']) {
      await page.evaluate((hash) => (location.hash = hash), `#/learn${chapter}`);
      await page
        .locator(chapter === '/networks' ? '.learn-maps canvas' : '.learn .panel')
        .nth(1)
        .waitFor();
      expect(await violations(page), chapter).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), chapter).toBeLessThanOrEqual(look.width);
    }
    expect(await shifts(page)).toBeLessThan(0.02);
    await page.context().close();
  }
});
