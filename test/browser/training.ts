/** The comparison of training in the browser with training on Node. */
import { expect } from 'vitest';
import { ortNode } from '../../src/runtime/ort-node.ts';
import { openPage } from '../support/browser.ts';
import { type SeededTraining, trainSeeded } from '../support/seeded-training.ts';

const training = { model: 'espcn', scale: 2, steps: 50, optimizer: { name: 'adam' }, learningRate: 1e-3 } as const;

/** Trains 50 steps of ESPCN on Node's CPU and in the browser on `device`; the losses must agree within 1e-3. */
export async function expectNodeLosses(device: SeededTraining['device']): Promise<void> {
  const node = await trainSeeded(ortNode, { ...training, device: 'cpu' });
  const { page, close } = await openPage('test/browser/page.ts');
  try {
    await page.waitForFunction(() => globalThis.trainInBrowser !== undefined);
    const web = await page.evaluate((given) => globalThis.trainInBrowser!(given), { ...training, device });
    expect(web).toMatchObject({ engine: 'onnxruntime-web 1.30.0', isolated: true });
    expect(web.losses).toHaveLength(training.steps);
    const ratios = web.losses.map((loss, step) => loss / node.losses[step]!);
    expect(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(1e-3);
    // It has learned something, or agreement would mean little.
    expect(web.losses.at(-1)).toBeLessThan(web.losses[0]! * 0.8);
  } finally {
    await close();
  }
}
