/** Public sets by name: a small made-up one from a server of this test, and how archives, folders and servers that are wrong are refused. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GetOptions, getSets } from '../../src/cli/sets/get.ts';
import { listSets, verifySets } from '../../src/cli/sets/list.ts';
import { publicWorld, setsNamed, type World } from '../../src/cli/sets/world.ts';
import { pixelHash } from '../../src/data/sets/pixels.ts';
import { pictureSets } from '../../src/data/sets/registry.ts';
import type { Checksum, PictureSet } from '../../src/data/sets/set.ts';
import type { Image } from '../../src/image/image.ts';
import { tarOf, zipOf } from '../support/archives.ts';
import { cli } from '../support/cli.ts';
import { randomImage, sharedData } from '../support/pictures.ts';

let root: string;
let server: Server;
let base: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];
let folder: string;
let folders = 0;

const images = [1, 2, 3].map((seed) => randomImage(3, 12, 16 + seed, seed));
const png = ({ data, width, height }: Image) =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
const webp = ({ data, width, height }: Image) =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .webp({ lossless: true })
    .toBuffer();

/** 24 bits, upwards. */
function bmp({ data, width, height }: Image): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) bytes[54 + stride * (height - 1 - y) + 3 * x + c] = data[(y * width + x) * 3 + 2 - c]!;
  return bytes;
}

const md5 = (bytes: Uint8Array): Checksum => ({ algorithm: 'md5', digest: createHash('md5').update(bytes).digest('hex') });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'subpixel-sets-'));
  server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(() => {
  requests = [];
  folder = join(root, `data${++folders}`);
});

/** A world with the sets Tiny (known by its pixels), Named and Counted in one archive of this server. */
async function worldOf(archive: Uint8Array, more: Partial<World> = {}, checksum: Checksum | undefined = md5(archive)): Promise<World> {
  const known = await Promise.all(
    images.map(async (image, i) => ({ name: `t${i + 1}`, width: image.width, height: image.height, pixels: (await pixelHash(image))! })),
  );
  const source = { address: `${base}/tiny.zip`, bytes: archive.length, exact: true, checksum };
  const set = { aliases: [], use: 'test', count: 3, names: [], source, licence: 'For this test only.' } as const;
  const sets: PictureSet[] = [
    { ...set, name: 'Tiny', aliases: ['Small'], identity: 'pixels', folder: 'Tiny' },
    { ...set, name: 'Named', identity: 'names', names: ['t1', 't2', 't3'], folder: 'Named/X2' },
    { ...set, name: 'Counted', identity: 'count', folder: 'Counted', source: 'it from the library' },
  ];
  return { sets, known: { Tiny: known }, protocols: ['http:'], timeoutMs: 2_000, ...more };
}

/** The whole file, or what is asked for of it. */
const serve = (bytes: Uint8Array) => (request: IncomingMessage, response: ServerResponse) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0) response.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  response.end(bytes.subarray(from));
};

interface Told {
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** The exit code, or the sentence of the error. */
async function tell(work: (context: Parameters<typeof getSets>[2]) => Promise<number | undefined>, stdin = ''): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const into = (lines: string[]) => ({ write: (text: string | Uint8Array) => lines.push(String(text)) });
  const context = {
    stdin: Readable.from(stdin === '' ? [] : [stdin]),
    stdout: into(out),
    stderr: into(err),
    signal: new AbortController().signal,
    debug: false,
  };
  const code = await work(context).catch((error: Error) => error.message);
  const clean = (lines: string[]) => lines.join('').replaceAll(root, '~').replaceAll(base, 'http://here').trimEnd();
  return { code: typeof code === 'string' ? clean([code]) : (code ?? 0), out: clean(out), err: clean(err) };
}

const get = (names: string[], world: World, options: Partial<GetOptions> = {}, stdin = '') =>
  tell(
    (context) => getSets(names, { folder, from: undefined, yes: true, keep: false, quiet: true, json: false, ...options }, context, world),
    stdin,
  );
const verify = (world: World, names: string[] = []) =>
  tell((context) => verifySets(names, { folder, quiet: true, json: false }, context, world));

const entries = async () => [
  { name: 'tiny/LR/t1.png', data: await png(randomImage(3, 6, 8, 9)) },
  { name: 'tiny/HR/first.bmp', data: bmp(images[0]!) },
  { name: 'tiny/HR/t2.webp', data: await webp(images[1]!) },
  { name: 'tiny/HR/t3.png', data: await png(images[2]!) },
  { name: 'tiny/readme.txt', data: 'text' },
];
const named = async () => Promise.all(images.map(async (image, i) => ({ name: `n/T_${i + 1}.png`, data: await png(image) })));

