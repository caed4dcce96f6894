/**
 * Is this picture an enlargement of that one? Statistics gathered strip by strip: range, means per channel, and means on a coarse grid of cells.
 * The mean of the bicubic enlargement over a cell is that of the input over the same cell, so the input stands for it.
 */
import { hasAlpha, type Image, peakOf } from '../image/image.ts';
import type { Size } from '../image/resize.ts';

/** Cells have at least 16 input pixels a side, and there are at most 64 a side. */
const cellPixels = 16;
const mostCells = 64;
/** All in shares of the peak. A network may shift tones a little; what is broken shifts them a lot. */
const meanTolerance = 0.05;
const cellTolerance = 0.2;
const scatterTolerance = 0.03;
/** Output whose range is below this share of the input's is constant. */
const constantShare = 0.05;

interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Sums of the colour samples of one picture. */
class Statistics {
  readonly sums: Float64Array;
  readonly colors: number;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  readonly #grid: Grid;
  readonly #peak: number;
  readonly #enough: number;

  /** The range is followed only until it reaches `enough` of the peak. */
  constructor(image: Image, grid: Grid, enough: number) {
    this.colors = hasAlpha(image) ? image.channels - 1 : image.channels;
    this.sums = new Float64Array(grid.columns * grid.rows * this.colors);
    this.#grid = grid;
    this.#peak = peakOf(image);
    this.#enough = enough;
  }

  get range(): number {
    return (this.#high - this.#low) / this.#peak;
  }

  add({ data, width, height, channels }: Image, y0: number, y1: number): void {
    const { columns, rows } = this.#grid;
    for (let y = y0; y < y1; y++) {
      const cells = Math.floor((y * rows) / height) * columns;
      const start = y * width * channels;
      if (!(this.range >= this.#enough)) this.#followRange(data, start, start + width * channels, channels);
      for (let column = 0; column < columns; column++) {
        const from = start + Math.ceil((column * width) / columns) * channels;
        const to = start + Math.ceil(((column + 1) * width) / columns) * channels;
        for (let c = 0; c < this.colors; c++) {
          let sum = 0;
          for (let i = from + c; i < to; i += channels) sum += data[i]!;
          this.sums[(cells + column) * this.colors + c]! += sum;
        }
      }
    }
  }

  #followRange(data: Image['data'], from: number, to: number, channels: number): void {
    for (let i = from; i < to; i += channels) {
      for (let c = 0; c < this.colors; c++) {
        const v = data[i + c]!;
        if (v < this.#low) this.#low = v;
        if (v > this.#high) this.#high = v;
      }
    }
  }

  /** Mean of each cell and channel, of a peak of 1. */
  means({ width, height }: Size): Float64Array {
    const { columns, rows } = this.#grid;
    const length = (i: number, cells: number, pixels: number): number =>
      Math.ceil(((i + 1) * pixels) / cells) - Math.ceil((i * pixels) / cells);
    return this.sums.map((sum, i) => {
      const cell = Math.floor(i / this.colors);
      return sum / this.#peak / (length(cell % columns, columns, width) * length(Math.floor(cell / columns), rows, height));
    });
  }

  channelMean({ width, height }: Size, channel: number): number {
    let sum = 0;
    for (let i = channel; i < this.sums.length; i += this.colors) sum += this.sums[i]!;
    return sum / this.#peak / (width * height);
  }
}

/** Compares the colour of `output` with that of `input`, of which it is an enlargement of any size. */
export class OutputCheck {
  readonly #input: Image;
  readonly #output: Image;
  readonly #before: Statistics;
  readonly #after: Statistics;

  constructor(input: Image, output: Image) {
    const cells = (pixels: number): number => Math.min(Math.max(1, Math.floor(pixels / cellPixels)), mostCells);
    const grid = { columns: cells(input.width), rows: cells(input.height) };
    this.#input = input;
    this.#output = output;
    this.#before = new Statistics(input, grid, 1);
    this.#before.add(input, 0, input.height);
    this.#after = new Statistics(output, grid, constantShare);
  }

  /** Rows `y0` up to (not with) `y1` of the output are there; to be called once for every row. */
  add(y0: number, y1: number): void {
    this.#after.add(this.#output, y0, y1);
  }

  /** What is wrong with the output, or undefined. */
  reason(): string | undefined {
    const { width, height } = this.#input;
    // Zero padding darkens the edge a little, which counts only in small pictures.
    const edge = (width + height) / (width * height);
    const before = this.#before;
    const after = this.#after;
    if (before.range > 0.02 && after.range < constantShare * before.range) return 'the output is constant and the picture is not';
    for (let c = 0; c < before.colors; c++) {
      const want = before.channelMean(this.#input, c);
      const got = after.channelMean(this.#output, c);
      if (!(Math.abs(got - want) <= meanTolerance + edge)) {
        return `the mean of channel ${c + 1} is ${got.toFixed(3)} and that of the picture ${want.toFixed(3)}`;
      }
    }
    return cellReason(before.means(this.#input), after.means(this.#output), edge);
  }
}

function cellReason(before: Float64Array, after: Float64Array, edge: number): string | undefined {
  let worst = 0;
  let sum = 0;
  let squares = 0;
  let errors = 0;
  before.forEach((want, i) => {
    const error = Math.abs(after[i]! - want);
    worst = Math.max(worst, error);
    errors += error ** 2;
    sum += want;
    squares += want ** 2;
  });
  const n = before.length;
  const contrast = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
  const scatter = Math.sqrt(errors / n);
  if (worst <= cellTolerance + edge && scatter <= Math.max(scatterTolerance + edge, contrast / 2)) return undefined;
  return `parts of the output are not those of the picture (cell means differ by up to ${worst.toFixed(3)})`;
}
