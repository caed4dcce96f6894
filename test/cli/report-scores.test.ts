/** `subpixel report` of files of scores, inside this process. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { waveImage } from '../support/networks.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);
const dataOf = (html: string) => JSON.parse(/id="data">(.*?)<\/script>/.exec(html)![1]!);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-scores-'));
  await mkdir(at('Set5'));
  for (const [i, name] of ['a', 'b<i>'].entries()) {
    const { data, width, height } = waveImage(3, 90 + 10 * i, 84);
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(at('Set5', `${name}.png`));
  }
  const suite = { models: ['bicubic', 'espcn'], sets: ['Set5'], scales: [2, 3], csv: at('scores.csv'), means: at('means.csv') };
  await writeFile(at('suite.yaml'), JSON.stringify(suite));
  await cli(root, ['eval', '--suite', at('suite.yaml'), '--data', root, '--save-images', at('made'), '--quiet']);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a page that needs nothing else: table, charts, pictures and parts of them', async () => {
  const { code, stdout, stderr } = await cli(root, ['report', at('scores.csv'), '--images', at('made'), '--data', root]);
  expect([code, stdout, stderr]).toEqual([0, '~/scores.html', '']);
  const html = await readFile(at('scores.html'), 'utf8');
  expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|<link|url\(/);
  expect(html).toContain('<h2>By the protocol paper-y</h2>');
  expect(html).toMatch(/<small>33\.66 <span class="(above|below)">[+−]\d+\.\d\d<\/span><\/small>/);
  const { groups, crops, metrics } = dataOf(html);
  expect(metrics.map((m: { name: string }) => m.name)).toEqual(['psnr', 'ssim']);
  expect(groups.map((g: { scale: number }) => g.scale)).toEqual([2, 3]);
  expect(groups[0].means[0]).toMatchObject({ label: 'espcn', classical: false, multiplyAdds: expect.any(Number) });
  expect(groups[0].pictures.map((p: { name: string }) => p.name)).toEqual(['a.png', 'b<i>.png']);
  expect(
    Object.keys(crops)
      .map((key) => JSON.parse(key))
      .filter(([group]) => group === 1),
  ).toHaveLength(6);
  const part = await sharp(Buffer.from(crops[JSON.stringify([0, 'a.png', 'espcn'])], 'base64')).metadata();
  expect(part).toMatchObject({ width: 72, height: 72 });
});

test('of means: no pictures one by one', async () => {
  expect((await cli(root, ['report', at('means.csv'), '-o', at('field.html')])).stdout).toBe('~/field.html');
  const html = await readFile(at('field.html'), 'utf8');
  expect(html).toContain('The files hold means of sets only');
  expect(html).not.toContain('id="pair"');
  expect(dataOf(html).groups[0].pictures).toEqual([]);
});

test('what does not go together is refused', async () => {
  const refuse = async (args: readonly string[], sentence: string) =>
    expect(await cli(root, ['report', ...args])).toMatchObject({ code: 2, stderr: `subpixel: ${sentence}` });
  await refuse([at('scores.csv'), '--histograms'], 'Expected no --histograms for files of scores: it is for training runs');
  await refuse([at('made'), at('scores.csv')], 'Expected one training run, or CSV files only');
  await refuse([at('made'), '--data', root], 'Expected no --data for a training run: it is for files of scores');
  await refuse([at('none.csv')], 'Expected a file of scores in ~/none.csv but it cannot be read (ENOENT)');
});
