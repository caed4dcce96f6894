/** GET /docs: a page to read about the routes and to try them, out of /openapi.json alone. */
import { docsHtml } from '../docs/html.ts';
import { docsScriptText } from '../docs/script.ts';
import { docsStyleText } from '../docs/style.ts';
import { defineRoute } from '../route.ts';

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};

function file(
  path: string,
  { name, type, what, text }: { readonly name: string; readonly type: string; readonly what: string; readonly text: string },
) {
  return defineRoute({
    method: 'get',
    path,
    name,
    tag: 'server',
    summary: what,
    open: true,
    operation: () => ({ responses: { 200: { description: what, content: { [type]: { schema: { type: 'string' } } } } } }),
    handle: (c) => c.body(text, 200, { ...headers, 'Content-Type': `${type}; charset=utf-8` }),
  });
}

export const docsPage = file('/docs', {
  name: 'docs',
  type: 'text/html',
  what: 'A page about the routes, where they can be tried',
  text: docsHtml,
});
export const docsScript = file('/docs/script.js', {
  name: 'docsScript',
  type: 'text/javascript',
  what: 'Its script',
  text: docsScriptText,
});
export const docsStyle = file('/docs/style.css', { name: 'docsStyle', type: 'text/css', what: 'Its style', text: docsStyleText });
