/** The examples for browsers, in headless Chromium: the page with the script tag as it would be published, and the React component. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { scriptTag } from '../../scripts/script-tag.ts';
import { browserMissing, openPage, ortFolder } from '../support/browser.ts';

import { defaultNetwork } from '../support/default-network.ts';

if (browserMissing) console.warn(`The examples for browsers are not run: ${browserMissing}`);

test.skipIf(browserMissing)('page.html: the script tag, and all files from the folder that it names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'subpixel-script-'));
  writeFileSync(join(folder, 'subpixel.min.js'), await scriptTag());
  const folders = { subpixel: folder, 'subpixel/weights': 'weights', 'subpixel/ort': ortFolder };
  const document = readFileSync('examples/page.html', 'utf8').replace(
    '<meta',
    `<meta http-equiv="Content-Security-Policy" content="${policy}" /><meta`,
  );
  const { page, close } = await openPage(undefined, { folders, document });
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(page.url()).origin) && !/^(blob|data):/.test(request.url())) foreign.push(request.url());
  });
  try {
    await page.setInputFiles('#file', 'examples/cat.png');
    await page.getByText(`450×300 by ${defaultNetwork} on wasm`).waitFor();
    await expectWidth(page, '#result', 450);
    await page.setInputFiles('#file', 'package.json');
    await page.getByText('Expected a picture').waitFor();
    expect(await page.evaluate(inWorker, workerScript)).toEqual({
      size: '60×40',
      files: [`${defaultNetwork}_x2.onnx`, 'ort-wasm-simd-threaded.asyncify.wasm'],
      whole: true,
    });
    expect(foreign).toEqual([]);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});

/** What docs/library.md says; the example has its script in the page. */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; img-src 'self' blob:";

const expectWidth = async (page: Page, selector: string, width: number) => {
  const shown = await page.locator(selector).evaluate(async (image) => {
    await (image as HTMLImageElement).decode();
    return (image as HTMLImageElement).naturalWidth;
  });
  expect(shown).toBe(width);
};

/** A worker with the script, which says what it has downloaded and made. */
const workerScript = `
  importScripts(origin + '/subpixel/subpixel.min.js');
  onmessage = async ({ data }) => {
    const seen = new Map();
    const upscaler = new subpixel.Upscaler({
      weightsUrl: '/subpixel/weights',
      wasmUrl: '/subpixel/ort',
      onDownload: ({ url, loaded, total }) => seen.set(url.split('/').at(-1), loaded === total),
    });
    const { width, height } = await upscaler.upscale(data, { scale: 2 });
    await upscaler.dispose();
    postMessage({ size: width + '×' + height, files: [...seen.keys()].sort(), whole: [...seen.values()].every(Boolean) });
  };
`;

/** Runs in the page. */
function inWorker(script: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(URL.createObjectURL(new Blob([script])));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(new ImageData(30, 20));
  });
}

test.skipIf(browserMissing)('react.tsx: enlarges, and again when the scale changes', async () => {
  const { page, close } = await openPage('test/browser/react-page.tsx', { folders: { weights: 'weights', examples: 'examples' } });
  try {
    const words = page.locator('figcaption');
    expect(await words.textContent()).toBe('enlarging');
    await page.getByText('450×300 on wasm').waitFor();
    await page.getByText('Larger').click();
    await page.getByText('675×450 on wasm').waitFor();
    await expectWidth(page, 'img', 675);
  } finally {
    await close();
  }
});
