/** A page of ours in headless Chromium, served with the headers that let it use threads. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';

export const executablePath = '/usr/bin/chromium';

/** Why there can be no browser test here, or undefined. */
export const browserMissing = existsSync(executablePath) ? undefined : `${executablePath} is not installed (apt-get install chromium)`;

const ort = 'onnxruntime-web/webgpu';
/** ONNX Runtime's files for browsers. */
export const ortFolder = dirname(createRequire(import.meta.url).resolve(ort));

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

export interface PageOptions {
  /** With a WebGPU adapter, which is emulated. */
  readonly webgpu?: boolean;
  /** Folders that are served, by their address: `{ 'lib/weights': 'weights' }`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** The page, when it is another than one with the script at `/page.js`. */
  readonly document?: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** Bundles the script at `entry`, if there is one, and opens a page that runs it. ONNX Runtime is served as it is in its package, at `/ort/`. */
export async function openPage(
  entry: string | undefined,
  { webgpu = false, folders = {}, document = html }: PageOptions = {},
): Promise<OpenPage> {
  const script = entry === undefined ? undefined : await bundle(entry);
  const served: Readonly<Record<string, string>> = { ort: ortFolder, ...folders };
  const contentOf = async (path: string): Promise<string | Buffer | undefined> => {
    if (path === '/') return document;
    if (path === '/page.js') return script;
    const [, folder, file] = /^\/([\w/-]+)\/([\w.-]+)$/.exec(path) ?? [];
    const at = folder === undefined ? undefined : served[folder];
    return at === undefined ? undefined : readFile(join(at, file!)).catch(() => undefined);
  };
  const server = createServer(async ({ url = '/' }, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const content = await contentOf(url);
    const type = types[extname(url)] ?? (url === '/' ? 'text/html' : 'application/octet-stream');
    const length = Buffer.byteLength(content ?? '');
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': type, 'Content-Length': length }).end(content);
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

/** A script with all that it imports but ONNX Runtime. */
async function bundle(entry: string): Promise<string> {
  const bundled = await build({ entryPoints: [entry], bundle: true, format: 'esm', target: 'es2023', external: [ort], write: false });
  return bundled.outputFiles[0]!.text;
}
