/** Training data from the command line: kinds of sets, degradations, packing, and what is refused. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadTrainingData } from '../../src/cli/train-data.ts';
import { openPatchFile } from '../../src/data/hdf5.ts';
import { parseTrainConfig } from '../../src/train/config.ts';
import { cli } from '../support/cli.ts';
import { randomImage } from '../support/pictures.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

const base = {
  model: 'espcn',
  scale: 2,
  options: { features: [4, 2] },
  steps: 6,
  batchSize: 4,
  data: { folders: [''], patch: { mode: 'grid', lrPatchSize: 8, stride: 6 } } as Record<string, unknown>,
  validation: { holdOutEvery: 3, every: 3 } as Record<string, unknown>,
  losses: [{ name: 'l2' }],
  optimizer: { name: 'adam' },
  learningRate: 0.001,
  threads: 1,
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-cli-data-'));
  for (const folder of ['hr', 'lr', 'deep', 'empty']) await mkdir(at(folder));
  for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) {
    const { data } = randomImage(3, 48, 56, i + 1);
    const picture = sharp(data, { raw: { width: 56, height: 48, channels: 3 } });
    await picture.clone().toFile(at('hr', `${name}.png`));
    await picture
      .clone()
      .resize(28, 24)
      .toFile(at('lr', `${name}x2.png`));
    const deep = randomImage(3, 40, 40, i + 9, 16).data as Uint16Array;
    const raw = sharp(deep, { raw: { width: 40, height: 40, channels: 3 } }).toColourspace('rgb16');
    await raw.png().toFile(at('deep', `${name}.png`));
  }
  await writeFile(at('hr', 'z-broken.png'), 'no picture');
  await writeFile(at('lr', 'z-brokenx2.png'), 'no picture');
  base.data['folders'] = [at('hr')];
});
afterAll(() => rm(root, { recursive: true, force: true }));

let runs = 0;
/** Runs a command with this configuration; `out` is a run folder or file of its own. */
async function run(command: readonly string[], data: object, more: object = {}, extension = '') {
  const name = `run${++runs}`;
  await writeFile(at(`${name}.yaml`), stringify({ ...base, ...more, data }));
  const out = at(`${name}${extension}`);
  const result = await cli(root, [...command, '--config', at(`${name}.yaml`), '--out', out, '--json']);
  return { ...result, out };
}
const patch = base.data['patch'];
const validation = { folder: '', every: 3 };
const train = (data: object, more: object = {}) => run(['train'], { patch, ...data }, more);

describe('training on', () => {
  test('a preset: its steps are in the resolved configuration, and the wait and the skipped picture in the result', async () => {
    const { code, stdout, stderr, out } = await train({ folders: [at('hr')], degradation: 'bsrgan' });
    expect([code, stderr]).toEqual([0, '']);
    const { dataWaitPercent, notices } = JSON.parse(stdout);
    expect(dataWaitPercent).toBeGreaterThanOrEqual(0);
    expect(dataWaitPercent).toBeLessThanOrEqual(100);
    expect(notices).toEqual([expect.stringMatching(/^~\/hr\/z-broken\.png is skipped: /)]);
    const resolved = parse(await readFile(join(out, 'config.yaml'), 'utf8'));
    expect(resolved.data.degradation[0]).toMatchObject({ kind: 'shuffle', first: 2 });
    expect(resolved.data.degradation[1]).toEqual({ kind: 'jpeg', quality: [30, 95] });
  });

  test('a list of steps, 16-bit pictures and pairs, with weights', async () => {
    const sets = [
      { kind: 'hr', folders: [at('deep')], weight: 2 },
      { kind: 'pairs', hr: at('hr'), lr: at('lr') },
    ];
    const degradation = [
      { kind: 'downscale', kernels: ['area', 'lanczos3'] },
      { kind: 'gaussian-noise', sigma: [0, 10] },
    ];
    const { code, stderr, out } = await train({ sets, degradation });
    expect([code, stderr]).toEqual([0, '']);
    const manifest = JSON.parse(await readFile(join(out, 'data.json'), 'utf8'));
    expect(manifest.map(({ folder, count }: { folder: string; count: number }) => [folder, count])).toEqual([
      ['deep', 3],
      ['hr', 3],
      ['lr', 3],
    ]);
  });

  test('the end of a run shows the data wait', async () => {
    await writeFile(at('plain.yaml'), stringify(base));
    const { stdout } = await cli(root, ['train', '--config', at('plain.yaml'), '--out', at('plain'), '--quiet']);
    expect(stdout).toMatch(/best PSNR [\d.]+ dB at step \d+, data wait [\d.]+ %$/);
  });
});

