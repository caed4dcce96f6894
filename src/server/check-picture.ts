/** A look at an upload before anything is made of it: one picture of a known format and nothing else, of bounded size. */
import { type PictureHeader, readHeader } from '../codecs/node.ts';
import { pictureEnd } from './picture-end.ts';
import { Problem } from './problem.ts';

/** Bytes behind a picture that are all this one are padding. */
const padding = 0;

/** Where programs look for the beginning of a PDF or of a page. */
const startBytes = 1024;

/** The end record of a ZIP archive, and its length without comment; the comment may be 65535 bytes long. */
const zipEnd = Buffer.from('PK\x05\x06', 'latin1');
const zipEndBytes = 22;

/** Throws a problem for what is no picture, has too many pixels, or is also something else. `name` is what messages call it. */
export async function checkPicture(bytes: Uint8Array, name: string, limits: { readonly pixels: number }): Promise<PictureHeader> {
  const header = await readHeader(bytes, { name, maxPixels: Number.POSITIVE_INFINITY });
  const { format, width, height } = header;
  if (width * height > limits.pixels) {
    const received = `${width}×${height} = ${width * height}`;
    throw new Problem(413, 'too-many-pixels', `Expected at most ${limits.pixels} pixels for ${name} but received ${received}`);
  }
  const end = pictureEnd(bytes, format);
  const behind = end === undefined ? 0 : bytes.length - end;
  if (behind > 0 && bytes.subarray(end).some((byte) => byte !== padding)) throw more(name, `${behind} more bytes behind it`);
  const other = alsoA(bytes);
  if (other !== undefined) throw more(name, `one that is ${other} too`);
  return header;
}

function more(name: string, received: string): Problem {
  return new Problem(422, 'wrong-picture', `Expected a picture and nothing else for ${name} but received ${received}`);
}

/** What other programs would take the file for. */
function alsoA(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = file.toString('latin1', 0, startBytes);
  if (start.includes('%PDF-')) return 'a PDF document';
  if (/<(?:!doctype|html|script|svg)[\s>]/i.test(start)) return 'a web page';
  for (let at = file.lastIndexOf(zipEnd); at >= 0; at = at === 0 ? -1 : file.lastIndexOf(zipEnd, at - 1)) {
    if (at + zipEndBytes + 0xffff < file.length) break;
    if (at + zipEndBytes <= file.length && at + zipEndBytes + file.readUInt16LE(at + 20) === file.length) return 'a ZIP archive';
  }
  return undefined;
}
