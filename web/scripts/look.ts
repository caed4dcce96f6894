/** Screenshots of every state of the page, at three widths, in both themes: for people to look at. `npm run web:look -- FOLDER [FILTER]`, where the filter is part of a name such as `done-390-dark-zh` */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { buildPage, launch, openWatched, removeFolder, servePage } from '../test/page-server.ts';

const [out = 'look', filter = ''] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const folder = await buildPage();
const served = await servePage(folder);
const browser = await launch();

const choose = (page: Page, files: Parameters<Page['setInputFiles']>[1]) =>
  page.locator('.welcome input[type=file], .side input[type=file]').first().setInputFiles(files);
const done = (page: Page) => page.locator('.viewer').waitFor();
const states: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  empty: async () => undefined,
  working: async (page) => {
    await choose(page, ['examples/cat-original.png', 'examples/cat.png']);
    await page.locator('.crop img').nth(3).waitFor();
    await page.getByRole('button', { name: /Pause|暂停/ }).click();
  },
  done: async (page) => {
    await choose(page, ['examples/cat.png']);
    await done(page);
  },
  side: async (page) => {
    await choose(page, ['examples/cat.png']);
    await done(page);
    const panel = page.locator('details.panel:not([open]) > summary');
    if (await panel.isVisible()) await panel.click();
    await page.locator('.method').nth(1).click();
    await page.getByRole('button', { name: /Make with|重做/ }).click();
    await page.locator('.viewer-foot option').nth(7).waitFor({ state: 'attached' });
    await page.locator('.viewer-bar .segment').nth(1).click();
  },
  'learn-interpolation': async (page) => {
    await page.goto(`${served.url}#/learn`);
    await page.locator('.learn-pictures canvas[width="192"]').nth(3).waitFor();
  },
  'learn-networks': async (page) => {
    await page.goto(`${served.url}#/learn/networks`);
    await page.locator('.learn-maps canvas').nth(3).waitFor();
  },
  'learn-blocks': async (page) => {
    await page.goto(`${served.url}#/learn/networks`);
    await page.locator('.learn-choice option').nth(9).waitFor({ state: 'attached' });
    await page.locator('.learn-choice select').selectOption('untrained edsr-baseline');
    await page.locator('.learn-repeat').waitFor();
    await page.locator('.learn-maps-side:not(.busy)').waitFor();
  },
  'learn-training': async (page) => {
    await page.goto(`${served.url}#/learn/training`);
    await page.locator('.learn-start').click();
    await page.waitForTimeout(8000);
  },
  error: async (page) => {
    await choose(page, [{ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }]);
    await page.locator('.trouble').waitFor();
  },
};

try {
  for (const [state, reach] of Object.entries(states))
    for (const width of [1440, 768, 390])
      for (const colorScheme of ['light', 'dark'] as const)
        for (const locale of ['en-US', 'zh-CN']) {
          const name = `${state}-${width}-${colorScheme}-${locale.slice(0, 2)}`;
          if (!name.includes(filter) || (locale !== 'en-US' && !filter.includes('zh'))) continue;
          const { page, failures } = await openWatched(browser, served.url, {
            viewport: { width, height: width < 500 ? 844 : 900 },
            colorScheme,
            locale,
          });
          await reach(page);
          await page.waitForTimeout(400);
          await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
          for (const failure of failures) console.error(`${name}: ${failure}`);
          await page.context().close();
        }
} finally {
  await browser.close();
  await served.close();
  await removeFolder(folder);
}
