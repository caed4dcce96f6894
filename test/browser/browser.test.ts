/** Training in headless Chromium, by WebAssembly. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserMissing, type OpenPage, openPage } from '../support/browser.ts';
import { expectNodeLosses, pageScript, training } from './training.ts';

if (browserMissing) console.warn(`Training in the browser is not tested: ${browserMissing}`);

let opened: OpenPage | undefined;
beforeAll(async () => {
  if (!browserMissing) opened = await openPage(pageScript);
});
afterAll(() => opened?.close());

test.skipIf(browserMissing)('50 steps of ESPCN have the losses of Node', () => expectNodeLosses(opened!.page, 'cpu'), 300_000);

test.skipIf(browserMissing)('WebGPU without an adapter is one sentence, not a slower device', async () => {
  const message = await opened!.page.evaluate((given) => globalThis.trainInBrowser!(given).then(String, (error: Error) => error.message), {
    ...training,
    device: 'webgpu',
  } as const);
  expect(message).toBe('Expected a graphics adapter for device webgpu but this browser gives none');
});
