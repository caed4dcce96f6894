/** What hostile clients send, each answered with a problem and none the worse for the server. */
import { deflateSync } from 'node:zlib';
import crc32 from 'crc-32';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import {
  bytesOf,
  form,
  later,
  pictureBytes,
  problemIn,
  raw,
  removeFolders,
  type TestServer,
  testServer,
} from '../../test/support/server.ts';
import type { Format } from '../codecs/node.ts';

let server: TestServer;
let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  server = await testServer({ limits: { bodyBytes: 200_000, pixels: 10_000, outputPixels: 40_000, memoryBytes: 400_000 } });
  png = await pictureBytes();
});
afterAll(async () => {
  await server.close();
  await removeFolders();
});
/** The server still works, and holds nothing of what it refused. */
afterEach(async () => {
  expect((await server.ask('/v1/upscale?scale=2&model=nearest', raw(png))).status).toBe(200);
  expect(server.services.memory.held).toBe(0);
  expect([server.services.queue.waiting, server.services.queue.running]).toEqual([0, 0]);
});

const refused = async (init: RequestInit, status: number, query = '') => problemIn(await server.ask(`/v1/upscale${query}`, init), status);

function joined(...parts: (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array))));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length);
  named.copy(out, 4);
  out.writeInt32BE(crc32.buf(named), named.length + 4);
  return out;
}

/** A PNG that says it has `side`² black pixels, in few bytes. */
function bomb(side: number, bytes: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  return joined(
    '',
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(bytes))),
    chunk('IEND', Buffer.alloc(0)),
  );
}

describe('decompression bombs', () => {
  test('a small file of very many pixels is refused by its header', async () => {
    const problem = await refused(raw(bomb(60_000, 1_000_000)), 413);
    expect(problem.detail).toBe('Expected at most 10000 pixels for the picture but received 60000×60000 = 3600000000');
  });

  test('a header that says little before data that is much', async () => {
    const response = await server.ask('/v1/upscale?scale=2&model=nearest', raw(bomb(8, 10_000_000)));
    // The decoder takes the pixels that there are by the header, and stops.
    expect([200, 422]).toContain(response.status);
  });

  test('as a job it is refused before it becomes one', async () => {
    await refused(raw(bomb(60_000, 1000), later), 413);
  });

  test('a result of too many pixels', async () => {
    const problem = await refused(raw(await pictureBytes('png', waveImage(1, 99, 99))), 413, '?scale=16');
    expect(problem.detail).toContain('Expected at most 40000 pixels for the result');
  });
});

describe('polyglots', () => {
  const html = '<html><script>alert(1)</script>';
  test.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)('%s with more behind its end', async (format: Format) => {
    const picture = await pictureBytes(format);
    expect((await refused(raw(joined(picture, html)), 422)).detail).toContain('Expected a picture and nothing else');
    expect((await server.ask('/v1/upscale?model=nearest&scale=2', raw(picture))).status).toBe(200);
  });

  test('a TIFF that is a ZIP archive too', async () => {
    const tiff = await pictureBytes('tiff');
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06', 'latin1');
    expect((await refused(raw(joined(tiff, end)), 422)).detail).toContain('a ZIP archive');
  });

  test('a PDF in the comment of a JPEG', async () => {
    const jpeg = await pictureBytes('jpeg');
    const comment = Buffer.from('\xff\xfe\x00\x10%PDF-1.7 %%%%%', 'latin1');
    expect((await refused(raw(joined(jpeg.slice(0, 2), comment, jpeg.slice(2))), 422)).detail).toContain('a PDF document');
  });

  test('two pictures of a phone in one file, and padding, are a picture', async () => {
    const jpeg = await pictureBytes('jpeg');
    expect((await server.ask('/v1/upscale?model=nearest&scale=2', raw(joined(jpeg, jpeg, new Uint8Array(9))))).status).toBe(200);
  });
});

