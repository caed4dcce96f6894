/** Enlarges all pictures of a folder with one Upscaler; Ctrl+C stops it. Usage: folder.ts [input] [output] */
import { basename, join } from 'node:path';
import { encodeToFile, listImages, Upscaler } from 'subpixel/node';

const [input = 'examples', output = '.'] = process.argv.slice(2);
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

await using upscaler = new Upscaler({ device: 'auto' });
const { device, model } = await upscaler.ready();
console.log(`${model} on ${device}`);

for (const name of await listImages(input)) {
  const picture = await upscaler.upscale(join(input, name), { maxSide: 300, signal: controller.signal });
  const { format } = await encodeToFile(join(output, basename(name)), picture.image, { metadata: picture.metadata });
  console.log([name, `${picture.image.width}×${picture.image.height}`, format, ...picture.notes].join(' · '));
}
