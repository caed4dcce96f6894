/** Accuracy of a classifier on the pictures of several methods, which are the same scenes: each by itself, and each against each. */
import { mcnemarExact } from '../statistics/mcnemar.ts';
import { type Proportion, wilson } from '../statistics/wilson.ts';
import type { Prediction } from './class-scores.ts';

export interface MethodAccuracy {
  readonly method: string;
  /** Of pictures whose true class has the highest score. */
  readonly top1: Proportion;
  /** Of pictures whose true class is among the five highest; absent where there are five classes or fewer. */
  readonly top5?: Proportion;
  /** Of pictures that are given the class of their HR picture, be it right or wrong. */
  readonly agreement: Proportion;
  /** Mean over the pictures of the probability of the true class, in 0 … 1. */
  readonly probability: number;
}

/** Pictures that only one of two methods got right, and McNemar's exact test of them. */
export interface AccuracyComparison {
  readonly first: string;
  readonly second: string;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Two-sided; not corrected for the number of comparisons. */
  readonly p: number;
}

/** Method → its predictions, all of the same pictures in the same order. */
export type Predictions = ReadonlyMap<string, readonly Prediction[]>;

/** One row per method. `reference` is the method of the HR pictures. Throws ShapeError for no pictures. */
export function accuracyOf(predictions: Predictions, reference: string, classes: number): MethodAccuracy[] {
  const truth = predictions.get(reference)!;
  return [...predictions].map(([method, own]) => {
    const part = (holds: (prediction: Prediction, i: number) => boolean) => wilson(own.filter(holds).length, own.length);
    return {
      method,
      top1: part(({ rank }) => rank === 0),
      ...(classes > 5 ? { top5: part(({ rank }) => rank < 5) } : {}),
      agreement: part(({ predicted }, i) => predicted === truth[i]!.predicted),
      probability: own.reduce((sum, { probability }) => sum + probability, 0) / own.length,
    };
  });
}

/** Every pair of methods, in their order, by top-1. */
export function compareAccuracy(predictions: Predictions): AccuracyComparison[] {
  const methods = [...predictions];
  return methods.flatMap(([first, a], i) =>
    methods.slice(i + 1).map(([second, b]) => {
      const count = (right: readonly Prediction[], wrong: readonly Prediction[]) =>
        right.filter(({ rank }, picture) => rank === 0 && wrong[picture]!.rank > 0).length;
      const [onlyFirst, onlySecond] = [count(a, b), count(b, a)];
      return { first, second, onlyFirst, onlySecond, p: mcnemarExact(onlyFirst, onlySecond) };
    }),
  );
}
