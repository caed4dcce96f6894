/** A network's output in strips: one row of tiles at a time. */

import { EngineError } from '../errors.ts';
import type { Planes } from '../image/image.ts';
import { scaledLength } from '../scale.ts';
import { growth, type Network } from './network.ts';
import { type RowSource, StripCache } from './rows.ts';
import { runSelfEnsemble } from './self-ensemble.ts';
import type { TileChoice } from './tile-size.ts';
import { type Span, spans } from './tiles.ts';

export interface NetworkSourceOptions {
  readonly choice: TileChoice;
  readonly selfEnsemble?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after every tile with the pixels of its core, in the network's input. */
  readonly onTile?: ((pixels: number) => void) | undefined;
}

/**
 * `source` (the network's input) through the network. Tiles overlap by the receptive field, so that the result is that of the whole picture.
 * A result that is not finite is an EngineError; an abort rejects with the signal's reason.
 */
export function networkSource(
  source: RowSource,
  network: Network,
  { choice, selfEnsemble = false, signal, onTile }: NetworkSourceOptions,
): RowSource {
  const grown = (length: number) => scaledLength(length, growth(network));
  const width = grown(source.width);
  const columns = spans(source.width, choice.horizontal);
  const tileRows = spans(source.height, choice.vertical)[Symbol.iterator]();
  const cache = new StripCache(network.channels, width);
  let input = new Float32Array(0);

  const tile = async (strip: Planes<Float32Array>, row: Span, column: Span): Promise<Planes<Float32Array>> => {
    signal?.throwIfAborted();
    const length = strip.channels * strip.height * (column.to - column.from);
    if (input.length < length) input = new Float32Array(length);
    const planes = columnsOf(strip, column.from, column.to, input.subarray(0, length));
    const made = selfEnsemble ? await runSelfEnsemble(network, planes) : await network.run(planes);
    if (!allFinite(made.data)) throw new EngineError(`${network.name} gave values that are not finite on ${network.device}`);
    onTile?.((row.end - row.start) * (column.end - column.start));
    return made;
  };

  const nextTileRow = async (): Promise<void> => {
    const row = tileRows.next().value!;
    const strip = await source.rows(row.from, row.to);
    const height = grown(row.end) - grown(row.start);
    const out: Planes<Float32Array> = { channels: network.channels, width, height, data: cache.append(height) };
    for (const column of columns) {
      const made = await tile(strip, row, column);
      const [from, to] = [grown(column.start), grown(column.end)];
      place(made, from - grown(column.from), grown(row.start) - grown(row.from), out, from, to);
    }
  };

  return {
    channels: network.channels,
    width,
    height: grown(source.height),
    async rows(y0, y1) {
      cache.release(y0);
      while (cache.end < y1) await nextTileRow();
      return cache.rows(y0, y1);
    },
  };
}

/** Columns `from` up to `to` of a strip, in `data`. */
function columnsOf(strip: Planes<Float32Array>, from: number, to: number, data: Float32Array): Planes<Float32Array> {
  const width = to - from;
  for (let row = 0; row < strip.channels * strip.height; row++) {
    data.set(strip.data.subarray(row * strip.width + from, row * strip.width + to), row * width);
  }
  return { channels: strip.channels, width, height: strip.height, data };
}

/** The part of a tile's result that begins at (x, y), into columns `from` up to `to` of the strip. */
function place(made: Planes<Float32Array>, x: number, y: number, out: Planes<Float32Array>, from: number, to: number): void {
  for (let c = 0; c < out.channels; c++) {
    for (let row = 0; row < out.height; row++) {
      const at = (c * made.height + y + row) * made.width + x;
      out.data.set(made.data.subarray(at, at + to - from), (c * out.height + row) * out.width + from);
    }
  }
}

/** A sum is finite only if every term is (the terms are far too small to overflow a double). */
function allFinite(data: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  return Number.isFinite(sum);
}
