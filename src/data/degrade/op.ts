/** The frame of every degradation: what its configuration is, and the operations that it draws from it. */
import * as v from 'valibot';
import type { Image, Planes } from '../../image/image.ts';
import type { Kernel } from '../../image/resize.ts';
import type { Random } from '../../random.ts';

/** A picture after lossy compression; given from outside, because a codec is needed. 8-bit gray or RGB in and out, quality 1–100. */
export type Compress = (image: Image, format: 'jpeg' | 'webp', quality: number) => Promise<Image>;

/** What operations get besides the picture. */
export interface OpContext {
  readonly random: Random;
  /** The size at which the picture must arrive. */
  readonly lrSize: { readonly width: number; readonly height: number };
  readonly compress: Compress;
}

/** One operation with all its numbers drawn. */
export interface Op {
  /** How far, in pixels of its input, an output pixel sees from its own place. */
  readonly reach: number;
  /** Output pixels per input pixel on each axis; 'lr' for the step to LR size. */
  readonly factor: number | 'lr';
  /** Planes (C, H, W) in 0–255, or a little outside after filters that overshoot. */
  apply(planes: Planes, context: OpContext): Planes | Promise<Planes>;
}

/** One kind of step. `Config` has the literal `kind`. */
export interface StepDef<S extends v.GenericSchema = v.GenericSchema> {
  readonly config: S;
  /** Whether the same picture may come out different the next time. */
  isRandom(config: v.InferOutput<S>): boolean;
  draw(config: v.InferOutput<S>, random: Random): Op;
}

/** Only so that the types are inferred. */
export function defineStep<const S extends v.GenericSchema>(definition: StepDef<S>): StepDef<S> {
  return definition;
}

/** A number, or [from, to]: drawn evenly in between. */
export type Range = number | readonly [number, number];

/** A number or a pair of them in rising order, both within the bounds. */
export function rangeFrom(least: number, most: number) {
  const bounded = v.pipe(v.number(), v.minValue(least), v.maxValue(most));
  const pair = v.pipe(
    v.tuple([bounded, bounded]),
    v.check(([from, to]) => from <= to, 'two numbers in rising order'),
  );
  return v.lazy((input) => (Array.isArray(input) ? pair : bounded)) as v.GenericSchema<unknown, Range>;
}

const oddNumber = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1),
  v.maxValue(99),
  v.check((n) => n % 2 === 1, 'an odd number'),
);

/** An odd number of pixels, or [from, to] of which every odd number is equally likely. */
export const kernelSize = v.lazy((input) =>
  Array.isArray(input)
    ? v.pipe(
        v.tuple([oddNumber, oddNumber]),
        v.check(([from, to]) => from <= to, 'two numbers in rising order'),
      )
    : oddNumber,
) as v.GenericSchema<unknown, Range>;

/** A chance between 0 and 1. */
export const chance = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const kernelNames = ['nearest', 'bilinear', 'bicubic', 'area', 'lanczos2', 'lanczos3'] as const satisfies readonly Kernel[];

/** One of these kernels, each as likely as the others. */
export const kernelList = v.pipe(v.array(v.picklist(kernelNames)), v.minLength(1));

/** Pixels on both sides that a kernel of this name sees when nothing is reduced. */
export const kernelRadius: Readonly<Record<Kernel, number>> = { nearest: 1, bilinear: 1, area: 1, bicubic: 2, lanczos2: 2, lanczos3: 3 };

export function isRange(range: Range): range is readonly [number, number] {
  return typeof range !== 'number' && range[0] !== range[1];
}

export function drawFrom(range: Range, random: Random): number {
  if (typeof range === 'number') return range;
  return range[0] + (range[1] - range[0]) * random();
}

/** One of the odd numbers of the range. */
export function drawSize(range: Range, random: Random): number {
  if (typeof range === 'number') return range;
  return range[0] + 2 * Math.floor(random() * ((range[1] - range[0]) / 2 + 1));
}

export function drawItem<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)]!;
}
