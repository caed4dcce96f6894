/** The documents tell the truth: their commands run (those of docs/ in docs.slow.ts), their links lead somewhere, their generated parts are current. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { runScript, scriptsOf, testScripts } from './support/document-scripts.ts';

const first = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'];
const below = (folder: string) => readdirSync(folder).flatMap((file) => (file.endsWith('.md') ? [`${folder}/${file}`] : []));
const documents = [...first, ...below('docs'), ...below('weights')];
const read = (path: string) => readFileSync(path, 'utf8');

describe('every command runs', () => testScripts(first));

test('the first command of the README makes the picture that it says', async () => {
  const cwd = await runScript(scriptsOf('README.md')[0]!);
  const { width, height } = await sharp(join(cwd, 'examples/cat_x4.png')).metadata();
  expect([width, height]).toEqual([900, 600]);
});

test.each(documents)('%s: every relative link leads to a file', (path) => {
  const links = [...read(path).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
  const relative = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(relative.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
});

test('every npm script that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = documents.flatMap((path) => [...read(path).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!));
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('generated parts are current', () => {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/gen.ts', '--check'], { stdio: 'pipe' });
});
