/** The public entries export exactly the names of golden/api.json: a change of the surface is a change of that file. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const entries: Readonly<Record<string, string>> = {
  subpixel: 'src/index.ts',
  'subpixel/graph': 'src/graph/index.ts',
  'subpixel/node': 'src/node.ts',
  'subpixel/web': 'src/web.ts',
};
const modules: Readonly<Record<string, () => Promise<object>>> = {
  subpixel: () => import('../src/index.ts'),
  'subpixel/graph': () => import('../src/graph/index.ts'),
  'subpixel/node': () => import('../src/node.ts'),
  'subpixel/web': () => import('../src/web.ts'),
};
const golden = JSON.parse(readFileSync('test/golden/api.json', 'utf8')) as Record<string, { values: string[]; types: string[] }>;

const read = (path: string) => readFileSync(path, 'utf8');
const exportsOf = (text: string) => [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)];

/** Types do not exist at run time, so they are read from the text of the entry and of the entries that it exports whole. */
function typesOf(path: string): string[] {
  const text = read(path);
  const listed = exportsOf(text).flatMap(([, all, names]) =>
    names!.split(',').flatMap((name) => {
      const [, type, word] = /^\s*(type )?(\w+)/.exec(name) ?? [];
      return word !== undefined && (all || type) ? [word] : [];
    }),
  );
  const declared = [...text.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name!);
  const whole = [...text.matchAll(/^export \* from '(.+)'/gm)].flatMap(([, to]) => typesOf(join(dirname(path), to!)));
  return [...listed, ...declared, ...whole].sort();
}

test.each(Object.entries(entries))('%s', async (name, path) => {
  const values = Object.keys(await modules[name]!()).sort();
  expect({ values, types: typesOf(path) }).toEqual(golden[name]);
});

test('package.json exports these entries', () => {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, { default?: string }> };
  const given = Object.entries(exports).flatMap(([key, { default: file }]) => (file ? [[join('subpixel', key), file] as const] : []));
  const built = (path: string) => path.replace(/^src/, './dist').replace(/ts$/, 'js');
  expect(Object.fromEntries(given)).toEqual(Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, built(path)])));
});

describe('all but subpixel/node need no Node', () => {
  test.each([
    ['src/index.ts', []],
    ['src/graph/index.ts', []],
    ['src/web.ts', ['onnxruntime-web/webgpu']],
  ])('%s', (entry, engines) => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, to] of read(path).matchAll(/^(?:import|export) (?!type )[^;]*?from '(.+?)';/gm)) {
        if (to!.startsWith('.')) visit(join(dirname(path), to!));
        else packages.add(to!);
      }
    };
    visit(entry);
    expect(seen.size).toBeGreaterThan(5);
    expect([...packages].filter((p) => /^(node:|onnxruntime|sharp|tinyglobby|yaml|uplot)/.test(p))).toEqual(engines);
  });
});
