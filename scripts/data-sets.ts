/**
 * Writes what the public sets are known by, from a folder with `test/<set>` and `train/<set>`: the pixel hashes of the sets whose identity
 * is `pixels` into src/data/sets/pictures.json, and into test/golden the pixels and looks of the training pictures and the looks of the test
 * pictures, by which a test finds test pictures among training pictures. Usage: data-sets.ts [folder]
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, isImageFile } from '../src/codecs/node.ts';
import { sha256 } from '../src/data/manifest.ts';
import { pixelHash } from '../src/data/sets/pixels.ts';
import { pictureSets } from '../src/data/sets/registry.ts';
import type { KnownPicture } from '../src/data/sets/set.ts';
import { fingerprint } from '../test/support/fingerprint.ts';

const root = process.argv[2] ?? '../shared/data';
const order = new Intl.Collator('en', { numeric: true });

async function known(folder: string, file: string): Promise<KnownPicture & { readonly file: string; readonly look: string }> {
  const path = join(folder, file);
  const { image } = await decode(path);
  const pixels = await pixelHash(image);
  if (pixels === undefined) throw new Error(`${path} has 16 bits`);
  const { width, height } = image;
  const hash = await sha256(new Uint8Array(readFileSync(path)));
  return { name: file.replace(/\.\w+$/, ''), width, height, pixels, file: hash, look: fingerprint(image) };
}

const sets: Record<string, KnownPicture[]> = {};
/** By the SHA-256 of the file. */
const training: Record<string, Record<string, { readonly pixels: string; readonly look: string }>> = {};
const looks: Record<string, Record<string, string>> = {};
for (const part of ['test', 'train']) {
  for (const name of readdirSync(join(root, part)).sort()) {
    const folder = join(root, part, name);
    const files = readdirSync(folder).filter(isImageFile).sort(order.compare);
    const pictures = await Promise.all(files.map((file) => known(folder, file)));
    if (pictureSets.some((set) => set.name === name && set.identity === 'pixels'))
      sets[name] = pictures.map(({ file, look, ...picture }) => picture);
    if (part === 'train') training[name] = Object.fromEntries(pictures.map(({ file, pixels, look }) => [file, { pixels, look }]));
    else looks[name] = Object.fromEntries(pictures.map((picture) => [picture.name, picture.look]));
    console.log(`${name}: ${pictures.length}`);
  }
}
const missing = pictureSets.filter(({ name, identity }) => identity === 'pixels' && sets[name] === undefined);
if (missing.length > 0) throw new Error(`Not in ${root}: ${missing.map(({ name }) => name).join(', ')}`);
const line = ({ name, width, height, pixels }: KnownPicture) =>
  `    { "name": "${name}", "width": ${width}, "height": ${height}, "pixels": "${pixels}" }`;
const text = Object.entries(sets).map(([name, pictures]) => `  ${JSON.stringify(name)}: [\n${pictures.map(line).join(',\n')}\n  ]`);
writeFileSync('src/data/sets/pictures.json', `{\n${text.join(',\n')}\n}\n`);
writeFileSync('test/golden/training-pictures.json', `${JSON.stringify(training, undefined, 1)}\n`);
writeFileSync('test/golden/test-pictures.json', `${JSON.stringify(looks, undefined, 1)}\n`);
