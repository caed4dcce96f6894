/** What a classifier says of one picture: its scores as probabilities, the class that it sees, and where the true one stands. */
import { EngineError, expected, ShapeError } from '../../errors.ts';

/** What the numbers of a classifier are: softmax makes probabilities of logits. */
export type ScoreKind = 'logits' | 'probabilities';

/** One picture by one method. Classes are counted from 0. */
export interface Prediction {
  /** The class of the highest score; of equal ones the first. */
  readonly predicted: number;
  /** The number of classes before the true one, in order of their scores and, of equal ones, of the classes: 0 when it is right. */
  readonly rank: number;
  /** Of the true class. */
  readonly probability: number;
}

/** How far probabilities may be from a sum of 1, as half-precision numbers are. */
const slack = 0.02;

/** exp(sᵢ − max s) / Σ exp(sⱼ − max s) */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(scores);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = values.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Whether the numbers could be probabilities of classes of which one is true: none negative, and 1 together. */
export function looksLikeProbabilities(scores: ArrayLike<number>): boolean {
  const values = Array.from(scores);
  return values.every((value) => value >= 0) && Math.abs(values.reduce((a, b) => a + b, 0) - 1) <= slack;
}

/**
 * The prediction for a picture of class `label`. Throws EngineError for scores that are no numbers, or that are called probabilities and are
 * none, ShapeError for a label without a score.
 */
export function predictionOf(scores: ArrayLike<number>, label: number, kind: ScoreKind): Prediction {
  const { length } = scores;
  if (!(Number.isInteger(label) && label >= 0 && label < length))
    throw new ShapeError(expected(`a class from 0 to ${length - 1}`, 'the label', label));
  const values = Array.from(scores);
  const strange = values.find((value) => !Number.isFinite(value));
  if (strange !== undefined) throw new EngineError(expected('finite numbers', "the classifier's scores", strange));
  if (kind === 'probabilities' && !looksLikeProbabilities(values)) {
    const sum = values.reduce((a, b) => a + b, 0);
    throw new EngineError(
      expected('probabilities, not negative and 1 together,', "the classifier's scores", `a sum of ${sum.toPrecision(4)}`),
    );
  }
  const own = values[label]!;
  const rank = values.filter((value, i) => value > own || (value === own && i < label)).length;
  const predicted = values.indexOf(values.reduce((a, b) => Math.max(a, b)));
  return { predicted, rank, probability: kind === 'logits' ? softmax(values)[label]! : own };
}
