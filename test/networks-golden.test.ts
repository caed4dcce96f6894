/** What networks make stays what it was: of noise, with the weights of a seed, within one of 256 levels. `npx tsx scripts/golden-networks.ts` writes it anew. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Golden, goldenOf } from '../scripts/golden-networks.ts';
import { models } from '../src/models/index.ts';

const golden = JSON.parse(readFileSync('test/golden/networks.json', 'utf8')) as Record<string, Golden>;

test('every network has its golden picture', () => expect(Object.keys(golden)).toEqual(Object.keys(models)));

test.each(Object.keys(models))('%s', async (model) => {
  const { low, high, levels } = golden[model]!;
  const made = await goldenOf(model);
  const range = high - low;
  expect(Math.abs(made.low - low) / range).toBeLessThan(1e-3);
  expect(Math.abs(made.high - high) / range).toBeLessThan(1e-3);
  const [got, want] = [Buffer.from(made.levels, 'base64'), Buffer.from(levels, 'base64')];
  expect(got).toHaveLength(want.length);
  expect(got.reduce((worst, level, i) => Math.max(worst, Math.abs(level - want[i]!)), 0)).toBeLessThanOrEqual(1);
});
