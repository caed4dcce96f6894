/** The /docs page of the server in a browser: it describes every route and tries them, and asks nobody else. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listen } from '../../src/server/listen.ts';
import { routes } from '../../src/server/routes/index.ts';
import { browserMissing, executablePath } from '../support/browser.ts';
import { defaultNetwork } from '../support/default-network.ts';
import { pictureBytes, removeFolders, type TestServer, testServer } from '../support/server.ts';

let server: TestServer;
let listening: Listening;
let browser: Browser;
beforeAll(async () => {
  if (browserMissing) return;
  server = await testServer({ port: 0 });
  listening = await listen(server.app.fetch, server.services.settings);
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'], timeout: 100_000 });
});
afterAll(async () => {
  if (browserMissing) return;
  await browser.close();
  await listening.close();
  await server.close();
  await removeFolders();
});

test.skipIf(browserMissing)(`/docs describes and tries the routes${browserMissing ? ` (${browserMissing})` : ''}`, async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
  page.setDefaultTimeout(50_000);
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on(
    'request',
    (request) => request.url().startsWith(listening.address) || /^(?:blob|data):/.test(request.url()) || foreign.push(request.url()),
  );
  await page.goto(`${listening.address}/docs`);
  await page.locator('#upscale').waitFor();
  expect(await page.locator('details').count()).toBe(routes.length);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);

  await page.locator('#upscale summary').click();
  await page
    .locator('#upscale input[type=file]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(await pictureBytes()) });
  await page.locator('#upscale input[name=scale]').fill('2');
  await page.locator('#upscale button').click();
  await page.locator('#upscale img').waitFor();
  expect(await page.evaluate("document.querySelector('#upscale img').naturalWidth")).toBe(48);
  expect(await page.locator('#upscale pre').textContent()).toContain(`"model": "${defaultNetwork}"`);

  await page.locator('#getJob summary').click();
  await page.locator('#getJob input[name=id]').fill('none');
  await page.locator('#getJob button').click();
  await page.locator('#getJob pre').waitFor();
  expect(await page.locator('#getJob [role=status]').textContent()).toContain('404');
  expect(foreign).toEqual([]);
  expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
});
