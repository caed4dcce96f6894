/** Opinions on pictures: the page that asks for them, and what is made of the answers. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../support/cli.ts';
import { randomImage } from '../support/pictures.ts';

let root: string;
const at = (...parts: string[]) => join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-mos-'));
  for (const [i, method] of ['espcn', 'bicubic', 'fewer', 'larger'].entries()) {
    await mkdir(at(method));
    for (const [j, picture] of ['baby', 'bird'].entries()) {
      if (method === 'fewer' && picture === 'bird') continue;
      const side = method === 'larger' ? 24 : 16;
      const { data } = randomImage(3, side, side, 10 * i + j + 1);
      await sharp(data, { raw: { width: side, height: side, channels: 3 } })
        .withMetadata({ exif: { IFD0: { Copyright: 'made by espcn' } } })
        .toFile(at(method, method === 'espcn' ? `${picture}_x2_espcn.png` : `${picture}x2.webp`));
    }
  }
  await mkdir(at('empty'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const mos = (...args: string[]) => cli(root, ['mos', ...args]);

describe('make', () => {
  test.each([
    [[], 'absolute', '2 methods, 2 pictures, 4 to judge', 'How good do the pictures look?'],
    [['--paired', '--title', 'A <b>'], 'paired', '2 methods, 2 pictures, 2 to judge', 'A &#60;b&#62;'],
    [['--trials', '3'], 'absolute', '2 methods, 2 pictures, 3 to judge', 'How good do the pictures look?'],
  ] as const)('%j: a page that needs nothing else', async (flags, mode, result, heading) => {
    const page = at(`${flags.length}.html`);
    expect(await mos('make', at('espcn'), at('bicubic'), '-o', page, ...flags)).toMatchObject({
      code: 0,
      stdout: `~/${flags.length}.html  ${result}`,
      stderr: '',
    });
    const html = await readFile(page, 'utf8');
    expect(html).toContain(`<h1>${heading}</h1>`);
    expect(html).not.toMatch(/https?:|src="(?!data:)|href=/);
    const study = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!);
    expect(study).toMatchObject({ mode, methods: ['espcn', 'bicubic'], pictures: [{ name: 'baby' }, { name: 'bird' }] });
    // The pixels as they were, without the metadata that name the method.
    const png = Buffer.from(study.pictures[0].sources[0].split(',')[1], 'base64');
    expect(png.includes('made by')).toBe(false);
    expect(new Uint8Array(await sharp(png).raw().toBuffer())).toEqual(randomImage(3, 16, 16, 1).data);
  });

  test.each([
    [['espcn'], ['--paired'], /^Expected two or more folders for --paired but received 1$/],
    [['espcn', 'espcn'], [], /^Expected folders of different names for the methods but received "espcn twice"$/],
    [['espcn', 'fewer'], [], /^Expected the same pictures as the other folders have for ~\/fewer but received "none for bird"$/],
    [
      ['espcn', 'larger'],
      [],
      /^Expected 16×16 \(as ~\/espcn\/baby_x2_espcn\.png\) for the picture baby in ~\/larger\/babyx2\.webp but received "24×24"$/,
    ],
    [['empty'], [], /^Expected folders with pictures for the methods but received "~\/empty"$/],
    [['none'], [], /^Expected an existing folder for the data but received "~\/none"$/],
  ] as const)('refuses %j %j', async (folders, flags, sentence) => {
    const { code, stderr } = await mos('make', ...folders.map((folder) => at(folder)), '-o', at('no.html'), ...flags);
    expect([code, stderr.replace('subpixel: ', '')]).toEqual([2, expect.stringMatching(sentence)]);
    expect(await readdir(root)).not.toContain('no.html');
  });
});

const shared = { kind: 'subpixel mos', study: 's', methods: ['a', 'b', 'c'], started: '2026-01-01', written: '2026-01-01' };
let files = 0;
async function answers(content: object): Promise<string> {
  const path = at(`answers${++files}.json`);
  await writeFile(path, JSON.stringify({ ...shared, rater: `r${files}`, ...content }));
  return path;
}
/** The scores of a, b and c for the pictures p and q. */
const rated = (scores: readonly (readonly [number, number])[]) =>
  answers({
    mode: 'absolute',
    answers: scores.flatMap(([p, q], m) =>
      [p, q].map((score, i) => ({ picture: ['p', 'q'][i], method: shared.methods[m], score, ms: 900 })),
    ),
  });

