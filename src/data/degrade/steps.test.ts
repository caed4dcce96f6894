import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../errors.ts';
import { parseConfig } from '../../parse-config.ts';
import { mulberry32 } from '../../random.ts';
import { degradationConfig, makingOf, stepsOf } from '../set-config.ts';
import { type PresetName, presetNames, presetSteps } from './presets.ts';
import { downscalesOf, drawOps, isRandom, type Step, stepConfig, stepDefs } from './steps.ts';

const parse = (value: unknown): readonly Step[] => stepsOf(parseConfig(degradationConfig, value, 'test'), 4);
const downscale: Step = { kind: 'downscale', kernels: ['bicubic'], antialias: true };

describe('configuration', () => {
  test('fills in defaults at every depth', () => {
    expect(parse([{ kind: 'maybe', chance: 0.5, steps: [{ kind: 'motion-blur', length: 5 }] }, { kind: 'downscale' }])).toEqual([
      { kind: 'maybe', chance: 0.5, steps: [{ kind: 'motion-blur', length: 5, angle: [0, 180] }] },
      downscale,
    ]);
  });

  test.each(presetNames)('%s is a list that the schema takes as it is', (name) => {
    for (const scale of [2, 3, 4]) expect(parse(presetSteps(name, scale))).toEqual(presetSteps(name, scale));
    expect(parse(name)).toEqual(presetSteps(name, 4));
  });

  test.each([
    ['blurry', /^test: expected \("bicubic" \| .*\) for the whole but received "blurry"$/],
    [[{ kind: 'blur' }], /^test: expected .*"gaussian-blur".* for 0\.kind but received "blur"$/],
    [[{ kind: 'downscale', kernel: 'bicubic' }], /^test: unknown key "0\.kernel"/],
    [[{ kind: 'jpeg', quality: 0 }, { kind: 'downscale' }], /^test: expected >=1 for 0\.quality but received 0$/],
    [[{ kind: 'jpeg', quality: [90, 30] }, { kind: 'downscale' }], /^test: expected two numbers in rising order for 0\.quality/],
    [[{ kind: 'sinc', size: 8, cutoff: 1 }, { kind: 'downscale' }], /^test: expected an odd number for 0\.size/],
    [[{ kind: 'maybe', chance: 1, steps: [{ kind: 'jpeg', quality: 'high' }] }], /for 0\.steps\.0\.quality but received "high"$/],
    [[{ kind: 'jpeg', quality: 50 }], /^test: expected exactly one downscale on every way through the steps/],
    [[{ kind: 'downscale' }, { kind: 'downscale' }], /^test: expected exactly one downscale/],
    [[{ kind: 'maybe', chance: 0.5, steps: [{ kind: 'downscale' }] }], /^test: expected exactly one downscale/],
    [[{ kind: 'choice', options: [{ steps: [{ kind: 'downscale' }] }, { steps: [] }] }], /^test: expected exactly one downscale/],
  ])('refuses %j', (value, sentence) => {
    expect(() => parse(value)).toThrow(ConfigError);
    expect(() => parse(value)).toThrow(sentence);
  });

  test('every kind is in the schema under its own name', () => {
    for (const kind of Object.keys(stepDefs)) {
      expect(v.safeParse(stepConfig, { kind }).issues?.some((issue) => issue.path?.at(-1)?.key === 'kind') ?? false).toBe(false);
    }
  });
});

