/** What the page needs from whoever serves it, in one place: as headers, and as far as HTML can say it. */

/** WebAssembly is the one thing that is compiled; nothing comes from elsewhere, nothing goes elsewhere. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob:",
  'font-src': "'self'",
  'connect-src': "'self' blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const text = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** For `<meta http-equiv>`, which cannot say who may frame the page. */
export const metaPolicy = text(policy);

/** They let the page use threads. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** For every file. */
const headers = {
  'Content-Security-Policy': text({ ...policy, 'frame-ancestors': "'none'" }),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  ...isolation,
};

/** The file `_headers` that Netlify, Cloudflare Pages and others read, and `subpixel web` too. */
export function headersFile(): string {
  const lines = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([name, value]) => `  ${name}: ${value}`);
  return [
    '/*',
    ...lines(headers),
    '/assets/*',
    ...lines({ 'Cache-Control': 'public, max-age=31536000, immutable' }),
    '/weights/*',
    ...lines({ 'Cache-Control': 'public, max-age=31536000, immutable' }),
    '',
  ].join('\n');
}
