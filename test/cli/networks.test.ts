/** `subpixel networks`: the list, one network, its drawing. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namedModels } from '../../src/models/presets.ts';
import { cli } from '../support/cli.ts';

let root: string;
const at = (name: string) => join(root, name);
const networks = (...args: string[]) => cli(root, ['networks', ...args]);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-networks-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('lists every network, for people within 120 columns and for programs', async () => {
  const text = await networks();
  expect([text.code, text.stderr.startsWith('subpixel')]).toEqual([0, false]);
  const lines = text.stdout.split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  for (const { name } of namedModels) expect(lines.filter((line) => line.startsWith(`    ${name} `))).toHaveLength(1);

  const { networks: listed } = JSON.parse((await networks('--json')).stdout);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(namedModels.map(({ name }) => name));
  expect(listed.find(({ name }: { name: string }) => name === 'espcn')).toMatchObject({
    family: 'post-upsampling',
    paper: { year: 2016, arxiv: '1609.05158' },
    input: 'lr',
    channels: 1,
    scales: [{ scale: 2, parameters: 21_284, receptiveField: 9, installed: true }, { scale: 3 }, { scale: 4, parameters: 24_752 }],
  });
});

test('one network: facts, layers with shapes, options', async () => {
  const { code, stdout } = await networks('espcn', '--scale', '3');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^espcn: ESPCN\n/);
  expect(stdout).toMatch(/×3 +22,729 +2\.35 G +9×9 +installed/);
  expect(stdout).toContain('Layers at ×3, for an input of 1 × H × W');
  expect(stdout).toMatch(/mapping +Conv 3×3, tanh +32 × H\+2 × W\+2 +18,464/);
  expect(stdout).toMatch(/features +list of 2: whole number from 1 to 4096 +\[64,32\]/);
  const json = JSON.parse((await networks('espcn', '--json')).stdout);
  expect(json).toMatchObject({
    name: 'espcn',
    layersAt: 2,
    scores: expect.arrayContaining([{ set: 'Set5', scale: 3, psnr: 33.13 }]),
    layers: [{ name: 'lr' }, {}, {}, { parameters: 1664 }, {}, {}, {}, {}],
  });
});

test('draws the graph into a new file, and into one that exists only when told', async () => {
  expect((await networks('espcn', '--svg', at('espcn.svg'))).code).toBe(0);
  const drawn = await readFile(at('espcn.svg'), 'utf8');
  expect(drawn).toMatch(/^<svg [\s\S]*<title>ESPCN ×2<\/title>[\s\S]*Pixel shuffle ×2[\s\S]*<\/svg>\n$/);
  await writeFile(at('espcn.svg'), 'mine');
  const refused = await networks('espcn', '--svg', at('espcn.svg'));
  expect([refused.code, refused.stdout, refused.stderr]).toEqual([
    1,
    '',
    'subpixel: Expected a new file but ~/espcn.svg exists (--force replaces it)',
  ]);
  expect(await readFile(at('espcn.svg'), 'utf8')).toBe('mine');
  expect((await networks('espcn', '--svg', at('espcn.svg'), '--force')).code).toBe(0);
  expect(await readFile(at('espcn.svg'), 'utf8')).toBe(drawn);
  expect(await readdir(root)).toEqual(['espcn.svg']);
});

describe('bad input: one sentence and the right exit code', () => {
  test.each([
    ['a misspelt name', ['espcm'], 2, 'subpixel: Unknown network "espcm"; did you mean espcn?'],
    ['a name like no other', ['0123456789'], 2, 'subpixel: Unknown network "0123456789"; subpixel networks lists those that can be built'],
    ['a scale that it has not', ['espcn', '-s', '5'], 2, 'subpixel: Expected 2, 3, 4 for --scale of espcn but received 5'],
    ['a drawing of no network', ['--svg', 'a.svg'], 2, 'subpixel: Expected the name of a network with --svg'],
    ['a folder that is not there', ['espcn', '--svg', '{root}/no/a.svg'], 1, /^subpixel: Expected an existing folder for ~\/no\/a\.svg/],
  ] as const)('%s', async (_title, args, code, sentence) => {
    const outcome = await networks(...args.map((a) => a.replaceAll('{root}', root)));
    expect(outcome.stderr).toMatch(sentence);
    expect([outcome.code, outcome.stderr.split('\n').length, outcome.stdout]).toEqual([code, 1, '']);
  });
});
