/** Makes the pictures of the cards in `weights/`: a photograph reduced, enlarged by bicubic and by each installed network, and the original. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { comparePicture } from '../src/cli/compare.ts';
import { groupBy } from '../src/cli/group-by.ts';
import { decode, encode, imresizeImage, modcrop, readManifest, upscale } from '../src/node.ts';
import { cardPicture } from './model-cards.ts';

const original = (await decode('examples/cat-original.png')).image;
for (const [name, networks] of groupBy((await readManifest()).networks, (network) => network.name)) {
  const rows: Buffer[] = [];
  for (const { scale } of networks) {
    const hr = modcrop(original, scale);
    const lr = imresizeImage(hr, { scale: 1 / scale });
    const { image } = await upscale((await encode(lr, 'png')).bytes, { scale, model: name });
    const panels = [
      { label: `bicubic ×${scale}`, image: imresizeImage(lr, { scale }) },
      { label: `${name} ×${scale}`, image },
      { label: 'original', image: hr },
    ];
    const crop = { x: 132, y: 72, width: 90, height: 75 };
    rows.push(Buffer.from(await comparePicture(panels, { crop, panelWidth: 360 })));
  }
  const sizes = await Promise.all(rows.map((row) => sharp(row).metadata()));
  const width = Math.max(...sizes.map((size) => size.width));
  const height = sizes.reduce((sum, size) => sum + size.height, 0);
  const tops = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size.height, 0));
  mkdirSync(dirname(cardPicture(name)), { recursive: true });
  await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(rows.map((input, i) => ({ input, left: 0, top: tops[i]! })))
    .webp({ quality: 85 })
    .toFile(cardPicture(name));
  console.log(`${cardPicture(name)}: ${width}×${height}`);
}
