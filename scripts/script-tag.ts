/** Writes dist/subpixel.min.js: `subpixel/web` with ONNX Runtime's script in one file, for a <script> tag; the global is `subpixel`. */
import { writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** The file's text. */
export async function scriptTag(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['src/web.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'subpixel',
    target: 'es2022',
    // ONNX Runtime's variant that loads its WebAssembly from a folder: that of this file, if nothing else is said.
    conditions: ['onnxruntime-web-use-extern-wasm'],
    define: { 'import.meta.url': 'scriptUrl' },
    inject: ['scripts/script-url.js'],
    legalComments: 'eof',
    write: false,
  });
  return outputFiles[0]!.text;
}

if (process.argv[1]?.endsWith('script-tag.ts')) writeFileSync('dist/subpixel.min.js', await scriptTag());