describe('get downloads', () => {
  test('after showing address, size, checksum and licence, and being told yes; BMP becomes PNG, names are those of the set', async () => {
    const zip = zipOf(await entries());
    const world = await worldOf(zip);
    answer = serve(zip);
    const { code, out, err } = await get(['small'], world, { yes: false, quiet: false }, 'y\n');
    expect([code, out]).toEqual([0, `~/data${folders}/Tiny  3 pictures, checked by the pixels of every picture`]);
    expect(err.split('\n')).toEqual([
      'download  http://here/tiny.zip',
      expect.stringMatching(/^size {6}[\d.]+ k?B$/),
      `checksum  MD5 ${md5(zip).digest}`,
      `Tiny      3 pictures into ~/data${folders}/Tiny, checked by the pixels of every picture`,
      'licence   For this test only.',
      'Download it? [y/N]',
    ]);
    expect((await readdir(join(folder, 'Tiny'))).sort()).toEqual(['subpixel-set.json', 't1.png', 't2.webp', 't3.png']);
    expect(await readdir(folder)).toEqual(['Tiny']);
    const { data } = await sharp(join(folder, 'Tiny/t1.png')).raw().toBuffer({ resolveWithObject: true });
    expect(new Uint8Array(data)).toEqual(images[0]!.data);
    expect(await verify(world)).toMatchObject({ code: 0, out: 'Tiny  right  3 of 3, by the pixels of every picture' });
    expect(await get(['Tiny'], world)).toMatchObject({ code: 0, out: '' });
    expect(requests).toEqual(['/tiny.zip']);
  });

  test.each([
    ['no', 'n\n', 1, /Nothing was downloaded$/],
    ['nothing', '', 'Expected an answer, or --yes where nobody can be asked', /\[y\/N\]$/],
  ] as const)('nothing when told %s', async (_, stdin, code, err) => {
    const world = await worldOf(Buffer.from('x'));
    expect(await get(['Tiny'], world, { yes: false }, stdin)).toMatchObject({ code, err: expect.stringMatching(err) });
    expect([requests, existsSync(folder)]).toEqual([[], false]);
  });

  test('two sets of one archive once, and keeps the archive if asked', async () => {
    const zip = zipOf(await named());
    const world = await worldOf(zip);
    answer = serve(zip);
    const { code, out } = await get(['Tiny', 'Named'], world, { keep: true, json: true });
    expect([code, JSON.parse(out).map(({ set }: { set: string }) => set)]).toEqual([0, ['Tiny', 'Named']]);
    expect([requests, (await readdir(folder)).sort()]).toEqual([['/tiny.zip'], ['Named', 'Tiny', 'tiny.zip']]);
    expect(await readdir(join(folder, 'Named/X2'))).toContain('t1.png');
    await rm(join(folder, 'Tiny'), { recursive: true });
    expect((await get(['Tiny'], world)).code).toBe(0);
    expect(requests).toHaveLength(1);
    await writeFile(join(folder, 'Named/X2/t1.png'), await png(images[1]!));
    expect(await verify(world)).toMatchObject({
      code: 1,
      out: expect.stringContaining('Named  wrong  3 of 3, 1 other than when they were installed, first t1.png'),
    });
  });

  test('goes on where an earlier attempt stopped, and starts again where the server cannot', async () => {
    const zip = zipOf(await entries());
    const world = await worldOf(zip);
    const whole = serve(zip);
    answer = (request, response) => {
      if (request.headers.range) return whole(request, response);
      response.writeHead(200, { 'content-length': zip.length });
      response.write(zip.subarray(0, 700));
      setTimeout(() => response.destroy(), 100);
    };
    const first = await get(['Tiny'], world);
    expect(first.code).toMatch(/^Expected a file at http:\/\/here\/tiny\.zip but received .*; get tiny\.zip in another way/);
    expect(await readdir(folder)).toEqual(['tiny.zip.part']);
    expect((await get(['Tiny'], world)).code).toBe(0);
    expect(requests).toEqual(['/tiny.zip', '/tiny.zip bytes=700-']);
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, 'tiny.zip.part'), 'other bytes');
    answer = (_, response) => response.end(zip);
    expect((await get(['Tiny'], world)).code).toBe(0);
  });

  test.each([
    ['is gone', (_: IncomingMessage, response: ServerResponse) => response.writeHead(404).end(), /received the answer 404; get tiny\.zip/],
    [
      'has another size',
      (_: IncomingMessage, response: ServerResponse) => response.end('small'),
      /received a file of 5 bytes instead of \d+;/,
    ],
    [
      'falls silent',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).flushHeaders(),
      /received nothing for 0\.2 s;/,
    ],
    [
      'leads away from https',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location: 'ftp://there/x' }).end(),
      /received an address without https, ftp:\/\/there\/x;/,
    ],
    [
      'leads round in circles',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location: '/tiny.zip' }).end(),
      /received more than 5 redirects;/,
    ],
    [
      'never ends',
      (_: IncomingMessage, response: ServerResponse) => {
        const more = () => response.write(Buffer.alloc(1000), () => setTimeout(more, 5));
        more();
      },
      /received more than \d+ bytes;/,
    ],
  ] as const)('nothing from an address that %s', async (_, reply, sentence) => {
    answer = reply as typeof answer;
    const told = await get(['Tiny'], await worldOf(zipOf(await entries()), { timeoutMs: 200 }));
    expect(told.code).toMatch(sentence);
    expect(String(told.code).split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'Tiny'))).toBe(false);
  });

  test('nothing from an address without https, nor without a server', async () => {
    const world = await worldOf(zipOf(await entries()));
    expect((await get(['Tiny'], { ...world, protocols: ['https:'] })).code).toMatch(
      /received an address without https, http:\/\/here\/tiny\.zip;/,
    );
    const away = world.sets.map((set) => ({
      ...set,
      source: { ...(set.source as object), address: 'http://127.0.0.1:9/tiny.zip' } as PictureSet['source'],
    }));
    expect((await get(['Tiny'], { ...world, sets: away })).code).toMatch(
      /received (no connection \(\w+\)|bad port); get tiny\.zip in another way/,
    );
    expect(requests).toEqual([]);
  });

  test('an archive of another checksum: refused, unless the pixels of all pictures are known', async () => {
    const zip = zipOf(await named());
    const wrong: Checksum = { algorithm: 'sha256', digest: '00' };
    const world = await worldOf(zip, {}, wrong);
    answer = serve(zip);
    const digest = createHash('sha256').update(zip).digest('hex');
    expect((await get(['Named'], world)).code).toBe(`Expected the SHA-256 00 for tiny.zip but received "${digest}"`);
    expect(await readdir(folder)).toEqual([]);
    expect(await get(['Tiny'], world)).toMatchObject({
      code: 0,
      err: expect.stringContaining('not the archive of the published checksum'),
    });
  });

  test('what has to be got by hand is said', async () => {
    expect((await get(['Counted'], await worldOf(Buffer.from('x')))).code).toBe(
      `Expected Counted by hand: get it from the library; then subpixel data get Counted --from <archive or folder> checks its pictures and puts them into ~/data${folders}/Counted`,
    );
  });
});

