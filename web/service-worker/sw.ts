/**
 * Keeps the page for use without a network. Its own files are kept when it is installed; the engine and the networks, which are large and
 * whose names hold their hash, when they are first used. Where the host cannot set headers it adds those that let the page use threads.
 */
const scope = globalThis as unknown as ServiceWorkerGlobalScope;

interface Files {
  readonly version: string;
  readonly shell: readonly string[];
  readonly later: readonly string[];
}

/** The build puts the list here. */
const files = '__FILES__' as unknown as Files;

const shellCache = `shell ${files.version}`;
/** Outlives versions of the page: a file that did not change is not fetched again. */
const largeCache = 'large';

const at = (file: string): string => new URL(file, scope.registration.scope).href;

scope.addEventListener('install', (event) => {
  const keep = async (): Promise<void> => {
    const cache = await caches.open(shellCache);
    // Past the HTTP cache, so that all files are of one version.
    await cache.addAll(files.shell.map((file) => new Request(at(file), { cache: 'reload' })));
    await scope.skipWaiting();
  };
  event.waitUntil(keep());
});

scope.addEventListener('activate', (event) => {
  const tidy = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => name.startsWith('shell ') && name !== shellCache);
    await Promise.all(old.map((name) => caches.delete(name)));
    const large = await caches.open(largeCache);
    const known = new Set(files.later.map(at));
    await Promise.all((await large.keys()).filter(({ url }) => !known.has(url)).map((request) => large.delete(request)));
    await scope.clients.claim();
  };
  event.waitUntil(tidy());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin || !url.href.startsWith(scope.registration.scope)) return;
  event.respondWith(answer(request, url).then(isolated));
});

async function answer(request: Request, url: URL): Promise<Response> {
  const plain = url.origin + url.pathname;
  if (files.later.some((file) => at(file) === plain)) return fromLarge(request, plain);
  const page = request.mode === 'navigate' && plain === scope.registration.scope ? at('index.html') : plain;
  const kept = await (await caches.open(shellCache)).match(page);
  return kept ?? fetch(request);
}

async function fromLarge(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(largeCache);
  const kept = await cache.match(url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) await cache.put(url, response.clone()).catch(() => undefined); // without room it is fetched again
  return response;
}

function isolated(response: Response): Response {
  if (response.status === 0 || response.headers.has('Cross-Origin-Embedder-Policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
