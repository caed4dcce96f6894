/** Which part of a picture is shown before the whole is made. */
import type { Part } from '../engine/protocol.ts';
import type { Size } from '../queue/queue.ts';

/** A square of `side` pixels, or less where the picture is smaller, with its middle as near to (x, y) as the edges let it. */
export function partAt({ width, height }: Size, side: number, x: number, y: number): Part {
  const [w, h] = [Math.min(side, width), Math.min(side, height)];
  const within = (middle: number, length: number, all: number): number =>
    Math.round(Math.min(all - length, Math.max(0, middle - length / 2)));
  return { x: within(x, w, width), y: within(y, h, height), width: w, height: h };
}

export function centralPart(size: Size, side: number): Part {
  return partAt(size, side, size.width / 2, size.height / 2);
}
