/** The page as `subpixel serve` gives it out: page, server and command line make the same picture. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import { decode } from '../../src/node.ts';
import { serve } from '../../src/server/serve.ts';
import { parseSettings } from '../../src/server/settings.ts';
import { browserMissing } from '../../test/support/browser.ts';
import { cli } from '../../test/support/cli.ts';
import { buildPage, launch, openWatched } from './page-server.ts';

if (browserMissing) console.warn(`The page of the server is not tested: ${browserMissing}`);

/** A server in the folder, with the page built from the sources. */
async function start(folder: string) {
  const page = await buildPage();
  const controller = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const address = await new Promise<string>((resolve, reject) => {
    const settings = parseSettings({ port: 0, data: join(folder, 'jobs') }, 'test');
    ended = serve(settings, { output: { write: () => true }, signal: controller.signal, onListening: resolve, page });
    ended.catch(reject);
  });
  const stop = async () => {
    controller.abort();
    await ended;
    await rm(page, { recursive: true });
  };
  return { address, stop };
}

const pixels = async (bytes: Uint8Array | string): Promise<Image> => (await decode(bytes)).image;

function worstDifference(a: Image, b: Image): number {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  return Array.from(a.data, (x, i) => Math.abs(x - b.data[i]!)).reduce((worst, x) => Math.max(worst, x), 0);
}

test.skipIf(browserMissing)('page, server and command line make the same picture, within a grey level', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'subpixel-agreement-'));
  const { address, stop } = await start(folder);
  const browser = await launch();
  try {
    const { page, foreign, failures } = await openWatched(browser, `${address}/`);
    await page.locator('.welcome input[type=file]').first().setInputFiles('examples/cat.png');
    await page.locator('.viewer').waitFor();
    const save = page.getByRole('button', { name: 'Save', exact: true });
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
    const byPage = await pixels(await readFile(await download.path()));

    const answer = await fetch(`${address}/v1/upscale?scale=4`, {
      method: 'POST',
      body: new Uint8Array(await readFile('examples/cat.png')),
    });
    expect(answer.status).toBe(200);
    const byServer = await pixels(new Uint8Array(await answer.arrayBuffer()));

    const file = join(folder, 'cat_x4.png');
    expect((await cli(folder, ['upscale', 'examples/cat.png', '-s', '4', '-o', file, '--quiet'])).code).toBe(0);
    const byCommand = await pixels(file);

    expect(worstDifference(byServer, byCommand)).toBe(0);
    expect(worstDifference(byPage, byCommand)).toBeLessThanOrEqual(1);
    expect([foreign, failures]).toEqual([[], []]);
  } finally {
    await browser.close();
    await stop();
    await rm(folder, { recursive: true });
  }
});
