/** Every network at test size makes the same picture in headless Chromium as on Node, by WebAssembly and by WebGPU on a software adapter. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { models } from '../../src/models/index.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';
import { browserMissing, type OpenPage, openPage } from '../support/browser.ts';
import { forwardSeeded } from '../support/seeded-forward.ts';
import { pageScript } from './training.ts';

if (browserMissing) console.warn(`Networks are not run in the browser: ${browserMissing}`);

const all = Object.values(models);
/** A software adapter takes minutes to compile the shaders of all networks, which `webgpu-models.slow.ts` runs as well: with CI set it is one of each family. */
const ofEachFamily = [...new Map([...all].reverse().map((model) => [model.family, model])).values()];

/** Largest difference as a share of the largest sample. */
const devices = [
  { device: 'cpu', tolerance: 1e-4, networks: all },
  { device: 'webgpu', tolerance: 1e-3, networks: process.env['CI'] ? ofEachFamily : all },
] as const;

describe.skipIf(browserMissing).each(devices)('in the browser on $device', ({ device, tolerance, networks }) => {
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await openPage(pageScript, { webgpu: device === 'webgpu' });
  });
  afterAll(() => opened.close());

  test.each(networks)('$name', async ({ name: model }) => {
    const node = await forwardSeeded(ortNode, { model, device: 'cpu' });
    const web = await opened.page.evaluate((given) => globalThis.runInBrowser!(given), { model, device });
    expect(web).toHaveLength(node.length);
    const largest = node.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const worst = node.reduce((most, x, i) => Math.max(most, Math.abs(x - web[i]!)), 0);
    expect(largest).toBeGreaterThan(0);
    expect(worst / largest).toBeLessThan(tolerance);
  });
});
