/** The grid of tiles: cores that partition the picture, inputs that reach over them by the overlap but not over the picture's edge. */

/** One tile along one axis: it makes `[start, end)` from `[from, to)`, all in pixels of the network's input. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

export interface TileGrid {
  /** Largest core side. */
  readonly tile: number;
  /** What an input reaches over its core on each side: the receptive field. */
  readonly overlap: number;
  /** Every input starts at a multiple of this, so that striding and pixel unshuffling see the same phase as in the whole picture. */
  readonly multipleOf: number;
  /** Input length that the network insists on. */
  readonly fixed?: number | undefined;
}

/**
 * The tiles along an axis of `length` pixels. Cores are of about equal length, at most `tile` rounded up to the multiple.
 * A fixed input is shifted back into the picture at its edges; where the picture is shorter, the input is the whole axis.
 */
export function spans(length: number, { tile, overlap, multipleOf, fixed }: TileGrid): Span[] {
  if (fixed !== undefined) return fixedSpans(length, fixed, overlap);
  const margin = roundUp(overlap, multipleOf);
  const count = Math.ceil(length / roundUp(tile, multipleOf));
  const step = roundUp(Math.ceil(length / count), multipleOf);
  const made: Span[] = [];
  for (let start = 0; start < length; start += step) {
    const end = Math.min(start + step, length);
    made.push({ start, end, from: Math.max(0, start - margin), to: Math.min(end + margin, length) });
  }
  return made;
}

function fixedSpans(length: number, fixed: number, overlap: number): Span[] {
  if (length <= fixed) return [{ start: 0, end: length, from: 0, to: length }];
  const step = fixed - 2 * overlap;
  const made: Span[] = [];
  for (let start = 0; start < length; ) {
    const from = Math.min(Math.max(0, start - overlap), length - fixed);
    const end = from + fixed === length ? length : start === 0 ? fixed - overlap : Math.min(start + step, length);
    made.push({ start, end, from, to: from + fixed });
    start = end;
  }
  return made;
}

export function roundUp(n: number, multiple: number): number {
  return Math.ceil(n / multiple) * multiple;
}