describe('draws', () => {
  test('a choice takes its options in proportion to their weights', () => {
    const steps: Step[] = [
      {
        kind: 'choice',
        options: [
          { weight: 3, steps: [{ kind: 'sinc', size: 3, cutoff: 1 }] },
          { weight: 1, steps: [] },
        ],
      },
    ];
    const random = mulberry32(1);
    const taken = Array.from({ length: 4000 }, () => drawOps(steps, random).length).filter((n) => n === 1).length;
    expect(taken / 4000).toBeCloseTo(0.75, 1);
  });

  test('maybe takes its steps as often as its chance says', () => {
    const random = mulberry32(2);
    const steps: Step[] = [{ kind: 'maybe', chance: 0.2, steps: [{ kind: 'sinc', size: 3, cutoff: 1 }] }];
    const taken = Array.from({ length: 4000 }, () => drawOps(steps, random).length).filter((n) => n === 1).length;
    expect(taken / 4000).toBeCloseTo(0.2, 1);
  });

  test('a shuffle has every order, but keeps the two that are bound', () => {
    const sized = [3, 5, 7].map((size): Step => ({ kind: 'sinc', size, cutoff: 1 }));
    const random = mulberry32(3);
    const orders = (first?: number) =>
      new Set(
        Array.from({ length: 300 }, () =>
          drawOps([{ kind: 'shuffle', steps: sized, first }], random)
            .map((op) => op.reach)
            .join(),
        ),
      );
    expect([...orders()].sort()).toEqual(['1,2,3', '1,3,2', '2,1,3', '2,3,1', '3,1,2', '3,2,1']);
    expect([...orders(1)].sort()).toEqual(['1,2,3', '2,1,3', '2,3,1']);
  });

  test('sizes are odd numbers of their range, each as likely', () => {
    const random = mulberry32(4);
    const counts = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const [op] = drawOps([{ kind: 'gaussian-blur', size: [7, 21], sigma: 30, profile: 'gaussian', beta: 1 }], random);
      const size = 2 * op!.reach + 1;
      counts.set(size, (counts.get(size) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([7, 9, 11, 13, 15, 17, 19, 21]);
    for (const n of counts.values()) expect(Math.abs(n - 500)).toBeLessThan(100);
  });

  test('resize enlarges, reduces and keeps as often as it is told, within its range', () => {
    const random = mulberry32(5);
    const step: Step = {
      kind: 'resize',
      factor: [0.15, 1.5],
      up: 0.2,
      down: 0.7,
      even: 'factor',
      kernels: ['area'],
      antialias: false,
    };
    const factors = Array.from({ length: 4000 }, () => drawOps([step], random)[0]!.factor as number);
    const share = (of: (factor: number) => boolean) => factors.filter(of).length / 4000;
    expect([share((f) => f > 1), share((f) => f < 1), share((f) => f === 1)]).toEqual([0.2, 0.7, 0.1].map((p) => expect.closeTo(p, 1)));
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.15);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
  });

  test('even: divisor draws 1/factor evenly', () => {
    const random = mulberry32(6);
    const step: Step = { kind: 'resize', factor: [1 / 8, 1], even: 'divisor', kernels: ['area'], antialias: false };
    const divisors = Array.from({ length: 4000 }, () => 1 / (drawOps([step], random)[0]!.factor as number));
    expect(divisors.reduce((sum, d) => sum + d, 0) / 4000).toBeCloseTo(4.5, 0);
    expect(divisors.filter((d) => d < 2.75).length / 4000).toBeCloseTo(0.25, 1);
  });
});

test.each([
  ['bicubic', 'resized'],
  ['blur-downscale', 'fixed'],
  ['noise', 'random'],
  ['bsrgan', 'random'],
  ['real-esrgan', 'random'],
] as [PresetName, string][])('LR of %s is %s', (name, making) => {
  const steps = presetSteps(name, 4);
  expect(makingOf(steps)).toBe(making);
  expect(downscalesOf(steps)).toBe(1);
});

test('what has one way only is not random', () => {
  expect(isRandom([{ kind: 'maybe', chance: 1, steps: [downscale] }])).toBe(false);
  expect(isRandom([{ kind: 'jpeg', quality: 40 }])).toBe(false);
  expect(isRandom([{ kind: 'jpeg', quality: [40, 41] }])).toBe(true);
  expect(isRandom([{ kind: 'downscale', kernels: ['area', 'bicubic'], antialias: true }])).toBe(true);
});
