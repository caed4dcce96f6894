/** What the page is held to: accessibility, nothing that jumps, a small first load, a smooth main thread, use without a network. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserMissing } from '../../test/support/browser.ts';
import { buildPage, launch, openWatched, removeFolder, type ServedPage, servePage } from './page-server.ts';
import { mainThreadTasks, shifts, violations } from './quality.ts';

if (browserMissing) console.warn(`The page is not tested: ${browserMissing}`);

let folder: string;
let served: ServedPage;
let browser: Awaited<ReturnType<typeof launch>>;

beforeAll(async () => {
  if (browserMissing) return;
  folder = await buildPage();
  served = await servePage(folder);
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
  await removeFolder(folder);
});

type Page = Awaited<ReturnType<typeof openWatched>>['page'];
const choose = (page: Page, files: Parameters<Page['setInputFiles']>[1]) =>
  page.locator('.welcome input[type=file], .side input[type=file]').first().setInputFiles(files);
const broken = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };

describe.skipIf(browserMissing)('accessible and still', () => {
  const looks = [
    { colorScheme: 'light', locale: 'en-US', width: 1440 },
    { colorScheme: 'dark', locale: 'zh-CN', width: 390 },
  ] as const;
  test.each(looks)('$colorScheme, $locale, $width px', async ({ colorScheme, locale, width }) => {
    const { page } = await openWatched(browser, served.url, { colorScheme, locale, viewport: { width, height: 900 } });
    await page.locator('h1').waitFor();
    const seen: Record<string, string[]> = { empty: await violations(page) };
    await choose(page, ['examples/cat-original.png', 'examples/cat.png']);
    await page.locator('.queue-actions .button').first().click();
    await page.locator('.crop img').nth(3).waitFor();
    seen['working'] = await violations(page);
    await page.locator('.queue-actions .button').first().click();
    await page.locator('.viewer').waitFor();
    seen['done'] = await violations(page);
    await page.locator('.viewer-bar .segment').nth(2).click();
    seen['difference'] = await violations(page);
    await choose(page, broken);
    await page.locator('.queue-row.failed').waitFor();
    await page.locator('.queue-pick').nth(2).click();
    await page.locator('.trouble').waitFor();
    seen['error'] = await violations(page);
    expect(seen).toEqual({ empty: [], working: [], done: [], difference: [], error: [] });
    expect(await shifts(page)).toBeLessThan(0.02);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'en-US' ? 'en' : 'zh-CN');
    await page.context().close();
  });
});

test.skipIf(browserMissing)('language and theme are chosen, and kept', async () => {
  const { page } = await openWatched(browser, served.url, { colorScheme: 'light' });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await paper()).not.toBe(light);
  await page.locator('.languages button').nth(1).click();
  await page.reload();
  await page.locator('h1').waitFor();
  expect(await page.locator('h1').textContent()).toContain('小图');
  expect(await paper()).not.toBe(light);
  await page.context().close();
});

test.skipIf(browserMissing)('the first load is under 120 kB', async () => {
  const fresh = await servePage(folder);
  const { page } = await openWatched(browser, fresh.url, { serviceWorkers: 'block' });
  await page.locator('h1').waitFor();
  const asked = [...new Set(fresh.requests)].map((path) => (path === '/' ? '/index.html' : path)).filter((path) => path !== '/favicon.ico');
  await page.context().close();
  await fresh.close();
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((path) => /\.(onnx|wasm)$/.test(path))).toEqual([]);
  const bytes = asked.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
  expect(bytes).toBeLessThan(120_000);
});

test.skipIf(browserMissing)('no task of the page takes over 50 ms while it enlarges a picture', async () => {
  const { page } = await openWatched(browser, served.url, { settings: { size: { scale: 2 } } });
  const large = await sharp('examples/cat.png').resize(1200, 800).jpeg().toBuffer();
  await page.locator('h1').waitFor();
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(globalThis, { frames });
    const next = (): void => {
      frames.push(performance.now());
      requestAnimationFrame(next);
    };
    next();
  });
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
  const start = performance.now();
  await choose(page, { name: 'large.jpg', mimeType: 'image/jpeg', buffer: large });
  await page.locator('.viewer').waitFor();
  const seconds = (performance.now() - start) / 1000;
  await page.waitForTimeout(300);
  const tasks = mainThreadTasks((await browser.stopTracing()).toString());
  const frames = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames.length);
  expect(seconds, 'a picture that takes a while').toBeGreaterThan(1);
  expect(tasks.length, 'tasks that were seen').toBeGreaterThan(100);
  expect(frames / seconds, 'frames per second').toBeGreaterThan(10);
  expect(tasks.filter((ms) => ms > 50)).toEqual([]);
  await page.context().close();
});

describe.skipIf(browserMissing)('the service worker', () => {
  test('after a first visit the page works without a network, and again with threads', async () => {
    const { page, failures } = await openWatched(browser, served.url);
    await page.getByText('Ready for use offline').waitFor();
    await page.context().setOffline(true);
    await page.reload();
    await page.locator('h1').waitFor();
    await choose(page, 'examples/cat.png');
    await page.locator('.viewer').waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(failures).toEqual([]);
    await page.context().close();
  });

  test('on a host that sets no headers the page gets threads', async () => {
    const plain = await servePage(folder, { plain: true });
    const { page } = await openWatched(browser, plain.url);
    await page.getByText('Ready for use offline').waitFor();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await page.context().close();
    await plain.close();
  });
});

test.skipIf(browserMissing)('the policy allows WebAssembly and nothing inline, and only the page itself', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/
    .exec(readFileSync(join(folder, 'index.html'), 'utf8'))?.[1]
    ?.replaceAll('&#39;', "'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  // Nothing but the engine is large.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).size > 1e6);
  expect(files.filter((file) => !/^ort\/.*\.wasm$/.test(file) && !file.startsWith('weights/'))).toEqual([]);
});
