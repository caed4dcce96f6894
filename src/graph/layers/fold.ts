/** Repetition in a list of layers: equal blocks that follow one another, drawn once with how often they come. */

import type { NetworkLayer } from './layers.ts';
import { shapeWords } from './layers.ts';

export interface Repeat {
  /** Place of its first layer in the list. */
  readonly first: number;
  /** How many layers the block has, those of repetitions within it all counted. */
  readonly length: number;
  readonly times: number;
  /** The block, at its first place. */
  readonly parts: readonly Part[];
}

/** A layer, by its place in the list, or a block that is repeated. */
export type Part = number | Repeat;

/**
 * Finds equal blocks that follow one another, the smallest first and then blocks of blocks. Two are equal when their layers do the same to
 * the same shapes, are joined in the same way, and their names differ in one number at the most, by the same step throughout.
 */
export function foldLayers(layers: readonly NetworkLayer[]): Part[] {
  let items: Item[] = layers.map((layer, i) => ({ part: i, first: i, length: 1, key: keyOf(layer) }));
  for (let period = 1; period <= items.length / 2; period++) {
    const folded = foldPeriod(items, period, layers);
    if (folded.length === items.length) continue;
    items = folded;
    period = 0;
  }
  return items.map(({ part }) => part);
}

/** The layer that stands for layer `i` in a drawing: that of the first of equal blocks. `turns` counts the block in every repetition around it. */
export function standIn(parts: readonly Part[], i: number): { readonly place: number; readonly turns: ReadonlyMap<Repeat, number> } {
  const turns = new Map<Repeat, number>();
  let place = i;
  let level = parts;
  for (;;) {
    const around = level.find((part): part is Repeat => typeof part !== 'number' && inside(part, place));
    if (!around) return { place, turns };
    turns.set(around, Math.floor((place - around.first) / around.length));
    place = around.first + ((place - around.first) % around.length);
    level = around.parts;
  }
}

/** `block1 … block32 ×32`, `×16, the same weights`. */
export function labelOf({ first, length, times }: Repeat, layers: readonly NetworkLayer[]): string {
  const block = layers.slice(first, first + length);
  const named = block.findIndex(({ name }) => name !== '');
  const [one, last] = [layers[first + named]?.name ?? '', layers[first + named + (times - 1) * length]?.name ?? ''];
  const place = numbersOf(one).findIndex((n, i) => n !== numbersOf(last)[i]);
  const upTo = (name: string) => new RegExp(`^(?:\\D*\\d+){${place + 1}}`).exec(name)![0];
  const names = named < 0 || place < 0 ? '' : `${upTo(one)} … ${upTo(last)}  `;
  const again = layers.slice(first + length, first + 2 * length).filter((_, i) => block[i]!.parameters > 0);
  return `${names}×${times}${again.length > 0 && again.every(({ shared }) => shared) ? ', the same weights' : ''}`;
}

function inside({ first, length, times }: Repeat, place: number): boolean {
  return place >= first && place < first + length * times;
}

interface Item {
  readonly part: Part;
  readonly first: number;
  /** Layers, those of all repetitions counted. */
  readonly length: number;
  readonly key: string;
}

function keyOf({ name, operator, shape, weights, inputs }: NetworkLayer): string {
  return [name.replace(/\d+/g, '#'), operator, shapeWords(shape), weights, inputs.length].join('|');
}

function foldPeriod(items: readonly Item[], period: number, layers: readonly NetworkLayer[]): Item[] {
  const made: Item[] = [];
  let at = 0;
  while (at < items.length) {
    const times = timesFrom(items, at, period, layers);
    if (!worthIt(items, at, period, times)) {
      made.push(items[at++]!);
      continue;
    }
    const start = bestPhase(items, at, period, times, layers);
    made.push(...items.slice(at, start));
    const block = items.slice(start, start + period);
    const { first } = block[0]!;
    const length = block.reduce((sum, item) => sum + item.length, 0);
    const part: Repeat = { first, length, times, parts: block.map((item) => item.part) };
    made.push({ part, first, length: length * times, key: `${times}×(${block.map((item) => item.key).join(';')})` });
    at = start + period * times;
  }
  return made;
}

/** Two equal blocks are folded where they are large, three always. */
function worthIt(items: readonly Item[], at: number, period: number, times: number): boolean {
  const layers = items.slice(at, at + period).reduce((sum, item) => sum + item.length, 0);
  return times >= 3 || (times === 2 && layers >= 4);
}

/** How many equal blocks of `period` items follow one another from `at`. */
function timesFrom(items: readonly Item[], at: number, period: number, layers: readonly NetworkLayer[]): number {
  let times = 1;
  let step: string | undefined;
  for (;;) {
    const [a, b] = [at + (times - 1) * period, at + times * period];
    if (b + period > items.length) return times;
    for (let i = 0; i < period; i++) if (items[a + i]!.key !== items[b + i]!.key) return times;
    const [from, to] = [items[a]!.first, items[b]!.first];
    const found = stepOfNames(layers, from, to, to - from);
    if (found === undefined || (step !== undefined && found !== step) || !joinedAlike(layers, from, to, to - from)) return times;
    step = found;
    times++;
  }
}

/** The one number by which the names of two blocks differ, as place and difference; '' for equal names, undefined where more differs. */
function stepOfNames(layers: readonly NetworkLayer[], a: number, b: number, length: number): string | undefined {
  const steps = new Set<string>();
  for (let i = 0; i < length; i++) {
    const [from, to] = [numbersOf(layers[a + i]!.name), numbersOf(layers[b + i]!.name)];
    for (const [place, n] of from.entries()) if (n !== to[place]) steps.add(`${place}: ${to[place]! - n}`);
  }
  return steps.size > 1 ? undefined : ([...steps][0] ?? '');
}

function numbersOf(name: string): number[] {
  return (name.match(/\d+/g) ?? []).map(Number);
}

/** Whether the layers of two blocks work on the same layers of their own block. */
function joinedAlike(layers: readonly NetworkLayer[], a: number, b: number, length: number): boolean {
  const within = (start: number, i: number) =>
    layers[start + i]!.inputs.map((j) => (j >= start ? j - start : -1))
      .sort((x, y) => x - y)
      .join();
  return Array.from({ length }, (_, i) => within(a, i) === within(b, i)).every(Boolean);
}

/** Where the first block begins: of the places with equally many blocks the first whose blocks look at the fewest layers before them. */
function bestPhase(items: readonly Item[], at: number, period: number, times: number, layers: readonly NetworkLayer[]): number {
  let best = { start: at, sources: Number.POSITIVE_INFINITY };
  for (let start = at; start < at + period && start + period * times <= items.length; start++) {
    if (timesFrom(items, start, period, layers) < times) continue;
    const [from, to] = [items[start + period]!.first, items[start + 2 * period]?.first ?? layers.length];
    const outside = layers.slice(from, to).flatMap(({ inputs }) => inputs.filter((j) => j < from));
    const sources = new Set(outside).size;
    if (sources < best.sources) best = { start, sources };
  }
  return best.start;
}
