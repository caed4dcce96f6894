import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayImport } from './support/import-table.ts';

/** Packages that only some files may import, and why. */
const onlyIn: readonly { readonly package: RegExp; readonly files: RegExp }[] = [
  { package: /^onnxruntime-/, files: /^src\/runtime\// },
  { package: /^(onnx-buf|@bufbuild\/protobuf)/, files: /^src\/(graph\/(serialize|parse|onnx-types)|cli\/tensorboard)\.ts$/ },
  { package: /^sharp$/, files: /^src\/(codecs|cli)\// },
  { package: /^h5wasm/, files: /^src\/data\/hdf5\.ts$/ },
  { package: /\/codecs\//, files: /^src\/((cli|common|server|upscaler)\/|data\/worker\.ts$|node\.ts$|web\.ts$)/ },
  {
    package: /^node:(fs|fs\/promises|worker_threads)$/,
    files: /^src\/(cli|codecs|common|server|weights)\/|^src\/upscaler\/node\.ts$|^src\/data\/(files|thread|worker)\.ts$/,
  },
];

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(f))
  .map((f) => ({ file: `src/${f.replaceAll('\\', '/')}`, text: readFileSync(`src/${f}`, 'utf8') }));

const importsOf = (text: string) => [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, path]) => path!);

test.each(Object.keys(mayImport))('src/%s imports only what it may', (folder) => {
  for (const { file, text } of sources.filter((s) => s.file.startsWith(`src/${folder}/`))) {
    const depth = file.split('/').length - 2;
    const crossing = importsOf(text).flatMap((path) => {
      const [, ups, to] = /^((?:\.\.\/)+)([\w-]+)\//.exec(path) ?? [];
      return ups !== undefined && ups.length / 3 === depth ? [to!] : [];
    });
    expect([...mayImport[folder]!, folder], file).toEqual(expect.arrayContaining(crossing));
  }
});

test('every folder is in the table', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((d) => d.isDirectory());
  expect(folders.map((d) => d.name).sort()).toEqual(Object.keys(mayImport).sort());
});

test.each(onlyIn)('$package is imported only in $files', ({ package: name, files }) => {
  const strays = sources.filter(({ file, text }) => !files.test(file) && importsOf(text).some((path) => name.test(path)));
  expect(strays.map((s) => s.file)).toEqual([]);
});

test('only named exports', () => {
  expect(sources.filter(({ text }) => /^export default/m.test(text)).map((s) => s.file)).toEqual([]);
});
