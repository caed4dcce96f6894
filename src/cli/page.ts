/** The frame of our HTML pages: one file that needs nothing else, neither network nor other files. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chartScript } from './chart-script.ts';
import { reportStyle } from './report-style.ts';

export interface Page {
  readonly title: string;
  /** HTML of the page's content. */
  readonly body: string;
  /** What the page's script reads, as JSON. */
  readonly data: unknown;
  /** Run in the browser; that of a page with charts after uPlot's and `chartScript`, which it may use. */
  readonly script: string;
  /** The page has no charts: its script finds `data`, and nothing else. */
  readonly plain?: true;
  /** Goes after the common style. */
  readonly style?: string;
}

/** The whole page, in the common style. */
export function renderPage({ script: own, plain, style: ownStyle, ...page }: Page): string {
  const style = [...(plain ? [] : [asset('uplot/dist/uPlot.min.css')]), reportStyle, ...(ownStyle ? [ownStyle] : [])].join('\n');
  const library = plain ? '' : `/*!\nuPlot\n${asset('uplot/LICENSE')}\n*/\n${withoutBanner(asset('uplot/dist/uPlot.iife.min.js'))}`;
  const script = `${library}\n(() => {\n'use strict';\n${dataScript}${plain ? '' : chartScript}\n${own}\n})();\n`;
  return framePage({ ...page, style, script });
}

/** A page of its own style and script. A content security policy keeps it from loading anything and from running any script but its own. */
export function framePage({ title, body, data, style, script }: Page & { readonly style: string }): string {
  const policy = `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

const dataScript = `const data = JSON.parse(document.getElementById('data').textContent);\n`;

function asset(name: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(name), 'utf8');
}

/** Its first comment holds an address; the licence is given in full instead. */
function withoutBanner(script: string): string {
  return script.replace(/^\/\*![^*]*\*\/\s*/, '');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A picture within the page. */
export function imageHtml(png: Uint8Array, alt: string): string {
  const { width, height } = pngSize(png);
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<img alt="${escapeHtml(alt)}" width="${width}" height="${height}" src="${source}">`;
}

/** From the IHDR chunk, which every PNG begins with. */
function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The place of a chart, with what it shows in words. */
export function chartHtml(id: string, text: string): string {
  return `<div class="chart" id="${id}" tabindex="0" role="img" aria-label="${escapeHtml(text)} Arrow keys move the cursor."></div>`;
}
