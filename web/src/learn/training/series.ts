/** What the curves show, and where their ticks are. */

export interface Point {
  readonly step: number;
  readonly value: number;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Points that a curve keeps; of more, every other one goes. */
export const mostPoints = 400;

export function appended(points: readonly Point[], point: Point): readonly Point[] {
  const kept = points.length < mostPoints ? points : points.filter((_, i) => i % 2 === 0);
  return [...kept, point];
}

/** About `count` round numbers within the range: 1, 2 or 5 times a power of ten apart. */
export function ticksOf({ low, high }: Range, count = 4): readonly number[] {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The powers of ten in the range of logarithms. */
export function decadesOf({ low, high }: Range): readonly number[] {
  return Array.from({ length: Math.max(0, Math.floor(high) - Math.ceil(low) + 1) }, (_, i) => Math.ceil(low) + i);
}
