/**
 * Dimensions of tensors. In training all are numbers; in an exported network height and width are symbols,
 * and what convolution, padding and pixel shuffle make of them stays of the form `mul·symbol + add`.
 */

/** `mul·symbol + add`, known only when the network runs. */
export interface SymbolicDim {
  readonly symbol: string;
  readonly mul: number;
  readonly add: number;
}

export type Dim = number | SymbolicDim;
export type Shape = readonly Dim[];

export function symbolic(symbol: string): SymbolicDim {
  return { symbol, mul: 1, add: 0 };
}

export function scaleDim(d: Dim, factor: number): Dim {
  return typeof d === 'number' ? d * factor : { symbol: d.symbol, mul: d.mul * factor, add: d.add * factor };
}

export function offsetDim(d: Dim, offset: number): Dim {
  return typeof d === 'number' ? d + offset : { symbol: d.symbol, mul: d.mul, add: d.add + offset };
}

/** floor(d / divisor); exact where both parts divide, otherwise a symbol of its own. */
export function floorDivDim(d: Dim, divisor: number): Dim {
  if (divisor === 1) return d;
  if (typeof d === 'number') return Math.floor(d / divisor);
  if (d.mul % divisor === 0) return { symbol: d.symbol, mul: d.mul / divisor, add: Math.floor(d.add / divisor) };
  return symbolic(`floor((${formatDim(d)})/${divisor})`);
}

export function sameDim(a: Dim, b: Dim): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.symbol === b.symbol && a.mul === b.mul && a.add === b.add;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => sameDim(d, b[i]!));
}

export function formatDim(d: Dim): string {
  if (typeof d === 'number') return String(d);
  const product = d.mul === 1 ? d.symbol : `${d.mul}*${d.symbol}`;
  return d.add === 0 ? product : `${product}${d.add > 0 ? '+' : ''}${d.add}`;
}

/** Reads what `formatDim` wrote; any other text is a symbol of its own. */
export function parseDim(text: string): Dim {
  const match = /^(?:(\d+)\*)?([A-Za-z_]\w*)([+-]\d+)?$/.exec(text);
  return match ? { symbol: match[2]!, mul: Number(match[1] ?? 1), add: Number(match[3] ?? 0) } : symbolic(text);
}

export function formatShape(shape: Shape): string {
  return `(${shape.map(formatDim).join(', ')})`;
}
