/**
 * The template that IL-NIQE (Zhang, Zhang and Bovik 2015) compares the blocks of a picture with: principal components of the features of
 * sharp blocks of good photographs, and their mean and covariance along these. Its files: the .mat of the authors and our own JSON.
 */
import * as v from 'valibot';
import { ConfigError, expected, ShapeError } from '../../errors.ts';
import { parseConfig } from '../../parse-config.ts';
import { type IlNiqeBlock, ilNiqeFeatureCount as n } from './il-niqe-features.ts';
import { fitGaussian, type GaussianModel } from './multivariate-gaussian.ts';
import { type NamedArrays, readNamedArrays } from './named-arrays.ts';
import { tridiagonalEigen } from './tridiagonal-eigen.ts';

export interface IlNiqeTemplate extends GaussianModel {
  /** Mean of each feature. */
  readonly center: Float64Array;
  /** Directions in the space of features, each of length 1. */
  readonly axes: readonly Float64Array[];
}

/** Share of the sharpness of a picture's sharpest block that a block must exceed to be fitted to. */
const sharpness = 0.78;
/** Share of the components that are kept. */
const kept = 0.92;
/** Fewer blocks tell next to nothing of the spread of features. */
const leastBlocks = 40;
/** What the authors' program takes for an infinite feature. */
const infinite = 10_000;

const vector = v.pipe(v.array(v.number()), v.length(n));
const most = Math.floor(kept * n);
const fileSchema = v.strictObject({
  center: vector,
  axes: v.pipe(v.array(vector), v.minLength(1), v.maxLength(most)),
  variances: v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(most)),
});

/** The features of a picture's sharp blocks, without those of flat blocks. */
export function sharpIlNiqeFeatures(blocks: readonly IlNiqeBlock[]): (readonly number[])[] {
  const whole = blocks.filter(({ features }) => features.every(Number.isFinite));
  const least = sharpness * whole.reduce((highest, block) => Math.max(highest, block.sharpness), 0);
  return whole.filter((block) => block.sharpness > least).map(({ features }) => features);
}

/** The template of features of `sharpIlNiqeFeatures` of many pictures. Throws ConfigError for fewer than 40 blocks. */
export function fitIlNiqeTemplate(features: readonly (readonly number[])[]): IlNiqeTemplate {
  if (features.length < leastBlocks)
    throw new ConfigError(expected(`at least ${leastBlocks}`, 'the sharp blocks to fit a template to', features.length));
  const { mean, covariance } = fitGaussian(features);
  const { values, vectors } = tridiagonalEigen(covariance, n);
  const order = Array.from(values, (_, k) => k).sort((a, b) => values[b]! - values[a]!);
  const components = order.slice(0, Math.floor(kept * Math.min(n, features.length)));
  const variances = components.map((k) => values[k]!);
  const axes = components.map((k) => vectors[k]!);
  return templateOf(mean, axes, variances);
}

/** The mean along the axes is 0, and features along one tell nothing of those along another. */
function templateOf(center: Float64Array, axes: readonly Float64Array[], variances: readonly number[]): IlNiqeTemplate {
  const m = axes.length;
  const covariance = Float64Array.from({ length: m * m }, (_, i) => (i % (m + 1) === 0 ? variances[i / (m + 1)]! : 0));
  return { center, axes, mean: new Float64Array(m), covariance };
}

/**
 * The mean over the blocks of √(dᵀ((Σ + Σ')/2)⁺d), where d is the distance of a block's components from the template's mean, Σ the
 * template's covariance, Σ' that of the blocks, and ⁺ the pseudo-inverse. A block without numbers counts as the mean of the others.
 * Throws ShapeError for fewer than two blocks with structure.
 */
export function ilNiqeScore(blocks: readonly IlNiqeBlock[], template: IlNiqeTemplate): number {
  const rows = blocks.map(({ features }) => componentsOf(features, template));
  const whole = rows.filter((row) => !row.some(Number.isNaN));
  if (whole.length < 2)
    throw new ShapeError(expected('at least two blocks that are not flat', 'a picture to be measured by IL-NIQE', whole.length));
  const own = fitGaussian(whole);
  const m = template.axes.length;
  const { values, vectors } = tridiagonalEigen(
    own.covariance.map((value, i) => (value + template.covariance[i]!) / 2),
    m,
  );
  const least = m * Number.EPSILON * values.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  const distances = rows.map((row) => {
    const from = row.some(Number.isNaN) ? own.mean : row;
    const difference = template.mean.map((value, i) => from[i]! - value);
    let sum = 0;
    for (let k = 0; k < m; k++) if (Math.abs(values[k]!) > least) sum += dot(difference, vectors[k]!) ** 2 / values[k]!;
    return Math.sqrt(sum);
  });
  return distances.reduce((sum, value) => sum + value, 0) / distances.length;
}

function componentsOf(features: readonly number[], { center, axes }: IlNiqeTemplate): number[] {
  const centered = center.map((value, i) => (Math.abs(features[i]!) === Number.POSITIVE_INFINITY ? infinite : features[i]!) - value);
  return axes.map((axis) => dot(centered, axis));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The text of the file of a template that was fitted. */
export function ilNiqeTemplateText({ center, axes, covariance }: IlNiqeTemplate): string {
  const variances = axes.map((_, k) => covariance[k * (axes.length + 1)]!);
  return `${JSON.stringify({ center: [...center], axes: axes.map((axis) => [...axis]), variances })}\n`;
}

/** The template in a file. Throws ConfigError for a file that holds none. */
export async function readIlNiqeTemplate(bytes: Uint8Array): Promise<IlNiqeTemplate> {
  if (bytes[0] !== '{'.charCodeAt(0)) return fromArrays(await readNamedArrays(bytes));
  const { center, axes, variances } = parseConfig(fileSchema, parsed(bytes), 'The IL-NIQE template');
  if (variances.length !== axes.length)
    throw new ConfigError(expected(`${axes.length}`, 'the variances of the IL-NIQE template', variances.length));
  return templateOf(
    Float64Array.from(center),
    axes.map((axis) => Float64Array.from(axis)),
    variances,
  );
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ConfigError(expected('JSON', 'the IL-NIQE template', (cause as Error).message), { cause });
  }
}

/** The cells of templateModel: mean and covariance along the axes, mean of the features, and the axes as columns. */
function fromArrays(arrays: NamedArrays): IlNiqeTemplate {
  const [mean, covariance, center, columns] = [1, 2, 3, 4].map((cell) => arrays.get(`templateModel{${cell}}`)?.data);
  const m = mean?.length ?? 0;
  if (!mean || m < 1 || m > n || covariance?.length !== m * m || center?.length !== n || columns?.length !== n * m) {
    const wanted = `the cells of templateModel with the mean, the covariance, ${n} means of features and their principal vectors`;
    throw new ConfigError(expected(wanted, 'the IL-NIQE template', [...arrays.keys()].join(', ')));
  }
  const axes = Array.from({ length: m }, (_, k) => Float64Array.from({ length: n }, (__, i) => columns[i * m + k]!));
  return { center, axes, mean, covariance };
}
