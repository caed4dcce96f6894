/** The shell scripts of the documents, and what runs them: each in a folder of its own with the files that the documents speak of. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, test } from 'vitest';
import { nearest } from './networks.ts';
import { detailClassifier, detailDetector } from './recognisers.ts';

export function scriptsOf(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, script]) => script!);
}

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
export async function runScript(script: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'subpixel-docs-'));
  copies.push(cwd);
  cpSync(template, cwd, { recursive: true });
  await promisify(execFile)('bash', ['-c', frame + script], { cwd, env });
  return cwd;
}

/** One test for each script of the documents. */
export function testScripts(documents: readonly string[]): void {
  const scripts = documents.flatMap((path) => scriptsOf(path).map((script) => [path, script.split('\n')[0]!, script] as const));
  test.each(scripts)('%s: %s', async (_path, _line, script) => {
    await runScript(script);
  });
}