describe('score', () => {
  test('means and intervals over the raters, worked by hand', async () => {
    // Means of a: 4.5, 4, 5, so 4.5 with s 0.5: the margin is 4.302653 · 0.5 / √3. b: 3, 3, 3. c: 1.5, 2, 1.
    const raters = [
      await rated([
        [4, 5],
        [3, 3],
        [1, 2],
      ]),
      await rated([
        [4, 4],
        [2, 4],
        [2, 2],
      ]),
      await rated([
        [5, 5],
        [4, 2],
        [1, 1],
      ]),
    ];
    const { code, stdout, stderr } = await mos('score', ...raters);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      '3 raters, 18 ratings',
      '',
      'method    MOS  ± 95 %  ratings',
      'a       4.500   1.242        6',
      'b       3.000   0.000        6',
      'c       1.500   1.242        6',
    ]);
    const csv = (await mos('score', '--csv', ...raters)).stdout.split('\n');
    expect(csv).toHaveLength(1 + 3 + 6);
    expect(csv[0]).toBe('method,picture,mos,margin,n');
    expect(csv[1]).toMatch(/^a,,4\.5,1\.2420\d+,6$/);
    expect(csv[4]).toMatch(/^a,p,4\.333333333333333,/);
  });

  test('one rater: the interval is over the ratings', async () => {
    const { methods } = JSON.parse(
      (
        await mos(
          'score',
          '--json',
          await rated([
            [4, 5],
            [3, 3],
            [1, 1],
          ]),
        )
      ).stdout,
    );
    expect(methods[0]).toMatchObject({ method: 'a', score: 4.5, n: 2 });
    // 12.7062 · √0.5 / √2
    expect(methods[0].margin).toBeCloseTo(6.3531, 4);
  });

  test('pairs: the Bradley–Terry model', async () => {
    const choice = (a: string, b: string, better: 'a' | 'b') => ({ picture: 'p', a, b, better, ms: 900 });
    const many = (n: number, made: object) => Array.from({ length: n }, () => made);
    const methods = ['a', 'b'];
    const path = await answers({
      methods,
      mode: 'paired',
      answers: [...many(20, choice('a', 'b', 'a')), ...many(10, choice('b', 'a', 'b')), ...many(10, choice('a', 'b', 'b'))],
    });
    const { methods: scores } = JSON.parse((await mos('score', path, '--json')).stdout);
    expect(scores).toMatchObject([
      { method: 'a', won: 30, n: 40 },
      { method: 'b', won: 10, n: 40 },
    ]);
    expect(scores[0].score - scores[1].score).toBeCloseTo(Math.log(3), 8);
    expect((await mos('score', path)).stdout).toMatch(
      /^1 rater, 40 comparisons\n\nmethod {2}strength {2}± 95 % {2}won {2}of\na {10}0\.549/,
    );
    const onesided = await answers({ methods, mode: 'paired', answers: many(3, choice('a', 'b', 'a')) });
    expect((await mos('score', onesided)).stderr).toMatch(/^subpixel: Expected comparisons that join a and b both ways/);
  });

  test('correlations with metrics: over pictures where the CSV has them, else over methods', async () => {
    const path = await rated([
      [5, 4],
      [3, 3],
      [1, 2],
    ]);
    const rows = ['a,p_x2.png,50', 'a,q_x2.png,40', 'b,p_x2.png,30', 'b,q_x2.png,30', 'c,p_x2.png,10', 'c,q_x2.png,20'];
    await writeFile(
      at('scores.csv'),
      `model,image,scale,psnr,note\n${rows.map((row) => row.replace(/,(\d+)$/, ',2,$1,"x, y"')).join('\n')}\n`,
    );
    const { stdout } = await mos('score', path, '--metrics', at('scores.csv'));
    expect(stdout.split('\n').slice(-2)).toEqual([
      'metric  Pearson  Spearman  Kendall  over',
      'psnr     1.0000    1.0000   1.0000  6 pictures',
    ]);
    for (const method of ['a', 'b', 'c']) {
      const own = rows
        .filter((row) => row.startsWith(method))
        .map((row) => `x/${row.replace(',', '/').replace(',', ',hr,9,9,"paper, y",')}`);
      await writeFile(at(`${method}.csv`), `sr,hr,width,height,protocol,psnr\n${own.join('\n')}\n`);
    }
    const files = ['a', 'b', 'c'].flatMap((method) => ['--metrics', at(`${method}.csv`)]);
    expect((await mos('score', path, ...files)).stdout).toBe(stdout);
    await writeFile(at('means.csv'), 'method,lpips,flops\na,0.1,5\nb,0.3,1\nc,0.2,9\n');
    const { correlations } = JSON.parse((await mos('score', path, '--metrics', at('means.csv'), '--json')).stdout);
    expect(correlations).toMatchObject([
      { metric: 'lpips', over: 'methods', n: 3, spearman: -0.5 },
      { metric: 'flops', n: 3, spearman: -0.5 },
    ]);
    expect(correlations[0].kendall).toBeCloseTo(-1 / 3, 12);
    await writeFile(at('other.csv'), 'method,lpips\nz,0.1\n');
    expect((await mos('score', path, '--metrics', at('other.csv'))).stderr).toBe(
      'subpixel: Expected three or more methods of the answers in the column lpips for --metrics but received 0',
    );
    await writeFile(at('none.csv'), 'name,lpips\nz,0.1\n');
    expect((await mos('score', path, '--metrics', at('none.csv'))).stderr).toMatch(
      /^subpixel: Expected a column method, model or sr for ~\/none\.csv but received/,
    );
  });

  test('answers that do not belong together, or are none', async () => {
    const first = await rated([
      [5, 4],
      [3, 3],
      [1, 2],
    ]);
    const said = async (...args: string[]) =>
      (await mos('score', ...args)).stderr.replace('subpixel: ', '').replaceAll(/answers\d+/g, 'answers');
    expect(await said(first, await answers({ study: 't', mode: 'absolute', answers: [] }))).toMatch(
      /^Expected answers to the page of ~\/answers\.json for ~\/answers\.json but/,
    );
    expect(await said(first, first)).toMatch(/^Expected one file of each rater for /);
    expect(await said(await answers({ mode: 'absolute', answers: [] }))).toBe(
      'Expected at least one answer for the files but received "none"',
    );
    expect(await said(await answers({ mode: 'absolute', answers: [{ picture: 'p', method: 'a', score: 7, ms: 1 }] }))).toBe(
      '~/answers.json: expected <=5 for answers.0.score but received 7',
    );
    expect(await said(await answers({ mode: 'absolute', answers: [{ picture: 'p', method: 'z', score: 4, ms: 1 }] }))).toBe(
      'Expected a, b, c for the method of an answer but received "z"',
    );
    await writeFile(at('text.json'), 'text');
    expect(await said(at('text.json'))).toBe('Expected JSON for ~/text.json but received "something else"');
    expect(await said(at('gone.json'))).toBe('Expected an existing file of answers for ~/gone.json but received "ENOENT"');
    expect(await said('--csv', '--json', first)).toBe('Expected one of --csv and --json but received both');
  });
});

test('wrong command lines', async () => {
  const line = async (...args: string[]) => (await mos(...args)).stderr.replace('subpixel: ', '');
  expect(await line('rate')).toBe('Expected make or score for the action but received "rate"');
  expect(await line('make', at('espcn'))).toBe(
    'Expected a folder for each method and a page: subpixel mos make <folder>... --out <page.html>',
  );
  expect(await line('score')).toBe('Expected files of answers: subpixel mos score <answers.json>...');
  expect(await line('score', 'x', '--paired')).toBe('Expected no --paired for mos score but received one');
});