describe('get --from', () => {
  test('a folder, a zip and a tar', async () => {
    const world = await worldOf(Buffer.from('x'));
    await mkdir(join(folder, 'mine/deep'), { recursive: true });
    for (const { name, data } of await entries()) await writeFile(join(folder, 'mine/deep', name.replaceAll('/', '-')), data);
    for (const [i, from] of ['mine', 'a.zip', 'a.tar'].entries()) {
      await writeFile(join(folder, 'a.zip'), zipOf(await entries()));
      await writeFile(join(folder, 'a.tar'), tarOf(await entries()));
      const to = join(folder, `to${i}`);
      expect((await get(['Tiny'], world, { from: join(folder, from), folder: to })).code).toBe(0);
      expect((await readdir(join(to, 'Tiny'))).sort()).toEqual(['subpixel-set.json', 't1.png', 't2.webp', 't3.png']);
    }
    expect((await get(['Counted'], world, { from: join(folder, 'to0/Tiny'), folder: join(folder, 'to3') })).code).toBe(0);
  });

  test.each([
    [
      'other pixels',
      async () => [...(await entries()).slice(0, 3), { name: 't3.png', data: await png(randomImage(3, 12, 19, 7)) }],
      'Tiny',
      '2 of 3, other pixels in t3',
    ],
    ['one too few', async () => (await entries()).slice(0, 3), 'Tiny', '2 of 3, missing t3'],
    ['one too many', async () => [...(await named()), { name: 'x.png', data: await png(images[0]!) }], 'Counted', '4 of 3'],
  ] as const)('refuses %s, and leaves nothing', async (_, make, set, received) => {
    await mkdir(folder);
    const from = join(folder, 'a.zip');
    await writeFile(from, zipOf(await make()));
    const to = join(folder, 'to');
    const { code } = await get([set], await worldOf(Buffer.from('x')), { from, folder: to });
    expect(code).toMatch(/^Expected the 3 pictures of \w+ \(by [\w ,]+\) in ~/);
    expect(code).toContain(`but received ${received}`);
    expect(await readdir(to)).toEqual([]);
  });

  test.each([
    [
      'a picture that is none',
      async () => [{ name: 't1.png', data: 'no picture' }],
      'Named',
      /^Expected a picture .* for t1\.png but received/,
    ],
    [
      'two of one name',
      async () => [...(await named()), { name: 'b/t1.png', data: await png(images[1]!) }],
      'Named',
      /^Expected one picture named t1 for Named but received/,
    ],
    ['a path outside', async () => [{ name: '../t1.png', data: 'x' }], 'Tiny', /^Expected names inside the archive only/],
  ] as const)('refuses %s', async (_, make, set, sentence) => {
    await mkdir(folder);
    await writeFile(join(folder, 'a.zip'), zipOf(await make()));
    const { code } = await get([set], await worldOf(Buffer.from('x')), { from: join(folder, 'a.zip'), folder: join(folder, 'to') });
    expect(code).toMatch(sentence);
    expect(await readdir(join(folder, 'to'))).toEqual([]);
  });

  test('refuses a place where other pictures are, and a path where nothing is', async () => {
    const world = await worldOf(Buffer.from('x'));
    await mkdir(join(folder, 'Tiny'), { recursive: true });
    await writeFile(join(folder, 'Tiny/mine.png'), await png(randomImage(3, 8, 8)));
    expect((await get(['Tiny'], world, { from: folder })).code).toMatch(
      /^Expected no pictures, or those of Tiny, in .* but received 0 of 3, missing t1, t2, t3, 1 that do not/,
    );
    expect((await get(['Named'], world, { from: join(folder, 'no') })).code).toMatch(
      /^Expected an existing folder or archive for --from but received/,
    );
  });
});

