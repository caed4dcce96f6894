/** Training in headless Chromium, by WebGPU on a software adapter. */
import { test } from 'vitest';
import { browserMissing } from '../support/browser.ts';
import { expectNodeLosses } from './training.ts';

if (browserMissing) console.warn(`Training by WebGPU in the browser is not tested: ${browserMissing}`);

test.skipIf(browserMissing)('50 steps of ESPCN by WebGPU have the losses of Node', () => expectNodeLosses('webgpu'));
