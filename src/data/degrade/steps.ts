/** How LR is made from HR: a list of steps, each with its chance, some of them choices or shuffles of others. */
import * as v from 'valibot';
import { permutation, type Random } from '../../random.ts';
import { anisotropicBlur, gaussianBlur } from './blur.ts';
import { jpeg, webp } from './compression.ts';
import { motionBlur } from './motion-blur.ts';
import { gaussianNoise, poissonNoise, speckleNoise } from './noise.ts';
import { chance, type Op, type StepDef } from './op.ts';
import { decimate, downscale, resize } from './resize.ts';
import { sinc } from './sinc.ts';

/** Every kind of step that is one operation, by its name in a configuration. */
export const stepDefs = {
  downscale,
  resize,
  decimate,
  'gaussian-blur': gaussianBlur,
  'anisotropic-blur': anisotropicBlur,
  'motion-blur': motionBlur,
  sinc,
  'gaussian-noise': gaussianNoise,
  'poisson-noise': poissonNoise,
  'speckle-noise': speckleNoise,
  jpeg,
  webp,
};

type OpStep = { [K in keyof typeof stepDefs]: v.InferOutput<(typeof stepDefs)[K]['config']> }[keyof typeof stepDefs];

/** One of the options, with chances in proportion to their weights. */
export interface ChoiceStep {
  readonly kind: 'choice';
  readonly options: readonly { readonly weight: number; readonly steps: readonly Step[] }[];
}

/** The steps in a random order. Where `first` is given, the step of that number (from 0) comes before the one after it: they change places otherwise. */
export interface ShuffleStep {
  readonly kind: 'shuffle';
  readonly steps: readonly Step[];
  readonly first?: number | undefined;
}

/** The steps, as often as the chance says. */
export interface MaybeStep {
  readonly kind: 'maybe';
  readonly chance: number;
  readonly steps: readonly Step[];
}

export type Step = OpStep | ChoiceStep | ShuffleStep | MaybeStep;

const inner = v.pipe(v.array(v.lazy(() => stepConfig)), v.minLength(1));
const innerOrNone = v.array(v.lazy(() => stepConfig));

/** The kinds of step that hold other steps. */
export const groupConfigs = {
  choice: v.strictObject({
    kind: v.literal('choice'),
    options: v.pipe(
      v.array(v.strictObject({ weight: v.optional(v.pipe(v.number(), v.gtValue(0)), 1), steps: innerOrNone })),
      v.minLength(1),
    ),
  }),
  shuffle: v.strictObject({
    kind: v.literal('shuffle'),
    steps: inner,
    first: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  maybe: v.strictObject({ kind: v.literal('maybe'), chance, steps: inner }),
};

export const stepConfig: v.GenericSchema<unknown, Step> = v.lazy(() =>
  v.variant('kind', [
    downscale.config,
    resize.config,
    decimate.config,
    gaussianBlur.config,
    anisotropicBlur.config,
    motionBlur.config,
    sinc.config,
    gaussianNoise.config,
    poissonNoise.config,
    speckleNoise.config,
    jpeg.config,
    webp.config,
    groupConfigs.choice,
    groupConfigs.shuffle,
    groupConfigs.maybe,
  ]),
);

/** The operations of one draw, in order. */
export function drawOps(steps: readonly Step[], random: Random): Op[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'choice':
        return drawOps(weighted(step.options, random).steps, random);
      case 'maybe':
        return random() < step.chance ? drawOps(step.steps, random) : [];
      case 'shuffle':
        return drawOps(shuffled(step, random), random);
      default:
        return [(stepDefs[step.kind] as StepDef).draw(step, random)];
    }
  });
}

/** Whether two draws can differ, or the operations themselves draw numbers. */
export function isRandom(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    switch (step.kind) {
      case 'choice':
        return step.options.length > 1 || isRandom(step.options[0]!.steps);
      case 'maybe':
        return step.chance < 1 || isRandom(step.steps);
      case 'shuffle':
        return step.steps.length > 1 || isRandom(step.steps);
      default:
        return (stepDefs[step.kind] as StepDef).isRandom(step);
    }
  });
}

/** One of the options, with chances in proportion to their weights. */
export function weighted<T extends { readonly weight: number }>(options: readonly T[], random: Random): T {
  let left = random() * options.reduce((sum, { weight }) => sum + weight, 0);
  for (const option of options) {
    left -= option.weight;
    if (left < 0) return option;
  }
  return options.at(-1)!;
}

function shuffled({ steps, first }: ShuffleStep, random: Random): Step[] {
  const order = [...permutation(random, steps.length)];
  if (first !== undefined) {
    const [a, b] = [order.indexOf(first), order.indexOf(first + 1)];
    if (a > b && b >= 0) [order[a], order[b]] = [first + 1, first];
  }
  return order.map((i) => steps[i]!);
}

/** How many steps to LR size every way through the list has; `undefined` where ways differ. */
export function downscalesOf(steps: readonly Step[]): number | undefined {
  const same = (counts: readonly (number | undefined)[]) => (counts.every((n) => n === counts[0]) ? counts[0] : undefined);
  return steps
    .map((step) => {
      if (step.kind === 'downscale') return 1;
      if (step.kind === 'choice') return same(step.options.map((option) => downscalesOf(option.steps)));
      if (step.kind === 'shuffle') return downscalesOf(step.steps);
      if (step.kind !== 'maybe') return 0;
      return step.chance === 1 ? downscalesOf(step.steps) : same([0, downscalesOf(step.steps)]);
    })
    .reduce<number | undefined>((sum, n) => (sum === undefined || n === undefined ? undefined : sum + n), 0);
}
