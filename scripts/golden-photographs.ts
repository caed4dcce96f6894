/** Writes test/golden/photographs.json: what the installed networks make of the photographs of test/support/photographs.ts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from '../src/weights/installed.ts';
import { enlarged, type Pixels, photographs, pixelsOf } from '../test/support/photographs.ts';

const folder = await mkdtemp(join(tmpdir(), 'subpixel-photographs-'));
const golden: Record<string, Record<string, Pixels>> = {};
for (const { name, scale } of (await readManifest()).networks) {
  const of: Record<string, Pixels> = {};
  for (const photograph of photographs) of[photograph] = pixelsOf(await enlarged(folder, photograph, name, scale));
  golden[`${name}_x${scale}`] = of;
}
await rm(folder, { recursive: true });
await writeFile('test/golden/photographs.json', `${JSON.stringify(golden, undefined, 1)}\n`);
