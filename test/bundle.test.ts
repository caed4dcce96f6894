/** What a page that upscales has to load: the part of the package that it uses, and nothing of Node. */
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** The part of `subpixel/web` that a script uses, minified and compressed, without ONNX Runtime's script. */
async function bundle(contents: string) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2023',
    external: ['onnxruntime-web/webgpu'],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const modules = Object.entries(output!.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  return { bytes: gzipSync(outputFiles[0]!.text).length, modules, imports: output!.imports.map(({ path }) => path) };
}

test('an Upscaler is under 70 kB, and has no models, no training and no metrics', async () => {
  const { bytes, modules, imports } = await bundle("import { Upscaler } from './src/web.ts'; globalThis.upscaler = new Upscaler();");
  expect(imports).toEqual(['onnxruntime-web/webgpu']);
  const folders = [...new Set(modules.flatMap((file) => /^src\/(\w+)\//.exec(file)?.[1] ?? []))];
  expect(folders.sort()).toEqual(['codecs', 'graph', 'image', 'models', 'runtime', 'upscale', 'upscaler', 'weights']);
  expect(modules.filter((file) => file.startsWith('src/models/'))).toEqual(['src/models/metadata.ts']);
  expect(modules.filter((file) => /sharp|onnxruntime-node|h5wasm|dagre/.test(file))).toEqual([]);
  expect(bytes).toBeLessThan(70_000);
});

test('it can be imported in Node, as by a server that renders pages', () => {
  const script = "import('./src/web.ts').then(({ Upscaler }) => console.log(new Upscaler().constructor.name))";
  expect(execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' })).toBe('Upscaler\n');
});

test('a function of the arithmetic is under 3 kB', async () => {
  const { bytes, imports } = await bundle("import { imresizeImage } from './src/web.ts'; globalThis.resize = imresizeImage;");
  expect(imports).toEqual([]);
  expect(bytes).toBeLessThan(3000);
});
