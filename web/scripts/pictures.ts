/** Makes the pictures of the page: icons out of the drawing, and the cat in pixels and enlarged by the installed network. `npm run web:pictures` */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { type decode, upscale } from '../../src/node.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const cat = at('../../examples/cat.png');
/** Of the photograph: the face. */
const part = { left: 48, top: 0, width: 128, height: 150 };
const scale = 4;

const small = { width: part.width, height: part.height };
const raw = ({ width, height, channels, data }: Awaited<ReturnType<typeof decode>>['image']) =>
  sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), { raw: { width, height, channels } });
const large = (await upscale(cat, { scale })).image;
const there = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, value * scale])) as typeof part;
await raw(large).extract(there).webp({ quality: 66, smartSubsample: true }).toFile(at('../src/pictures/demo-after.webp'));
// In its own pixels; the page draws it as large as the other.
await sharp(cat)
  .extract({ ...part, ...small })
  .webp({ quality: 90 })
  .toFile(at('../src/pictures/demo-before.webp'));
// For students: the photograph in full size, as small a file as shows no trace of it.
await sharp(at('../../examples/cat-original.png')).webp({ quality: 94 }).toFile(at('../src/pictures/cat-learn.webp'));
await sharp(cat).resize(144, 96).webp({ quality: 80 }).toFile(at('../src/pictures/cat-small.webp'));

const icon = readFileSync(at('../public/icons/icon.svg'));
for (const side of [192, 512])
  await sharp(icon, { density: 72 * (side / 32) })
    .resize(side)
    .png({ palette: true })
    .toFile(at(`../public/icons/icon-${side}.png`));
const margin = 102;
await sharp(icon, { density: 72 * 16 })
  .resize(512 - 2 * margin)
  .extend({ top: margin, bottom: margin, left: margin, right: margin, background: '#0b6e62' })
  .flatten({ background: '#0b6e62' })
  .png({ palette: true })
  .toFile(at('../public/icons/maskable-512.png'));
