/** The built page, served as `_headers` says, and a browser to look at it. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { executablePath } from '../../test/support/browser.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** A folder with the page, built from the sources. */
export async function buildPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'subpixel-page-'));
  const args = ['node_modules/vite/bin/vite.js', 'build', 'web', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production', SUBPIXEL_SOURCES: '1' } });
  return folder;
}

export interface ServedPage {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** `plain`: as a host that sets no headers would. */
export async function servePage(folder: string, { plain = false } = {}): Promise<ServedPage> {
  const rules = plain ? [] : readHeaders(folder);
  const requests: string[] = [];
  const server: Server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    requests.push(pathname);
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    if (!existsSync(file)) return response.writeHead(404).end();
    for (const { path, name, value } of rules) if (pathname.startsWith(path)) response.setHeader(name, value);
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Of the file `_headers`: a path with a star at its end, and its headers. */
function readHeaders(folder: string): { readonly path: string; readonly name: string; readonly value: string }[] {
  let path = '';
  return readFileSync(join(folder, '_headers'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('/')) path = line.replace(/\*$/, '');
      const [, name, value] = /^ {2}([^:]+): (.*)$/.exec(line) ?? [];
      return name && value ? [{ path, name, value }] : [];
    });
}

/** For a browser that starts on a machine that is busy. */
const timeoutMs = 100_000;
const stepTimeoutMs = 30_000;

export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    timeout: timeoutMs,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args],
  });
}

export interface Watched {
  readonly page: Page;
  /** Requests to anything but the page's own address. */
  readonly foreign: string[];
  /** Messages of errors in the page and its console. */
  readonly failures: string[];
}

export interface OpenOptions extends BrowserContextOptions {
  /** What a visitor chose before. */
  readonly settings?: object;
  /** Of the address, with its `#`. */
  readonly hash?: string;
}

/** Opens the page in a browser context of its own and watches it. */
export async function openWatched(browser: Browser, url: string, { settings, hash = '', ...options }: OpenOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', ...options });
  const kept = settings && JSON.stringify(settings);
  if (kept) await context.addInitScript(`localStorage.getItem('subpixel') ?? localStorage.setItem('subpixel', ${JSON.stringify(kept)})`);
  const foreign: string[] = [];
  const failures: string[] = [];
  context.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !/^(blob|data):/.test(address)) foreign.push(address);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(stepTimeoutMs);
  page.on('pageerror', (error) => failures.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') failures.push(message.text());
  });
  await page.goto(url + hash, { waitUntil: 'load' });
  return { page, foreign, failures };
}

export async function removeFolder(folder: string | undefined): Promise<void> {
  if (folder) await rm(folder, { recursive: true, force: true });
}
