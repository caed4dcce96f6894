import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the page uses the package by its public name only', () => {
  const files = readdirSync('web/src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const depth = file.split('/').length;
    const imports = [...readFileSync(`web/src/${file}`, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, path]) => path!);
    const outside = imports.filter(
      (path) => path.startsWith('../'.repeat(depth)) && !/^(?:\.\.\/)+(?:examples\/[\w-]+\.png|build\/)/.test(path),
    );
    expect(outside, file).toEqual([]);
    expect(
      imports.filter((path) => path.startsWith('subpixel') && path !== 'subpixel/web'),
      file,
    ).toEqual([]);
  }
});
