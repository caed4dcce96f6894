/** The documents tell the truth: their commands run, their links lead somewhere, their generated parts are current. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nearest } from './support/networks.ts';
import { detailClassifier, detailDetector } from './support/recognisers.ts';

const listed = readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : []));
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md', ...listed];
const read = (path: string) => readFileSync(path, 'utf8');
const scriptsOf = (path: string) => [...read(path).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, script]) => script!);

/** A folder with the pictures, data and network that the documents speak of; every script runs in a copy. */
let template: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'subpixel-docs-'));
  const at = (...parts: string[]) => join(template, ...parts);
  // Without the result of the README's first command, which whoever runs this may have tried.
  for (const folder of ['examples', 'configs'])
    cpSync(folder, at(folder), { recursive: true, filter: (path) => !path.includes('_x4') || path.endsWith('.yaml') });
  const photo = sharp('examples/cat.png').resize(160);
  const folders = ['holidays/beach', ...['T91', 'General100', 'BSD200'].map((name) => `data/${name}`)];
  for (const folder of folders) mkdirSync(at(folder), { recursive: true });
  for (const file of ['photo.jpg', 'holidays/a.jpg', 'holidays/b.jpg', 'holidays/beach/c.png']) await photo.clone().toFile(at(file));
  for (const folder of folders.slice(1))
    for (const name of ['a', 'b'])
      await photo
        .clone()
        .resize(210)
        .toFile(at(folder, `${name}.png`));
  writeFileSync(at('network.onnx'), nearest({ channels: 3, scale: 2 }));
  writeFileSync(at('classifier.onnx'), detailClassifier(0.03));
  writeFileSync(at('detector.onnx'), detailDetector(0.03));
});
const copies: string[] = [];
afterAll(() => {
  for (const folder of [template, ...copies]) rmSync(folder, { recursive: true, force: true });
});

/** `subpixel` is this source tree; trainings are cut short; `npm` and the rest of `npx` were tried by whoever runs this. */
const frame = `
set -euo pipefail
subpixel() {
  local short=()
  if [ "$1" = train ]; then short=(--set steps=4 --set validation.every=2 --set validation.holdOutEvery=2 --set data.shrink=[1] --set batchSize=2); fi
  if [ "$1 \${2-}" = "data pack" ]; then short=(--set validation.holdOutEvery=2); fi
  "$NODE" --import "$TSX" "$MAIN" "$@" \${short[@]+"\${short[@]}"}
}
npx() { if [ "$1" = subpixel ]; then "$@"; fi; }
npm() { :; }
`;
const require = (path: string) => `file://${resolve('node_modules', path)}`;
const env = { ...process.env, NODE: process.execPath, TSX: require('tsx/dist/loader.mjs'), MAIN: resolve('src/cli/main.ts') };

/** The folder that the script ran in. */
async function run(script: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'subpixel-docs-'));
  copies.push(cwd);
  cpSync(template, cwd, { recursive: true });
  await promisify(execFile)('bash', ['-c', frame + script], { cwd, env });
  return cwd;
}

describe('every command of the documents runs', () => {
  const scripts = documents.flatMap((path) => scriptsOf(path).map((script) => [path, script.split('\n')[0]!, script] as const));
  test.each(scripts)('%s: %s', async (_path, _line, script) => {
    await run(script);
  });
});

test('the first command of the README makes the picture that it says', async () => {
  const cwd = await run(scriptsOf('README.md')[0]!);
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
