/** The page of `subpixel compare` in headless Chromium, from a file: keys, choices, and no request for anything else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserMissing, executablePath } from '../support/browser.ts';
import { cli } from '../support/cli.ts';

if (browserMissing) console.warn(`The page of comparisons is not tested: ${browserMissing}`);

let folder: string;
let browser: Browser;
let page: Page;
const requests: string[] = [];
const failures: string[] = [];

beforeAll(async () => {
  if (browserMissing) return;
  folder = await mkdtemp(join(tmpdir(), 'subpixel-compare-page-'));
  await cli(folder, ['compare', 'examples/cat-original.png', '--from-hr', '-s', '2', '-n', 'bicubic', '-n', 'nearest', '-o', folder]);
  browser = await chromium.launch({ executablePath, timeout: 100_000, args: ['--no-sandbox', '--disable-background-networking'] });
  page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text());
  });
  await page.goto(`file://${folder}/cat-original_x2_compare.html`);
  await page.waitForSelector('body.live');
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const press = async (...keys: string[]) => {
  await page.locator('#stage').focus();
  for (const key of keys) await page.keyboard.press(key);
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
};
const text = (id: string) => page.locator(`#${id}`).textContent();
/** A sample of the stage, in parts of its width and height. */
const pixel = (x: number, y: number) =>
  page.evaluate<number[]>(`(() => {
    const canvas = document.getElementById('main');
    const at = [Math.floor(canvas.width * ${x}), Math.floor(canvas.height * ${y})];
    return [...canvas.getContext('2d').getImageData(...at, 1, 1).data];
  })()`);

test.skipIf(browserMissing)('keys choose, exchange, move the line and go through the ways of looking', async () => {
  expect([await text('left-tag'), await text('right-tag')]).toEqual(['nearest', 'bicubic']);
  await press('x');
  expect([await text('left-tag'), await text('right-tag')]).toEqual(['bicubic', 'nearest']);
  await press('3', 'Shift+Digit3', '.', '.');
  expect([await text('left-tag'), await text('right-tag'), await page.locator('#line').inputValue()]).toEqual([
    'original',
    'original',
    '540',
  ]);
  const before = await text('percent');
  await press('+', '+');
  expect(Number.parseInt((await text('percent'))!, 10)).toBeCloseTo(2 * Number.parseInt(before!, 10), -1);
  await press('d', 'd');
  expect(await text('left-tag')).toBe('|original − original| ×4');
  expect(await pixel(0.5, 0.5)).toEqual([0, 0, 0, 255]);
  await press('2');
  expect((await Promise.all([0.3, 0.4, 0.5, 0.6, 0.7].map((x) => pixel(x, 0.5)))).some(([r]) => r! > 0)).toBe(true);
});

test.skipIf(browserMissing)('the line is moved by dragging it, the picture by dragging elsewhere', async () => {
  await press('d', '0', 'Shift+Digit1');
  const box = (await page.locator('#stage').boundingBox())!;
  const [middle, y] = [box.x + box.width * 0.54, box.y + box.height / 2];
  await page.mouse.move(middle, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.25, y, { steps: 4 });
  await page.mouse.up();
  await press();
  expect(Number(await page.locator('#line').inputValue()) / 1000).toBeCloseTo(0.25, 1);
  const at = await pixel(0.8, 0.5);
  await page.mouse.move(box.x + box.width * 0.7, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, y, { steps: 4 });
  await page.mouse.up();
  await press();
  expect(await pixel(0.5, 0.5)).toEqual(at);
});

test.skipIf(browserMissing)('it fits a phone, and asks for nothing', async () => {
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  expect(requests).toHaveLength(1);
  expect(failures).toEqual([]);
});
