/** Training in headless Chromium, by WebAssembly. */
import { test } from 'vitest';
import { browserMissing } from '../support/browser.ts';
import { expectNodeLosses } from './training.ts';

if (browserMissing) console.warn(`Training in the browser is not tested: ${browserMissing}`);

test.skipIf(browserMissing)('50 steps of ESPCN by WebAssembly have the losses of Node', () => expectNodeLosses('cpu'), 120_000);
