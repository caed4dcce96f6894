/** Reduces a picture by 2, enlarges it again with bicubic, and measures what was lost. Usage: measure.ts [picture] */
import { decode, describeProtocol, type Image, imresizeImage, makeLr, measure, protocols } from 'subpixel/node';

const [path = 'examples/cat-original.png'] = process.argv.slice(2);
const scale = 2;
const protocol = protocols['paper-y'];

const hr = (await decode(path)).image;
const lr = makeLr(hr, scale, protocol) as Image;
const sr = imresizeImage(lr, { scale });
const { psnr, ssim } = await measure(sr, hr, scale, protocol, ['psnr', 'ssim']);
console.log(describeProtocol(protocol, scale));
console.log(`bicubic: ${psnr.toFixed(2)} dB, SSIM ${ssim.toFixed(4)}`);
