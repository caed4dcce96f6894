/** The rating page in Chromium: by keyboard and by touch, stopped and gone on with, to a file that `subpixel mos score` takes. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserMissing } from '../support/browser.ts';
import { cli } from '../support/cli.ts';
import { randomImage } from '../support/pictures.ts';

describe.skipIf(browserMissing !== undefined)(`the rating page (skipped: ${browserMissing})`, () => {
  let root: string;
  let browser: Browser;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'subpixel-mos-page-'));
    for (const [i, method] of ['one', 'two'].entries()) {
      await mkdir(join(root, method));
      for (const name of ['a', 'b']) {
        const { data } = randomImage(3, 500, 500, i + 1);
        await sharp(data, { raw: { width: 500, height: 500, channels: 3 } }).toFile(join(root, method, `${name}.png`));
      }
    }
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], timeout: 100_000 });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true, force: true });
  });

  test.each([
    ['absolute', [], 4],
    ['paired', ['--paired'], 2],
  ] as const)('%s', async (mode, flags, trials) => {
    const file = join(root, `${mode}.html`);
    expect((await cli(root, ['mos', 'make', join(root, 'one'), join(root, 'two'), '-o', file, '--quiet', ...flags])).code).toBe(0);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, acceptDownloads: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`file://${file}`);
    await page.fill('#name', 'Ann');
    await page.tap('#start');
    const shown = () => page.waitForSelector('#stage.shown');
    await shown();
    // Nothing hangs over the edge, and the picture that is larger than the screen can be seen in its size.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.tap('#zoom');
    expect(await page.evaluate("document.getElementById('first').clientWidth")).toBe(500);
    await page.keyboard.press(mode === 'paired' ? 'ArrowRight' : '4');
    await page.waitForFunction("document.getElementById('place').textContent.startsWith('2 of')");
    await page.reload();
    expect(await page.textContent('#start')).toBe(`Go on with 2 of ${trials}`);
    await page.tap('#start');
    for (let i = 1; i < trials; i++) {
      await page.waitForFunction(`document.getElementById('place').textContent.startsWith('${i + 1} of')`);
      await shown();
      await page.tap(mode === 'paired' ? '[data-choice="a"]' : '[data-choice="2"]');
    }
    await page.waitForSelector('#end:not([hidden])');
    const [download] = await Promise.all([page.waitForEvent('download'), page.tap('#save')]);
    const saved = join(root, download.suggestedFilename());
    await download.saveAs(saved);
    await context.close();
    expect(complaints).toEqual([]);
    const answers = JSON.parse(await readFile(saved, 'utf8'));
    expect(answers).toMatchObject({ mode, name: 'Ann', methods: ['one', 'two'] });
    const given = answers.answers.map((a: { score?: number; better?: string }) => a.score ?? a.better);
    expect(given).toEqual(mode === 'paired' ? ['b', 'a'] : [4, 2, 2, 2]);
    const { code, stderr } = await cli(root, ['mos', 'score', saved, '--json']);
    if (code !== 0) expect(stderr).toMatch(/^subpixel: Expected comparisons that join one and two both ways/);
  });
});
