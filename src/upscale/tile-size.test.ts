import { describe, expect, test } from 'vitest';
import { mixed, nearestBody, onnx, own } from '../../test/support/networks.ts';
import { ConfigError } from '../errors.ts';
import { parse } from '../graph/parse.ts';
import { activationBytes } from './activation.ts';
import type { Network } from './network.ts';
import { resampler } from './resampler.ts';
import { checkTile, chooseTile } from './tile-size.ts';

const base: Network = { ...(await resampler('nearest').load(2)), name: 'net', overlap: 4, bytesPerPixel: 1000 };

/** A network whose runs take the time that `cost` says (by the input's side), and the clock that shows it. */
function timed(cost: (side: number) => number, changes: Partial<Network> = {}) {
  let clock = 0;
  const sides: number[] = [];
  const network: Network = {
    ...base,
    ...changes,
    run: async (planes) => {
      sides.push(planes.width);
      clock += cost(planes.width);
      return planes;
    },
  };
  return { network, sides, now: () => clock };
}

describe('chooseTile', () => {
  test('the fastest per pixel of the result is taken, measured once', async () => {
    // Large tiles fall out of the caches, small ones pay for their overlap.
    const { network, sides, now } = timed((side) => side ** 2 * (side > 110 ? 2 : 1));
    const choice = await chooseTile(network, { width: 4000, height: 3000 }, { now });
    expect(choice).toMatchObject({ tile: 96, overlap: 4, note: undefined });
    const runs = sides.length;
    expect(runs).toBeGreaterThan(4);
    expect(await chooseTile(network, { width: 4000, height: 3000 }, { now })).toMatchObject({ tile: 96 });
    expect(sides.length).toBe(runs);
  });

  test('a small picture is not worth measuring, and may be one tile', async () => {
    const { network, sides } = timed(() => 1);
    expect(await chooseTile(network, { width: 300, height: 200 })).toMatchObject({ tile: 128 });
    expect(await chooseTile(network, { width: 100, height: 90 })).toMatchObject({ tile: 0 });
    expect(await chooseTile({ ...network, device: 'webgpu' }, { width: 300, height: 200 })).toMatchObject({ tile: 256 });
    expect(sides).toEqual([]);
  });

  test('memory bounds the tile', async () => {
    const { network } = timed(() => 1, { bytesPerPixel: 40_000 });
    expect((await chooseTile(network, { width: 400, height: 400 })).tile).toBe(73); // (73 + 8)² · 40 kB < 256 MiB < (74 + 8)² · 40 kB
    const wide = timed(() => 1, { channels: 3, scale: 4 });
    expect((await chooseTile(wide.network, { width: 9000, height: 40 })).tile).toBe(58); // a row of tiles of output in 96 MiB
  });

  test('the tile asked for is used, up to a multiple', async () => {
    const { network } = timed(() => 1, { multipleOf: 8, bytesPerPixel: 1e6 });
    expect((await chooseTile(network, { width: 400, height: 400 }, { tile: 100 })).tile).toBe(104);
  });

  test('a network that looks everywhere runs whole while memory allows', async () => {
    const { network } = timed(() => 1, { bounded: false, overlap: 32 });
    const small = await chooseTile(network, { width: 800, height: 900 });
    expect([small.tile, small.note]).toEqual([0, undefined]);
    const large = await chooseTile(network, { width: 1000, height: 900 });
    expect(large).toMatchObject({ tile: 128, overlap: 32 });
    expect(large.note).toContain('overlap by 32 pixels');
  });

  test('a fixed size leaves what is not overlap, and says what it cannot do', async () => {
    const fixedSize = { width: 64, height: 48 };
    const { network } = timed(() => 1, { fixedSize });
    expect(await chooseTile(network, { width: 400, height: 400 })).toMatchObject({ tile: 40, overlap: 4, note: undefined });
    const { note, overlap } = await chooseTile({ ...network, overlap: 30 }, { width: 400, height: 400 }, { tile: 32 });
    expect(overlap).toBe(12);
    expect(note).toContain('overlap by 12 instead of 30');
    expect(note).toContain('the tile size asked for is not used');
  });

  test.each([31, -1, 32.5, Number.NaN])('a tile of %d is refused', (tile) => {
    expect(() => checkTile(tile)).toThrow(
      new ConfigError(`Expected 0 (automatic) or a whole number of at least 32 for tile but received ${tile}`),
    );
  });
});

test('activation memory grows with the width of a network and with what it does at the larger size', () => {
  const bytes = (file: Uint8Array, scale: number) => activationBytes(parse(file).graph, scale);
  // Widest: 8 → 16 channels at low resolution.
  expect(bytes(mixed({ channels: 1, scale: 4 }), 4)).toBe(4 * 3 * (8 + 16));
  // 3 → 12 channels.
  expect(
    bytes(
      onnx(3, (g, x) => nearestBody(g, x, { channels: 3, scale: 2 }), { metadata: own({ channels: 3, scale: 2 }) }),
      2,
    ),
  ).toBe(4 * 3 * (3 + 12));
});