describe('what is no picture', () => {
  test.each([
    ['text', 'hello'],
    ['SVG, which may fetch', '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1/"/></svg>'],
    ['PDF', '%PDF-1.4'],
    ['an address', 'https://example.org/a.png'],
    ['a path', 'file:///etc/passwd'],
    ['zeros', '\0'.repeat(1000)],
    ['the beginning of a PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
  ])('%s', async (_, bytes) => {
    await refused(raw(joined(bytes)), 422);
  });

  test('nothing at all', async () => {
    await refused({ method: 'POST' }, 400);
    await refused(raw(new Uint8Array(0)), 400);
  });

  test('JSON', async () => {
    await refused({ method: 'POST', body: '{"url":"http://example.org/a.png"}', headers: { 'Content-Type': 'application/json' } }, 415);
  });
});

describe('bodies', () => {
  test('one that says it is too large, and one that does not say', async () => {
    await refused(raw(new Uint8Array(200_001)), 413);
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(50_000)),
    });
    await refused({ method: 'POST', body: endless, duplex: 'half' } as RequestInit, 413);
    await refused(form({ file: new Uint8Array(200_001) }), 413);
  });

  test('one that breaks off', async () => {
    let sent = false;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent) controller.error(new Error('reset'));
        else controller.enqueue(png.slice(0, 50));
        sent = true;
      },
    });
    await refused({ method: 'POST', body: broken, duplex: 'half' } as RequestInit, 400);
  });

  const multipart = (body: Uint8Array<ArrayBuffer>, type = 'multipart/form-data; boundary=b'): RequestInit => ({
    ...{ method: 'POST', body },
    headers: { 'Content-Type': type },
  });
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';

  test.each([
    ['no boundary', 'multipart/form-data', joined(head)],
    ['an empty boundary', 'multipart/form-data; boundary=', joined(head)],
    ['no end', undefined, joined(head, 'data')],
    ['no parts', undefined, joined('hello')],
    ['an end without parts', undefined, joined('--b--\r\n')],
    ['a part without headers', undefined, joined('--b\r\n\r\nx\r\n--b--\r\n')],
    ['a header that never ends', undefined, joined('--b\r\nContent-Disposition: form-data; name="', 'x'.repeat(100_000))],
    ['a file of another name', undefined, joined(head.replace('"file"', '"other"'), 'x\r\n--b--\r\n')],
    ['the file twice', undefined, joined(head, 'x\r\n', head, 'x\r\n--b--\r\n')],
    ['a long field', undefined, joined(`--b\r\nContent-Disposition: form-data; name="scale"\r\n\r\n${'1'.repeat(5000)}\r\n--b--\r\n`)],
    ['very many fields', undefined, joined('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(500), '--b--\r\n')],
    ['no name', undefined, joined('--b\r\nContent-Disposition: form-data; filename="x"\r\n\r\nx\r\n--b--\r\n')],
  ])('malformed multipart: %s', async (_, type, body) => {
    await refused(multipart(body, type), 400);
  });
});

describe('names', () => {
  test.each([
    ['../../etc/passwd.png', 'passwd_x2.png'],
    ['..\\..\\windows\\a.png', 'a_x2.png'],
    ['a\u0000\u202eb\r\nX: y.png', 'ab%0D%0AX y_x2.png'],
    ['....', 'picture_x2.png'],
    ['"; filename=evil.html', '%22; filename=evil_x2.png'],
    [`${'n'.repeat(500)}.png`, `${'n'.repeat(100)}_x2.png`],
  ])('%j is no path', async (name, safe) => {
    const response = await server.ask('/v1/upscale?scale=2&model=nearest', form({ file: png }, {}, name));
    const encoded = /filename\*=UTF-8''(.+)$/.exec(response.headers.get('content-disposition')!)![1]!;
    expect(decodeURIComponent(encoded)).toBe(safe);
    await bytesOf(response);
  });

  test.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '//etc/passwd', '/v1/jobs/..%2f..%2fjobs.sqlite/result'])(
    'the path %s leads nowhere',
    async (path) => {
      await problemIn(await server.ask(path), 404);
    },
  );
});

test('a GIF of many frames is read for its first', async () => {
  const frames = await sharp({ create: { width: 8, height: 8 * 50, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  expect((await server.ask('/v1/upscale?scale=2&model=nearest', raw(new Uint8Array(frames)))).status).toBe(200);
});
