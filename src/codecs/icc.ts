/** Which colour space an ICC profile describes, as far as a canvas has it (ICC.1:2022, matrix and curve profiles). */

export type ColorSpace = 'srgb' | 'display-p3';

/** X, Y, Z of red, green and blue, adapted to D50. */
const colorants: Readonly<Record<ColorSpace, readonly number[]>> = {
  srgb: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139],
  'display-p3': [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
};
const colorantTolerance = 0.003;
/** Half of the peak, in linear light, by the transfer curve that both spaces share; a plain gamma of 2.2 gives 0.2176. */
const linearHalf = 0.214;
const curveTolerance = 0.002;

/** `srgb` or `display-p3` where the samples are in it, undefined for any other profile and for damaged ones. */
export function colorSpaceOf(icc: Uint8Array<ArrayBuffer>): ColorSpace | undefined {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  try {
    if (view.getUint32(16) !== fourLetters('RGB ')) return undefined;
    const xyz = ['rXYZ', 'gXYZ', 'bXYZ'].flatMap((tag) => xyzOf(view, tag));
    const halves = ['rTRC', 'gTRC', 'bTRC'].map((tag) => halfOf(view, tagAt(view, tag)));
    if (!halves.every((half) => Math.abs(half - linearHalf) <= curveTolerance)) return undefined;
    const spaces = Object.keys(colorants) as ColorSpace[];
    return spaces.find((space) => colorants[space].every((value, i) => Math.abs(value - xyz[i]!) <= colorantTolerance));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fourLetters(text: string): number {
  return [...text].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
}

/** Where the data of a tag begins. Throws RangeError when there is none. */
function tagAt(view: DataView, tag: string): number {
  const count = view.getUint32(128);
  for (let i = 0; i < Math.min(count, 100); i++) {
    if (view.getUint32(132 + 12 * i) === fourLetters(tag)) return view.getUint32(136 + 12 * i);
  }
  throw new RangeError(tag);
}

function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

function xyzOf(view: DataView, tag: string): number[] {
  const at = tagAt(view, tag) + 8;
  return [fixed(view, at), fixed(view, at + 4), fixed(view, at + 8)];
}

/** The value of a curve at one half; NaN for kinds of curves that are unknown. */
function halfOf(view: DataView, at: number): number {
  const kind = view.getUint32(at);
  if (kind === fourLetters('curv')) {
    const count = view.getUint32(at + 8);
    if (count === 0) return 0.5;
    if (count === 1) return 0.5 ** (view.getUint16(at + 12) / 256);
    const place = (count - 1) / 2;
    const value = (i: number): number => view.getUint16(at + 12 + 2 * i) / 65_535;
    return (value(Math.floor(place)) + value(Math.ceil(place))) / 2;
  }
  if (kind !== fourLetters('para')) return Number.NaN;
  const [type, gamma] = [view.getUint16(at + 8), fixed(view, at + 12)];
  if (type === 0) return 0.5 ** gamma;
  const [a, b] = [fixed(view, at + 16), fixed(view, at + 20)];
  const offset = type === 2 ? fixed(view, at + 24) : type === 4 ? fixed(view, at + 32) : 0;
  return (a * 0.5 + b) ** gamma + offset;
}
