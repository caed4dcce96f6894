/** Makes examples/cat.png and the README's picture from examples/cat-original.png: reduced by 3, and enlarged again in two ways. */
import { writeFileSync } from 'node:fs';
import { comparePicture } from '../src/cli/compare.ts';
import { decode, encode, encodeToFile, imresizeImage, modcrop, upscale } from '../src/node.ts';

const original = (await decode('examples/cat-original.png')).image;
await encodeToFile('examples/cat.png', imresizeImage(modcrop(original, 2), { scale: 1 / 2 }));

const scale = 3;
const hr = modcrop(original, scale);
const lr = imresizeImage(hr, { scale: 1 / scale });
const sr = await upscale((await encode(lr, 'png')).bytes, { scale });
const eye = { x: 132, y: 72, width: 90, height: 75 };
const picture = await comparePicture(
  [
    { label: `bicubic ×${scale}`, image: imresizeImage(lr, { scale }) },
    { label: `subpixel ×${scale}`, image: sr.image },
    { label: 'original', image: hr },
  ],
  { crop: eye, panelWidth: hr.width },
);
writeFileSync('docs/images/before-after.png', picture);
console.log(`docs/images/before-after.png: ${lr.width}×${lr.height} to ${hr.width}×${hr.height} by ${sr.passes.join(', ')}`);
