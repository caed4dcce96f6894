/** A page of ours in headless Chromium, served with the headers that let it use threads. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';

export const executablePath = '/usr/bin/chromium';

/** Why there can be no browser test here, or undefined. */
export const browserMissing = existsSync(executablePath) ? undefined : `${executablePath} is not installed (apt-get install chromium)`;

const ort = 'onnxruntime-web/webgpu';
const ortFolder = dirname(createRequire(import.meta.url).resolve(ort));

/** For a browser that starts on a machine that is busy. */
const timeoutMs = 100_000;

/** WebGPU without a GPU. */
const softwareWebgpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];

const html = `<!doctype html>
<meta charset="utf-8">
<script type="importmap">{ "imports": { "${ort}": "/ort/ort.webgpu.bundle.min.mjs" } }</script>
<script type="module" src="/page.js"></script>
`;

export interface OpenPage {
  readonly page: Page;
  close(): Promise<void>;
}

/** Bundles the script at `entry` and opens a page that runs it, in a browser with or without a WebGPU adapter. ONNX Runtime is served as it is in its package. */
export async function openPage(entry: string, { webgpu = false } = {}): Promise<OpenPage> {
  const bundled = await build({ entryPoints: [entry], bundle: true, format: 'esm', target: 'es2023', external: [ort], write: false });
  const script = bundled.outputFiles[0]!.text;
  const server = createServer(async ({ url = '/' }, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const file = /^\/ort\/([\w.-]+\.(mjs|wasm))$/.exec(url);
    const content = url === '/' ? html : url === '/page.js' ? script : file ? await readFile(join(ortFolder, file[1]!)) : undefined;
    const type = url === '/' ? 'text/html' : file?.[2] === 'wasm' ? 'application/wasm' : 'text/javascript';
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    timeout: timeoutMs,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(webgpu ? softwareWebgpu : []),
    ],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(timeoutMs);
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  // Scripts of type "module" have run when the page is loaded.
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { waitUntil: 'load' });
  return {
    page,
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
