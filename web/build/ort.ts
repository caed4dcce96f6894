/** ONNX Runtime's WebAssembly as files of the page, in a folder named after their hash; `virtual:ort` says where. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { isolation } from './headers.ts';

const id = 'virtual:ort';
const names = ['ort-wasm-simd-threaded.asyncify.mjs', 'ort-wasm-simd-threaded.asyncify.wasm'];

export function ort(): Plugin {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/webgpu'));
  const hash = createHash('sha256');
  const files = names.map((name) => {
    const bytes = readFileSync(join(folder, name));
    hash.update(bytes);
    return { name, bytes };
  });
  const at = `ort/${hash.digest('hex').slice(0, 8)}/`;
  const code = `export const ortFolder = ${JSON.stringify(at)};\nexport const ortFiles = ${JSON.stringify(names.map((name) => at + name))};`;
  return {
    name: 'subpixel:ort',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? code : undefined),
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const found = files.find(({ name }) => request.url?.replace(/\?.*$/, '') === `/${at}${name}`);
        if (!found) return next();
        for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
        response.setHeader('Content-Type', found.name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript').end(found.bytes);
      });
    },
    generateBundle() {
      for (const { name, bytes } of files) this.emitFile({ type: 'asset', fileName: `${at}${name}`, source: bytes });
    },
  };
}
