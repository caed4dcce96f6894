import sharp from 'sharp';
import { expect, test } from 'vitest';
import { grouped, recursive, residual } from '../../../test/support/drawn-networks.ts';
import { drawNetwork } from './drawing.ts';

const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

test('a box for each layer, a frame around repeated blocks, lines for skips too', () => {
  const svg = drawNetwork(residual(32), 'Residual <network> & more');
  expect(svg).toContain('<title>Residual &#60;network&#62; &#38; more</title>');
  expect(svg).toMatch(/>block1 … block32 {2}×32</);
  expect(svg).toContain('>16 × H × W · 2,320<');
  // Input, head, two convolutions and the sum of a block, fuse, sum, up, shuffle, tail, output.
  expect(count(svg, /<rect class="(weights|plain|end)"/g)).toBe(11);
  expect(count(svg, /<rect class="f"/g)).toBe(1);
  // Ten from box to box, and a skip around the block and one around all blocks.
  expect(count(svg, /<path class="e"/g)).toBe(12);
});

test('boxes do not overlap, and frames hold their boxes', () => {
  for (const graph of [residual(32), grouped(10, 20), recursive(16)]) {
    const rectangles = [...drawNetwork(graph, 'x').matchAll(/<rect class="(\w+)" x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"/g)].map(
      ([, kind, ...sides]) => ({ kind, box: sides.map(Number) as [number, number, number, number] }),
    );
    const [boxes, frames] = [rectangles.filter(({ kind }) => kind !== 'f'), rectangles.filter(({ kind }) => kind === 'f')];
    const apart = ([x, y, w, h]: number[], [X, Y, W, H]: number[]) => x! + w! < X! || X! + W! < x! || y! + h! < Y! || Y! + H! < y!;
    const within = ([x, y, w, h]: number[], [X, Y, W, H]: number[]) => x! > X! && y! > Y! && x! + w! < X! + W! && y! + h! < Y! + H!;
    for (const [i, { box }] of boxes.entries()) for (const other of boxes.slice(i + 1)) expect(apart(box, other.box)).toBe(true);
    for (const frame of frames) for (const { box } of boxes) expect(within(box, frame.box) || apart(box, frame.box)).toBe(true);
  }
});

test('two hundred blocks are as small a picture as one, which other programs can show', async () => {
  const svg = drawNetwork(grouped(10, 20), 'Groups');
  expect(svg.length).toBeLessThan(10_000);
  const { width, height, channels } = await sharp(Buffer.from(svg))
    .png()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info);
  const [, w, h] = /width="(\d+)" height="(\d+)"/.exec(svg)!;
  expect([width, height, channels]).toEqual([Number(w), Number(h), 4]);
  expect(height).toBeGreaterThan(width);
});

test('the same graph gives the same picture', () => {
  expect(drawNetwork(grouped(2, 3), 'x')).toBe(drawNetwork(grouped(2, 3), 'x'));
});