test('a fixed degradation is made once, a random one for every patch', async () => {
  const kinds = async (degradation: unknown) => {
    const config = parseTrainConfig({ ...base, data: { ...base.data, degradation } }, 'test');
    const { sampler, workers } = await loadTrainingData(config, () => {});
    return [sampler.sets[0]!.kind, workers > 1];
  };
  expect(await kinds('bicubic')).toEqual(['pairs', false]);
  expect(await kinds([{ kind: 'downscale', kernels: ['area'] }])).toEqual(['pairs', false]);
  expect(await kinds('blur-downscale')).toEqual(['pairs', false]);
  expect((await kinds('real-esrgan'))[0]).toBe('degraded');
});

describe('data pack', () => {
  const pack = (data: object, more: object = {}) => run(['data', 'pack'], { patch, ...data }, more, '.h5');

  test('writes every patch of the grid once, with the settings, and training on the file sees the same patches', async () => {
    const { code, stdout, stderr, out } = await pack({ folders: [at('hr')] });
    expect([code, stderr]).toEqual([0, '']);
    const { patches, type } = JSON.parse(stdout);
    // Three pictures of 28×24 LR pixels: 4 × 3 places of 8 pixels, 6 apart.
    expect([patches, type]).toEqual([36, 'float32']);
    const file = await openPatchFile(out);
    expect(file).toMatchObject({ rows: 36, channels: 1, lrSize: [8, 8], hrSize: [16, 16] });
    expect(file.settings).toMatchObject({
      madeBy: 'subpixel data pack',
      scale: 2,
      colorSpace: 'y',
      data: { degradation: [{ kind: 'downscale', kernels: ['bicubic'], antialias: true }] },
      pictures: [{ folder: 'hr', count: 3 }],
    });
    const packed = new Set(Array.from({ length: 36 }, (_, row) => `${file.lr(row).join()} ${file.hr(row).join()}`));
    file.close();
    expect(packed.size).toBe(36);
    const config = parseTrainConfig({ ...base, batchSize: 36 }, 'test');
    const { sampler } = await loadTrainingData(config, () => {});
    const { lr, hr } = await sampler.batchAt(0);
    for (let n = 0; n < 36; n++) {
      expect(packed.has(`${lr.data.slice(n * 64, n * 64 + 64).join()} ${hr.data.slice(n * 256, n * 256 + 256).join()}`)).toBe(true);
    }
    const trained = await train({ sets: [{ kind: 'hdf5', file: out }] }, { validation: { ...validation, folder: at('hr') } });
    expect([trained.code, trained.stderr]).toEqual([0, '']);
    const [entry] = JSON.parse(await readFile(join(trained.out, 'data.json'), 'utf8'));
    expect(entry).toMatchObject({ folder: expect.stringMatching(/^run\d+\.h5$/), count: 36 });
  });

  test('a number of random patches with a random degradation, the same for the same seed', async () => {
    const random = { mode: 'random', lrPatchSize: 8 };
    const files: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { code, stderr, out } = await run(
        ['data', 'pack', '--count', '70'],
        { folders: [at('hr')], degradation: 'bsrgan', patch: random },
        {},
        '.h5',
      );
      expect([code, stderr]).toEqual([0, '']);
      files.push(out);
    }
    const [a, b] = await Promise.all(files.map(openPatchFile));
    expect(a!.rows).toBe(70);
    for (const row of [0, 40, 69]) expect(a!.lr(row)).toEqual(b!.lr(row));
    a!.close();
    b!.close();
  });
});

