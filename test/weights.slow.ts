/** The installed networks on the benchmark sets: the scores of the manifest again, and better than bicubic on every picture. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decode } from '../src/codecs/node.ts';
import { loadFolders } from '../src/data/files.ts';
import { evaluateImage, meanScores } from '../src/evaluate/evaluate.ts';
import { protocols } from '../src/metrics/protocol.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { resampler } from '../src/upscale/resampler.ts';
import { installedNetworks, readManifest } from '../src/weights/installed.ts';

const sets = '../shared/data/test';
const manifest = await readManifest();

describe.skipIf(!existsSync(sets))(`installed networks (skipped where ${sets} is not there)`, () => {
  describe.each(manifest.networks)('$name ×$scale', ({ name, scale, scores }) => {
    test.each(['Set5', 'Set14', 'B100'])('%s', async (set) => {
      const networks = installedNetworks(manifest, name, { engine: ortNode });
      const rows = [];
      for (const picture of await loadFolders([`${sets}/${set}`], decode)) {
        const options = { scale, protocol: protocols['paper-y'], metrics: ['psnr', 'ssim'] as const };
        const [bicubic, ours] = await evaluateImage(picture.image, [resampler('bicubic'), networks], options);
        rows.push({ name: picture.name, bicubic: bicubic!.scores.psnr!, ours: ours!.scores });
      }
      await networks.dispose();
      expect(rows.filter((row) => row.ours.psnr! <= row.bicubic)).toEqual([]);
      const mean = meanScores(
        rows.map((row) => row.ours),
        ['psnr', 'ssim'],
      );
      const stated = scores['paper-y']![set]!;
      expect(Math.abs(mean.psnr! - stated['psnr']!)).toBeLessThan(0.01);
      expect(Math.abs(mean.ssim! - stated['ssim']!)).toBeLessThan(0.0005);
    });
  });
});
