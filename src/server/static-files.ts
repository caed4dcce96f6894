/** A folder of files, listed once: what is not in the list cannot be asked for, whatever the path says. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { getMimeType } from 'hono/utils/mime';

/** The built page of the package, seen from `src/` as from `dist/`. */
export const pageFolder = fileURLToPath(new URL('../../dist/web/', import.meta.url));

export interface StaticFiles {
  /** Whether there is a page at all. */
  readonly built: boolean;
  /** Undefined when there is no such file. */
  respond(request: Request): Promise<Response | undefined>;
}

/** The page and what it loads come from its own origin alone; both COOP and COEP are needed for threads. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self' blob: data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const types: Readonly<Record<string, string>> = {
  mjs: 'text/javascript; charset=utf-8',
  onnx: 'application/octet-stream',
  webmanifest: 'application/manifest+json',
};
const squeezable = /^(?:text\/|application\/(?:json|manifest\+json|javascript|wasm)|image\/svg)/;
/** Larger files are sent as they are. */
const mostSqueezedBytes = 2 ** 20;
/** Names with a hash of what they hold, as Vite gives them, never change: `/assets/index-BfJ3kq0Z.js`. */
const hashed = /^\/assets\/.+-[\w-]{8}\.\w+$/;

interface File {
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
  readonly etag: string;
  readonly cache: string;
  squeezed: Promise<Uint8Array<ArrayBuffer>> | undefined;
}

/** An empty list where the folder is missing. */
export async function staticFiles(folder: string): Promise<StaticFiles> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, File>();
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${path.slice(join(folder, sep).length).split(sep).join('/')}`;
    files.set(url, await fileOf(path, url));
  }
  return { built: files.has('/index.html'), respond: async (request) => respond(files, request) };
}

async function fileOf(path: string, url: string): Promise<File> {
  const { size, mtimeMs } = await stat(path);
  const etag = createHash('sha256').update(`${url} ${size} ${mtimeMs}`).digest('base64url').slice(0, 22);
  const cache = hashed.test(url) ? 'public, max-age=31536000, immutable' : 'no-cache';
  const type = types[url.split('.').at(-1)!] ?? getMimeType(url) ?? 'application/octet-stream';
  return { path, type, bytes: size, etag, cache, squeezed: undefined };
}

async function respond(files: ReadonlyMap<string, File>, request: Request): Promise<Response | undefined> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
  const { pathname } = new URL(request.url);
  const file = files.get(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  if (!file) return undefined;
  const squeeze =
    squeezable.test(file.type) && file.bytes <= mostSqueezedBytes && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  const etag = `"${file.etag}${squeeze ? '-gz' : ''}"`;
  const common = { ...headers, ETag: etag, 'Cache-Control': file.cache, Vary: 'Accept-Encoding' };
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag)) return new Response(null, { status: 304, headers: common });
  const body = squeeze ? await squeezedOf(file) : undefined;
  const encoding = squeeze ? { 'Content-Encoding': 'gzip' } : {};
  const sent = { ...common, ...encoding, 'Content-Type': file.type, 'Content-Length': String(body?.length ?? file.bytes) };
  if (request.method === 'HEAD') return new Response(null, { headers: sent });
  return new Response(body ?? (Readable.toWeb(createReadStream(file.path)) as ReadableStream), { headers: sent });
}

function squeezedOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  file.squeezed ??= readFile(file.path).then(async (bytes) => new Uint8Array(await promisify(gzip)(bytes)));
  return file.squeezed;
}
