/** The weights of the package as files of the page: copied under names with their hash, and listed in the module `virtual:weights`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { multiplyAdds, parse } from '../../src/graph/index.ts';

export interface WeightsFile {
  readonly scale: number;
  /** Relative to the page. */
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly parameters: number;
  /** For each pixel of the result. */
  readonly multiplyAdds: number;
}

export interface ListedNetwork {
  readonly name: string;
  readonly license: string;
  readonly commercialUse: boolean;
  readonly files: readonly WeightsFile[];
}

export interface Manifest {
  readonly default: string;
  readonly networks: readonly ListedNetwork[];
}

interface Entry {
  readonly name: string;
  readonly scale: number;
  readonly file: string;
  readonly sha256: string;
  readonly parameters: number;
  readonly license: string;
  readonly commercialUse: boolean;
}

const id = 'virtual:weights';

/** Serves the files in development, and writes them beside the page in a build. */
export function weights(folder: string): Plugin {
  const { default: chosen, networks: entries } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    default: string;
    networks: Entry[];
  };
  const named = entries.map((entry) => {
    const bytes = readFileSync(join(folder, entry.file));
    const file = `${entry.file.replace(/\.onnx$/, '')}.${entry.sha256.slice(0, 8)}.onnx`;
    return { entry: { ...entry, file }, bytes, url: `weights/${file}` };
  });
  const list = JSON.stringify({ default: chosen, networks: named.map(({ entry }) => entry) });
  const files = [...named, { url: 'weights/manifest.json', bytes: list }];
  const size = { width: 1280, height: 720 };
  const fileOf = ({ entry, bytes, url }: (typeof named)[number]): WeightsFile => ({
    scale: entry.scale,
    url,
    sha256: entry.sha256,
    bytes: bytes.byteLength,
    parameters: entry.parameters,
    multiplyAdds: Math.round(multiplyAdds(parse(bytes).graph, size) / (size.width * size.height)),
  });
  const networks = [...new Set(entries.map(({ name }) => name))].map((name): ListedNetwork => {
    const own = named.filter(({ entry }) => entry.name === name).sort((a, b) => a.entry.scale - b.entry.scale);
    const { license, commercialUse } = own[0]!.entry;
    return { name, license, commercialUse, files: own.map(fileOf) };
  });
  const manifest: Manifest = { default: chosen, networks };
  return {
    name: 'subpixel:weights',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? `export const manifest = ${JSON.stringify(manifest)};` : undefined),
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const found = files.find(({ url }) => request.url === `/${url}`);
        if (found) response.end(found.bytes);
        else next();
      });
    },
    generateBundle() {
      for (const { bytes, url } of files) this.emitFile({ type: 'asset', fileName: url, source: bytes });
    },
  };
}
