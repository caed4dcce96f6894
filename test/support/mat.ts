/** Files of MATLAB's .mat format, version 5, put together from their elements. */

/** Type and length in eight bytes, then the content up to a multiple of 8. */
export function element(type: number, content: Buffer): Buffer {
  const tag = Buffer.from(Uint32Array.of(type, content.length).buffer);
  return Buffer.concat([tag, content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
}

/** All in eight bytes. */
export function short(type: number, content: Buffer): Buffer {
  const all = Buffer.alloc(8);
  all.writeUInt32LE(content.length * 65536 + type, 0);
  content.copy(all, 4);
  return all;
}

/** An array; `kind` 6 is one of float64. */
export function matrix(name: Buffer, kind: number, shape: readonly number[], data: Buffer): Buffer {
  const flags = element(6, Buffer.from(Uint32Array.of(kind, 0).buffer));
  return element(14, Buffer.concat([flags, element(5, Buffer.from(Int32Array.from(shape).buffer)), name, data]));
}

/** An array of float64 with its values by columns. */
export function doubles(name: string, shape: readonly number[], values: readonly number[]): Buffer {
  return matrix(element(1, Buffer.from(name)), 6, shape, element(9, Buffer.from(Float64Array.from(values).buffer)));
}

/** Cells with arrays in them, by columns. */
export function cells(name: string, shape: readonly number[], inside: readonly Buffer[]): Buffer {
  return matrix(element(1, Buffer.from(name)), 1, shape, Buffer.concat(inside));
}

/** A structure or several: each field has an array for each of them. */
export function structure(name: string, shape: readonly number[], fields: Readonly<Record<string, readonly Buffer[]>>): Buffer {
  const length = 32;
  const names = Buffer.alloc(length * Object.keys(fields).length);
  for (const [i, field] of Object.keys(fields).entries()) names.write(field, i * length);
  const count = Object.values(fields)[0]!.length;
  const inside = Array.from({ length: count }, (_, i) => Object.values(fields).map((values) => values[i]!)).flat();
  const head = [short(5, Buffer.from(Int32Array.of(length).buffer)), element(1, names)];
  return matrix(element(1, Buffer.from(name)), 2, shape, Buffer.concat([...head, ...inside]));
}

export function mat(...elements: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file');
  header.write('IM', 126);
  return Buffer.concat([header, ...elements]);
}