test('list counts what is installed', async () => {
  const world = await worldOf(Buffer.from('x'));
  await mkdir(join(folder, 'Tiny'), { recursive: true });
  await writeFile(join(folder, 'Tiny/t1.png'), await png(images[0]!));
  const { out } = await tell((context) => listSets({ folder, json: false }, context, world));
  expect(out.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    'set | for | pictures | download | known | installed',
    `Tiny | test | 3 | 1 B | by the pixels of every picture | 1 of 3 in ~/data${folders}/Tiny`,
    'Named | test | 3 | 1 B | by names and number, not by content | no',
    'Counted | test | 3 | by hand | by number only, not by content | no',
  ]);
  const { out: json } = await tell((context) => listSets({ folder, json: true }, context, world));
  expect(JSON.parse(json)[0]).toMatchObject({ name: 'Tiny', installed: 1, licence: 'For this test only.' });
});

describe('the public sets', () => {
  test('are stated whole: https, as many known pictures or names as there are, no name twice', async () => {
    const { known } = await publicWorld();
    for (const set of pictureSets) {
      if (typeof set.source !== 'string') expect(new URL(set.source.address).protocol).toBe('https:');
      const stated = { pixels: known[set.name]?.length, names: new Set(set.names).size, count: set.count }[set.identity];
      expect([set.name, stated]).toEqual([set.name, set.count]);
    }
    const names = pictureSets.flatMap(({ name, aliases }) => [name, ...aliases].map((n) => n.toLowerCase()));
    expect(new Set(names).size).toBe(names.length);
    expect(setsNamed(['bsd100', 'B100'], await publicWorld())).toHaveLength(1);
  });

  test.skipIf(!existsSync(sharedData))('Set5 and Set14 out of a folder of many (skipped when ../shared/data is not there)', async () => {
    const { code, stderr } = await cli(root, [
      'data',
      'get',
      'Set5',
      'set14',
      '--from',
      `${sharedData}/test`,
      '--folder',
      folder,
      '--quiet',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const { stdout } = await cli(root, ['data', 'verify', '--folder', folder, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { set: 'Set5', good: true, found: 5 },
      { set: 'Set14', good: true, found: 14 },
    ]);
  });

  test('wrong command lines', async () => {
    const line = async (...args: string[]) => (await cli(root, ['data', ...args])).stderr.replace('subpixel: ', '');
    expect(await line('get', 'T9')).toBe('Expected the name of a set for data but received "T9"; did you mean T91?');
    expect(await line('get')).toMatch(/^Expected names of sets: subpixel data get <set>/);
    expect(await line('list', 'Set5')).toBe('Expected options only for data list but received "Set5"');
    expect(await line('verify', '--out', 'x')).toBe('Expected no --out for data verify but received one');
    expect(await line('fetch')).toBe('Expected get, list, verify or pack for the action but received "fetch"');
  });
});
