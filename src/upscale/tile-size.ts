/** How large tiles are: what memory allows, and of that what was measured to be the fastest. On a CPU small tiles win, because they stay in its caches. */
import { ConfigError, expected } from '../errors.ts';
import type { Size } from '../image/resize.ts';
import { growth, type Network } from './network.ts';
import { roundUp, type TileGrid } from './tiles.ts';

export interface TileChoice {
  readonly horizontal: TileGrid;
  readonly vertical: TileGrid;
  /** Side of the largest core in pixels of the network's input; 0 where the picture is run whole. */
  readonly tile: number;
  readonly overlap: number;
  /** What the user should know about the choice. */
  readonly note?: string | undefined;
}

export interface TileOptions {
  /** Core side in pixels of the network's input, at least 32; 0 or nothing: automatic. */
  readonly tile?: number | undefined;
  /** Milliseconds, for measuring. */
  readonly now?: (() => number) | undefined;
}

export const smallestTile = 32;
/** Tried in this order, as far as measuring is worth its time; the first is used where nothing is measured. */
const cpuTiles = [128, 64, 96, 192, 256, 32] as const;
const otherTiles = [256, 512, 128, 384] as const;
/** Activations of one tile; one row of tiles of output; a whole picture where tiles cannot be exact. */
const tileBytes = 256 * 2 ** 20;
const stripBytes = 96 * 2 ** 20;
const wholeBytes = 768 * 2 ** 20;
/** Measuring may cost this share of the work. */
const measuringShare = 0.05;

/** Throws ConfigError unless it is 0 (automatic), nothing, or a whole number of at least 32. */
export function checkTile(tile: number | undefined): void {
  if (tile !== undefined && tile !== 0 && !(Number.isInteger(tile) && tile >= smallestTile)) {
    throw new ConfigError(expected(`0 (automatic) or a whole number of at least ${smallestTile}`, 'tile', tile));
  }
}

/** The tiles for a picture of `size`, the network's input. */
export async function chooseTile(
  network: Network,
  size: Size,
  { tile = 0, now = () => performance.now() }: TileOptions = {},
): Promise<TileChoice> {
  checkTile(tile);
  if (network.fixedSize) return fixedChoice(network, network.fixedSize, tile);
  const { overlap, multipleOf, bounded } = network;
  const longest = Math.max(size.width, size.height);
  if (!bounded && tile === 0 && size.width * size.height * network.bytesPerPixel <= wholeBytes) return plain(network, longest, size);
  const note = bounded
    ? undefined
    : `the network may look at the whole picture: its tiles overlap by ${overlap} pixels, and their seams are only nearly invisible`;
  const largest = largestTile(network, size);
  const best = tile !== 0 ? tile : (network.bestTile ?? (await measured(network, size, largest, now)));
  const side = tile !== 0 ? tile : Math.max(smallestTile, Math.min(best, largest));
  return { ...plain(network, roundUp(side, multipleOf), size), note };
}

function plain({ overlap, multipleOf }: Network, tile: number, size: Size): TileChoice {
  const grid = { tile, overlap, multipleOf };
  return { horizontal: grid, vertical: grid, overlap, tile: tile >= Math.max(size.width, size.height) ? 0 : tile };
}

/** A network of one size: the tiles are its input less the overlap, which gives way where it would leave nothing. */
function fixedChoice({ overlap, name }: Network, fixed: Size, tile: number): TileChoice {
  const shorter = Math.min(fixed.width, fixed.height);
  const used = Math.min(overlap, Math.floor(shorter / 4));
  const notes = [
    ...(used < overlap
      ? [`${name} takes only ${fixed.width}×${fixed.height} pixels: its tiles overlap by ${used} instead of ${overlap}`]
      : []),
    ...(tile !== 0 ? [`${name} takes only ${fixed.width}×${fixed.height} pixels: the tile size asked for is not used`] : []),
  ];
  const grid = (length: number): TileGrid => ({ tile: length - 2 * used, overlap: used, multipleOf: 1, fixed: length });
  return {
    horizontal: grid(fixed.width),
    vertical: grid(fixed.height),
    tile: shorter - 2 * used,
    overlap: used,
    note: notes.length > 0 ? notes.join('; ') : undefined,
  };
}

/** The largest core whose activations, and whose row of tiles, are within bounds. */
function largestTile(network: Network, { width }: Size): number {
  const rowBytes = 4 * network.channels * width * growth(network) ** 2;
  const side = Math.min(Math.sqrt(tileBytes / network.bytesPerPixel) - 2 * network.overlap, stripBytes / rowBytes);
  return Math.max(smallestTile, Math.floor(side));
}

/** The fastest of the candidates that can be timed within the allowed share of the work; kept with the network. */
async function measured(network: Network, size: Size, largest: number, now: () => number): Promise<number> {
  const allowance = measuringShare * size.width * size.height;
  const candidates = network.device === 'cpu' ? cpuTiles : otherTiles;
  const inputs = candidates
    .map((core) => ({ core, side: roundUp(core + 2 * network.overlap, network.multipleOf) }))
    .filter(({ core }) => core <= largest);
  let spent = 0;
  const tried: { core: number; perPixel: number }[] = [];
  for (const { core, side } of inputs) {
    spent += 2 * side ** 2; // the first run of a size also allocates
    if (spent > allowance) break;
    await timeRun(network, side, now);
    tried.push({ core, perPixel: (await timeRun(network, side, now)) / core ** 2 });
  }
  if (tried.length < 2) return candidates[0];
  tried.sort((a, b) => a.perPixel - b.perPixel);
  network.bestTile = tried[0]!.core;
  return network.bestTile;
}

async function timeRun(network: Network, side: number, now: () => number): Promise<number> {
  const data = Float32Array.from({ length: network.channels * side * side }, (_, i) => ((i * 7919) % 256) / 255);
  const start = now();
  await network.run({ channels: network.channels, width: side, height: side, data });
  return now() - start;
}
