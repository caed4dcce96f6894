/**
 * `npm run verify:weights`: the installed networks make of three photographs what they made when they were published, and have the scores of
 * the manifest again on the benchmark sets, above bicubic on every picture but one.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode } from '../src/codecs/node.ts';
import { loadFolders } from '../src/data/files.ts';
import { evaluateImage, meanScores } from '../src/evaluate/evaluate.ts';
import { protocols } from '../src/metrics/protocol.ts';
import { ortNode } from '../src/runtime/ort-node.ts';
import { resampler } from '../src/upscale/resampler.ts';
import { installedNetworks, readManifest } from '../src/weights/installed.ts';
import { enlarged, type Pixels, photographs, worstSample } from './support/photographs.ts';

const sets = '../shared/data/test';
const manifest = await readManifest();

/** Its stripes are finer than the pixels of LR: what a network makes sharp there has false directions. The cards of the networks tell. */
const misled = 'barbara.png';

const golden = JSON.parse(readFileSync('test/golden/photographs.json', 'utf8')) as Record<string, Record<string, Pixels>>;

describe('photographs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'subpixel-weights-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('are stored for every network', () => {
    expect(Object.keys(golden)).toEqual(manifest.networks.map(({ name, scale }) => `${name}_x${scale}`));
  });

  describe.each(manifest.networks)('$name ×$scale', ({ name, scale }) => {
    test.each(photographs)('%s', async (photograph) => {
      const stored = golden[`${name}_x${scale}`]![photograph]!;
      const image = await enlarged(folder, photograph, name, scale);
      expect([image.width, image.height]).toEqual([stored.width, stored.height]);
      expect(worstSample(image, stored)).toBeLessThanOrEqual(1);
    });
  });
});

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
      expect(rows.filter((row) => row.ours.psnr! <= row.bicubic && row.name !== misled)).toEqual([]);
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
