/** Policy and headers of the built page, and the list of files that its service worker keeps. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { headersFile, metaPolicy } from './headers.ts';

/** Stands in the service worker's source where the list goes. */
const mark = /(["'`])__FILES__\1/;

/** Files that are fetched when a picture is first enlarged. */
const later = /^ort\/|\.(wasm|onnx)$/;

export function shell(publicFiles: readonly string[]): Plugin {
  return {
    name: 'subpixel:shell',
    apply: 'build',
    transformIndexHtml: (_, { bundle = {} }) => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy }, injectTo: 'head-prepend' },
      // The font is there when the text is drawn, so that nothing moves.
      ...Object.keys(bundle)
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `./${file}`, crossorigin: true },
          injectTo: 'head' as const,
        })),
    ],
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk' || !mark.test(worker.code)) throw new Error('Expected a service worker with a place for its files');
        const built = Object.keys(bundle).filter((file) => !later.test(file) && !file.endsWith('.map') && file !== 'sw.js');
        const shellFiles = [...new Set(['index.html', ...built, ...publicFiles])].sort();
        const version = createHash('sha256');
        for (const file of Object.values(bundle)) version.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        const onUse = Object.keys(bundle)
          .filter((file) => later.test(file))
          .sort();
        const list = { version: version.digest('hex').slice(0, 12), shell: shellFiles, later: onUse };
        worker.code = worker.code.replace(mark, () => JSON.stringify(list));
      },
    },
  };
}
