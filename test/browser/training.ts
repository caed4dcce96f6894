/** The comparison of training in the browser with training on Node. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Device } from '../../src/runtime/engine.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';
import { trainSeeded } from '../support/seeded-training.ts';

/** The script that `openPage` runs. */
export const pageScript = 'test/browser/page.ts';

export const training = { model: 'espcn', scale: 2, steps: 50, optimizer: { name: 'adam' }, learningRate: 1e-3 } as const;

/** Trains on Node's CPU and in the page on `device`; the loss of every step must agree within 1e-3. */
export async function expectNodeLosses(page: Page, device: Device): Promise<void> {
  const node = await trainSeeded(ortNode, { ...training, device: 'cpu' });
  const web = await page.evaluate((given) => globalThis.trainInBrowser!(given), { ...training, device });
  expect(web).toMatchObject({ engine: `onnxruntime-web ${ortNode.version}`, isolated: true });
  expect(web.losses).toHaveLength(training.steps);
  const ratios = web.losses.map((loss, step) => loss / node.losses[step]!);
  expect(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(1e-3);
  // It has learned something, or agreement would mean little.
  expect(web.losses.at(-1)).toBeLessThan(web.losses[0]! * 0.8);
}
