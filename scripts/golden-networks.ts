/** `npx tsx scripts/golden-networks.ts` writes test/golden/networks.json anew: what every network makes, with the weights of a seed, of noise of a seed. */
import { writeFileSync } from 'node:fs';
import { models } from '../src/models/index.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { forwardSeeded } from '../test/support/seeded-forward.ts';

/** A picture in 256 levels from its lowest to its highest sample. */
export interface Golden {
  readonly low: number;
  readonly high: number;
  /** Base64, one byte for a sample. */
  readonly levels: string;
}

export async function goldenOf(model: string): Promise<Golden> {
  const samples = await forwardSeeded(ortNode, { model, device: 'cpu' });
  const [low, high] = [samples.reduce((a, b) => Math.min(a, b)), samples.reduce((a, b) => Math.max(a, b))];
  const levels = Uint8Array.from(samples, (v) => Math.round((255 * (v - low)) / (high - low)));
  return { low, high, levels: Buffer.from(levels).toString('base64') };
}

if (process.argv[1]?.endsWith('golden-networks.ts')) {
  const made: Record<string, Golden> = {};
  for (const model of Object.keys(models)) made[model] = await goldenOf(model);
  writeFileSync('test/golden/networks.json', `${JSON.stringify(made, undefined, 1)}\n`);
}
