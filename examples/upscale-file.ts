/** Enlarges a picture file. Usage: upscale-file.ts [input] [output] */
import { encodeToFile, upscale } from 'subpixel/node';

const [input = 'examples/cat.png', output = 'cat_x4.png'] = process.argv.slice(2);

const picture = await upscale(input, { scale: 4 });
await encodeToFile(output, picture.image, { metadata: picture.metadata });
console.log(`${output}: ${picture.image.width}×${picture.image.height}, ${picture.passes.join(', then ')}`);
