/**
 * Pictures that come in strips: every step of an upscale asks the one before it for the rows that it needs, from top to bottom,
 * so that no step holds a whole picture of floats.
 */
import type { Planes } from '../image/image.ts';
import { type Kernel, resizeWindow, type Size, sourceRect } from '../image/resize.ts';

/** A picture of 0–1 that is made in strips. */
export interface RowSource {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /**
   * Rows `y0` up to (not with) `y1`, as (C, y1 − y0, W). Calls must not go back: `y0` never falls. The planes are the source's own and hold
   * until the next call.
   */
  rows(y0: number, y1: number): Promise<Planes<Float32Array>>;
}

/** Planes that are in memory already. */
export function planesSource(planes: Planes<Float32Array>): RowSource {
  const { channels, width, height, data } = planes;
  return {
    channels,
    width,
    height,
    async rows(y0, y1) {
      if (y0 === 0 && y1 === height) return planes;
      const part = new Float32Array(channels * (y1 - y0) * width);
      for (let c = 0; c < channels; c++) {
        part.set(data.subarray((c * height + y0) * width, (c * height + y1) * width), c * (y1 - y0) * width);
      }
      return { channels, width, height: y1 - y0, data: part };
    },
  };
}

/** `source` resized to `target` by MATLAB's rules, strip by strip. */
export function resampleSource(source: RowSource, target: Size, kernel: Kernel): RowSource {
  const { channels } = source;
  const full = { width: source.width, height: source.height };
  return {
    channels,
    width: target.width,
    height: target.height,
    async rows(y0, y1) {
      const window = { x: 0, y: y0, width: target.width, height: y1 - y0 };
      const { y, height } = sourceRect(full, target, window, { kernel });
      const strip = await source.rows(y, y + height);
      return resizeWindow(strip, { x: 0, y, width: full.width, height }, full, target, window, { kernel });
    },
  };
}

/** `source`, each strip of it converted to one of the same shape. */
export function mapRows(source: RowSource, convert: (strip: Planes<Float32Array>) => Planes<Float32Array>): RowSource {
  const { width, height, channels } = source;
  return { width, height, channels, rows: async (y0, y1) => convert(await source.rows(y0, y1)) };
}

interface Strip {
  readonly y0: number;
  readonly y1: number;
  readonly data: Float32Array;
}

/** Keeps the strips that may still be asked for, and hands their memory on when they are not. */
export class StripCache {
  readonly channels: number;
  readonly width: number;
  #strips: Strip[] = [];
  #free: Float32Array[] = [];
  #joined = new Float32Array(0);
  #end = 0;

  constructor(channels: number, width: number) {
    this.channels = channels;
    this.width = width;
  }

  /** Rows that have been made so far. */
  get end(): number {
    return this.#end;
  }

  /** Memory for the next `height` rows, as (C, height, W); to be filled at once. */
  append(height: number): Float32Array {
    const length = this.channels * height * this.width;
    const found = this.#free.findIndex((f) => f.length >= length);
    const memory = found < 0 ? new Float32Array(length) : this.#free.splice(found, 1)[0]!;
    this.#strips.push({ y0: this.#end, y1: this.#end + height, data: memory });
    this.#end += height;
    return memory.subarray(0, length);
  }

  /** Forgets the strips that end before row `y`. */
  release(y: number): void {
    this.#free.push(...this.#strips.filter((s) => s.y1 <= y).map((s) => s.data));
    this.#strips = this.#strips.filter((s) => s.y1 > y);
  }

  /** Rows that have been made and not been released; a copy only where they are not in one piece. */
  rows(y0: number, y1: number): Planes<Float32Array> {
    const { channels, width } = this;
    const height = y1 - y0;
    const inside = this.#strips.filter((s) => s.y0 < y1 && s.y1 > y0);
    const [only] = inside;
    if (only && inside.length === 1 && (channels === 1 || (only.y0 === y0 && only.y1 === y1))) {
      const from = (y0 - only.y0) * width;
      return { channels, width, height, data: only.data.subarray(from, from + channels * height * width) };
    }
    const length = channels * height * width;
    if (this.#joined.length < length) this.#joined = new Float32Array(length);
    for (const strip of inside) {
      const first = Math.max(y0, strip.y0);
      const last = Math.min(y1, strip.y1);
      for (let c = 0; c < channels; c++) {
        const from = (c * (strip.y1 - strip.y0) + first - strip.y0) * width;
        this.#joined.set(strip.data.subarray(from, from + (last - first) * width), (c * height + first - y0) * width);
      }
    }
    return { channels, width, height, data: this.#joined.subarray(0, length) };
  }
}
