/** Support vector regression with a Gaussian kernel, f(x) = Σ αᵢ·exp(−γ·|x − sᵢ|²) + b, and the text files of LIBSVM that hold one. */
import { ConfigError, expected } from '../../errors.ts';

export interface SupportVectors {
  readonly gamma: number;
  readonly bias: number;
  /** αᵢ. */
  readonly weights: Float64Array;
  /** sᵢ. */
  readonly vectors: readonly Float64Array[];
}

/** How svm-scale scales: feature i from low[i]–high[i] to `to`; beyond, in proportion. */
export interface FeatureRanges {
  readonly to: readonly [number, number];
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function predict({ gamma, bias, weights, vectors }: SupportVectors, features: Float64Array): number {
  let sum = bias;
  vectors.forEach((vector, i) => {
    let square = 0;
    for (let k = 0; k < features.length; k++) square += (features[k]! - vector[k]!) ** 2;
    sum += weights[i]! * Math.exp(-gamma * square);
  });
  return sum;
}

export function scaleFeatures({ to: [bottom, top], low, high }: FeatureRanges, features: readonly number[]): Float64Array {
  return Float64Array.from(features, (value, i) => bottom + ((top - bottom) * (value - low[i]!)) / (high[i]! - low[i]!));
}

/** A file of svm-train: an epsilon-SVR with RBF kernel of `count` features. Throws ConfigError for anything else. */
export function readSupportVectors(bytes: Uint8Array, count: number): SupportVectors {
  const lines = linesOf(bytes);
  const start = lines.indexOf('SV');
  const header = new Map(lines.slice(0, Math.max(start, 0)).map((line) => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]));
  const kind = `${header.get('svm_type')} with ${header.get('kernel_type')}`;
  if (start < 0 || kind !== 'epsilon_svr with rbf') throw new ConfigError(expected('epsilon_svr with rbf', 'the LIBSVM model', kind));
  const rows = lines.slice(start + 1).map((line) => line.split(' '));
  if (rows.length !== Number(header.get('total_sv')))
    throw new ConfigError(expected(`${header.get('total_sv')}`, 'the support vectors of the LIBSVM model', rows.length));
  return {
    gamma: numberOf(header.get('gamma')),
    bias: -numberOf(header.get('rho')),
    weights: Float64Array.from(rows, ([weight]) => numberOf(weight)),
    vectors: rows.map(([, ...entries]) => sparse(entries, count)),
  };
}

/** A file of svm-scale -s. Throws ConfigError unless it has the ranges of `count` features. */
export function readFeatureRanges(bytes: Uint8Array, count: number): FeatureRanges {
  const [kind, to = '', ...rows] = linesOf(bytes);
  if (kind !== 'x') throw new ConfigError(expected('x in the first line', 'the ranges of svm-scale', kind));
  const [bottom, top] = to.split(' ').map(numberOf) as [number, number];
  const low = new Float64Array(count).fill(Number.NaN);
  const high = low.slice();
  for (const row of rows) {
    const [index, least, most] = row.split(' ').map(numberOf) as [number, number, number];
    low[index - 1] = least;
    high[index - 1] = most;
  }
  if (low.some(Number.isNaN)) throw new ConfigError(expected(`${count} features`, 'the ranges of svm-scale', rows.length));
  return { to: [bottom, top], low, high };
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines.map((line) => line.trim().replaceAll(/\s+/g, ' ')).filter((line) => line !== '');
}

/** `1:0.5 3:0.25`: what is not named is zero. */
function sparse(entries: readonly string[], count: number): Float64Array {
  const vector = new Float64Array(count);
  for (const entry of entries) {
    const [index, value] = entry.split(':').map(numberOf) as [number, number];
    if (!(index >= 1 && index <= count)) throw new ConfigError(expected(`1 to ${count}`, 'a feature of the LIBSVM model', index));
    vector[index - 1] = value;
  }
  return vector;
}

function numberOf(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === '' || Number.isNaN(value)) throw new ConfigError(expected('a number', 'a file of LIBSVM', text));
  return value;
}
