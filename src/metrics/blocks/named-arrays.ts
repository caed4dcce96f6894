/**
 * Files of named arrays of numbers: NumPy's .npz (a ZIP of .npy files) and MATLAB's .mat up to version 7. What lies in cells and structures
 * has the name that MATLAB gives it: `model{2}` is the second cell of model, `model.rf` its field rf, and `model(3).rf` that of the third.
 */
import { ConfigError, expected } from '../../errors.ts';
import { inflate } from './inflate.ts';

export interface NamedArray {
  readonly shape: readonly number[];
  /** Row by row. */
  readonly data: Float64Array;
}

export type NamedArrays = ReadonlyMap<string, NamedArray>;

const formats = 'a NumPy .npz or a MATLAB .mat of version 5 to 7';

/** The arrays of real numbers in a file; what else is in it is left out. Throws ConfigError for another format and damaged files. */
export async function readNamedArrays(bytes: Uint8Array): Promise<NamedArrays> {
  const start = latin1(bytes.subarray(0, 10));
  if (!start.startsWith('PK') && start !== 'MATLAB 5.0') throw new ConfigError(expected(formats, 'a model file', start));
  const arrays = new Map<string, NamedArray>();
  try {
    await (start === 'MATLAB 5.0' ? readMat(bytes, arrays) : readNpz(bytes, arrays));
  } catch (cause) {
    if (cause instanceof RangeError) throw new ConfigError(expected(formats, 'a model file', 'one that is cut off'), { cause });
    throw cause;
  }
  return arrays;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The entries of the ZIP's directory, which lies before its last record. */
async function readNpz(bytes: Uint8Array, arrays: Map<string, NamedArray>): Promise<void> {
  const view = viewOf(bytes);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new RangeError('no directory');
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [packed, nameLength] = [view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
    const name = latin1(bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const content = bytes.subarray(start, start + packed);
    const array = readNpy(view.getUint16(at + 10, true) === 0 ? content : await inflate(content, 'deflate-raw'));
    if (array) arrays.set(name.replace(/\.npy$/, ''), array);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

function readNpy(bytes: Uint8Array): NamedArray | undefined {
  const view = viewOf(bytes);
  const [lengthAt, start] = view.getUint8(6) === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const header = latin1(bytes.subarray(start, start + lengthAt));
  const type = /'descr': '<(f[48])'/.exec(header)?.[1];
  const shape = [...(/'shape': \(([\d, ]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
  if (!type) return undefined;
  const from = start + lengthAt;
  const size = type === 'f8' ? 8 : 4;
  const values = Float64Array.from({ length: elements(shape) }, (_, i) =>
    size === 8 ? view.getFloat64(from + size * i, true) : view.getFloat32(from + size * i, true),
  );
  return { shape, data: header.includes("'fortran_order': True") ? byRows(shape, values) : values };
}

/** Types of data in a .mat: bytes of one, and how it is read. */
const numbers: Readonly<Record<number, readonly [size: number, read: (view: DataView, at: number) => number]>> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [4, (view, at) => view.getFloat32(at, true)],
  9: [8, (view, at) => view.getFloat64(at, true)],
};

const [matrixType, compressedType] = [14, 15];

/** One after the other, 128 bytes from the start, each an array or a packed array. */
async function readMat(bytes: Uint8Array, arrays: Map<string, NamedArray>): Promise<void> {
  if (latin1(bytes.subarray(126, 128)) !== 'IM') throw new ConfigError(expected('little-endian numbers', 'a .mat file', 'big-endian ones'));
  for (let at = 128; at < bytes.length; ) {
    const { type, content, next } = elementAt(bytes, at);
    const element = type === compressedType ? elementAt(await inflate(content, 'deflate'), 0) : { type, content };
    if (element.type === matrixType) readMatrix(element.content, arrays, '');
    at = type === compressedType ? at + 8 + content.length : next;
  }
}

/** Classes of arrays: those of numbers are 6 to 15. Text, sparse arrays and objects are left out. */
const [cellClass, structureClass, firstNumbers, lastNumbers] = [1, 2, 6, 15] as const;
/** Cells in cells in cells. */
const mostDepth = 16;

/** Class and flags, sizes, name, and the contents by columns: the real part of numbers, or arrays. One inside another has no name but `place`. */
function readMatrix(bytes: Uint8Array, arrays: Map<string, NamedArray>, place: string, depth = 0): void {
  if (bytes.length === 0) return;
  if (depth > mostDepth) throw new ConfigError(expected(`at most ${mostDepth}`, 'the levels of cells in a .mat file', 'more'));
  const flags = elementAt(bytes, 0);
  const kind = flags.content[0]!;
  const sizes = elementAt(bytes, flags.next);
  const named = elementAt(bytes, sizes.next);
  const name = place || latin1(named.content);
  const shape = [...numbersOf(sizes)];
  if (kind === cellClass) {
    readInside(bytes, named.next, elements(shape), (i) => `${name}{${i + 1}}`, arrays, depth);
  } else if (kind === structureClass) {
    const { fields, next } = fieldNames(bytes, named.next);
    const one = elements(shape) === 1;
    const placeOf = (i: number) => `${name}${one ? '' : `(${Math.floor(i / fields.length) + 1})`}.${fields[i % fields.length]}`;
    readInside(bytes, next, elements(shape) * fields.length, placeOf, arrays, depth);
  } else if (kind >= firstNumbers && kind <= lastNumbers) {
    arrays.set(name, { shape, data: byRows(shape, numbersOf(elementAt(bytes, named.next))) });
  }
}

/** `count` arrays, one after the other. */
function readInside(
  bytes: Uint8Array,
  from: number,
  count: number,
  placeOf: (i: number) => string,
  arrays: Map<string, NamedArray>,
  depth: number,
): void {
  for (let i = 0, at = from; i < count; i++) {
    const { content, next } = elementAt(bytes, at);
    readMatrix(content, arrays, placeOf(i), depth + 1);
    at = next;
  }
}

/** The length that each name is filled up to by zeros, then the names. */
function fieldNames(bytes: Uint8Array, from: number): { readonly fields: readonly string[]; readonly next: number } {
  const lengthAt = elementAt(bytes, from);
  const { content, next } = elementAt(bytes, lengthAt.next);
  const [length = 0] = numbersOf(lengthAt);
  if (length < 1) throw new RangeError('names without a length');
  const fields = Array.from({ length: Math.floor(content.length / length) }, (_, i) => {
    return latin1(content.subarray(i * length, (i + 1) * length)).replace(/\0.*$/s, '');
  });
  return { fields, next };
}

interface Element {
  readonly type: number;
  readonly content: Uint8Array;
  readonly next: number;
}

/** Eight bytes of type and length, then the content up to a multiple of 8; or all of it in eight bytes. */
function elementAt(bytes: Uint8Array, at: number): Element {
  const view = viewOf(bytes);
  const type = view.getUint32(at, true);
  const short = type >>> 16;
  if (short > 0) return { type: type & 0xffff, content: bytes.subarray(at + 4, at + 4 + short), next: at + 8 };
  const length = view.getUint32(at + 4, true);
  return { type, content: bytes.subarray(at + 8, at + 8 + length), next: at + 8 + 8 * Math.ceil(length / 8) };
}

function numbersOf({ type, content }: Element): Float64Array {
  const [size, read] = numbers[type] ?? [];
  if (!size || !read) throw new ConfigError(expected('numbers', 'an array of a .mat file', `data of type ${type}`));
  const view = viewOf(content);
  return Float64Array.from({ length: content.length / size }, (_, i) => read(view, i * size));
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Values that run along the first axis, of at most two, put row by row. */
function byRows(shape: readonly number[], values: Float64Array): Float64Array {
  const [rows, columns] = [shape[0] ?? 1, elements(shape.slice(1))];
  if (values.length !== rows * columns) throw new RangeError('fewer numbers than the shape has');
  return values.map((_, i) => values[(i % columns) * rows + Math.floor(i / columns)]!);
}