describe('bad input: one sentence that names the file or key, before anything is written', () => {
  test.each([
    [
      'a patch larger than every image',
      () => ({ patch: { mode: 'random', lrPatchSize: 40 }, degradation: 'noise' }),
      {},
      /^Expected at least one picture of 80×80 pixels or more for the training data but received "hr\/a\.png with 56×48"$/,
    ],
    [
      'an empty folder',
      () => ({ folders: [at('empty')] }),
      {},
      /^Expected a folder with at least one picture for the data but received "~\/empty"$/,
    ],
    [
      'folders and sets',
      () => ({ sets: [{ kind: 'hr', folders: [at('hr')] }] }),
      {},
      /run\d+\.yaml: expected one of folders and sets for data$/,
    ],
    [
      'a set of an unknown kind',
      () => ({ folders: undefined, sets: [{ kind: 'zip', file: 'a' }] }),
      {},
      /run\d+\.yaml: expected .* for data\.sets\.0\.kind but received "zip"$/,
    ],
    [
      'a wrong step',
      () => ({ degradation: [{ kind: 'jpeg', quality: 300 }] }),
      {},
      /run\d+\.yaml: expected <=100 for data\.degradation\.0\.quality but received 300$/,
    ],
    [
      'a missing LR folder',
      () => ({ folders: undefined, sets: [{ kind: 'pairs', hr: at('hr'), lr: at('no') }] }),
      {},
      /^Expected an existing folder for the data but received "~\/no"$/,
    ],
    [
      'LR of another size',
      () => ({ folders: undefined, sets: [{ kind: 'pairs', hr: at('deep'), lr: at('lr') }] }),
      {},
      /^Expected 56×48 \(2 times ~\/lr\/ax2\.png\) for ~\/deep\/a\.png but received "40×40"$/,
    ],
    [
      'a missing partner',
      () => ({ folders: undefined, sets: [{ kind: 'pairs', hr: at('hr'), lr: at('deep') }] }),
      {},
      /^Expected a partner in ~\/deep for ~\/hr\/z-broken\.png but received "none"$/,
    ],
    [
      'a file that is no HDF5',
      () => ({ folders: undefined, sets: [{ kind: 'hdf5', file: at('hr', 'a.png') }] }),
      { validation: { ...validation, folder: '{hr}' } },
      /^Expected a whole HDF5 file for ~\/hr\/a\.png but received "one that cannot be read"$/,
    ],
    [
      'nothing to hold out',
      () => ({ folders: undefined, sets: [{ kind: 'hdf5', file: 'x.h5' }] }),
      {},
      /^Expected a folder for validation\.folder, because HDF5 files hold no pictures to hold out but received undefined$/,
    ],
    [
      'cutblur without a degradation',
      () => ({ patch: { mode: 'random', lrPatchSize: 8, augment: { cutblur: { chance: 1 } } } }),
      {},
      /^Expected another degradation than bicubic for data\.patch\.augment\.cutblur/,
    ],
  ] as const)('%s', async (_, data, more, sentence) => {
    const filled = JSON.parse(JSON.stringify(more).replace('{hr}', at('hr')));
    const { code, stderr, out } = await train({ folders: [at('hr')], ...data() }, filled);
    expect(stderr.replace(/^subpixel: /, '')).toMatch(sentence);
    expect([code, stderr.split('\n').length]).toEqual([2, 1]);
    await expect(readdir(out)).rejects.toThrow();
  });

  test.each([
    [['data', 'unpack', '-c', 'a', '-o', 'b'], 'subpixel: Expected get, list, verify or pack for the action but received "unpack"'],
    [['data', 'pack'], 'subpixel: Expected a configuration and a file: subpixel data pack --config <file> --out <file>'],
  ])('%j', async (args, sentence) => {
    expect(await cli(root, args)).toMatchObject({ code: 2, stderr: sentence });
  });
});
