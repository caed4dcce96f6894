/** Training in headless Chromium, by WebGPU on a software adapter. */
import { test } from 'vitest';
import { browserMissing, openPage } from '../support/browser.ts';
import { expectNodeLosses, pageScript } from './training.ts';

if (browserMissing) console.warn(`Training by WebGPU in the browser is not tested: ${browserMissing}`);

test.skipIf(browserMissing)('50 steps of ESPCN have the losses of Node', async () => {
  const { page, close } = await openPage(pageScript, { webgpu: true });
  try {
    await expectNodeLosses(page, 'webgpu');
  } finally {
    await close();
  }
});
