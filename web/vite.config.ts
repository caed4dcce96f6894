/** The page: development with the sources of the package, builds with its built entry. `SUBPIXEL_SOURCES=1 vite build` builds with the sources. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { isolation } from './build/headers.ts';
import { ort } from './build/ort.ts';
import { shell } from './build/shell.ts';
import { weights } from './build/weights.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const publicFiles = readdirSync(path('public'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
  entry.isFile() ? [`${entry.parentPath.slice(path('public').length + 1)}/${entry.name}`.replace(/^\//, '')] : [],
);

export default defineConfig(({ command }) => {
  const sources = command === 'serve' || process.env['SUBPIXEL_SOURCES'] === '1';

  const alias = [{ find: 'subpixel/web', replacement: path(sources ? '../src/web.ts' : '../dist/web.js') }];
  return {
    root: path('.'),
    base: './',
    // ONNX Runtime's WebAssembly is a file of its own, which build/ort.ts places.
    resolve: { alias, conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
    plugins: [weights(path('../weights')), ort(), shell(publicFiles)],
    worker: { format: 'es' },
    // The worker's packages are found before it starts, or the page would be loaded again in the middle of its work.
    optimizeDeps: { entries: ['index.html', 'src/engine/worker.ts', 'src/engine/measure.ts'] },
    server: { headers: isolation, fs: { allow: [path('..')] } },
    build: {
      outDir: path('../dist/web'),
      emptyOutDir: true,
      target: 'es2023',
      cssTarget: ['chrome123', 'safari17.5', 'firefox128'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1000,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { index: path('index.html'), sw: path('service-worker/sw.ts') },
        output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
      },
    },
  };
});
