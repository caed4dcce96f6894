/**
 * The model that NIQE (Mittal et al. 2013) compares a picture with: mean and covariance of the features of sharp blocks of good
 * photographs. Its files: our own JSON, the .npz of BasicSR, and .mat files of the authors and of MATLAB's niqeModel.
 */
import * as v from 'valibot';
import { ConfigError, expected, ShapeError } from '../../errors.ts';
import type { Planes } from '../../image/image.ts';
import { parseConfig } from '../../parse-config.ts';
import { distance, fitGaussian, type GaussianModel } from './multivariate-gaussian.ts';
import { type NamedArrays, readNamedArrays } from './named-arrays.ts';
import { type Block, niqeFeatureCount as n, niqeBlock, niqeBlocks } from './niqe-features.ts';

/** Share of the sharpness of a picture's sharpest block that a block must exceed to be fitted to. */
const sharpness = 0.75;

const fileSchema = v.strictObject({
  mean: v.pipe(v.array(v.number()), v.length(n)),
  covariance: v.pipe(v.array(v.pipe(v.array(v.number()), v.length(n))), v.length(n)),
});

/** What the arrays are called in BasicSR's file, the authors' file, and as properties of a niqeModel. */
const names = [
  ['mu_pris_param', 'cov_pris_param'],
  ['mu_prisparam', 'cov_prisparam'],
  ['Mean', 'Covariance'],
] as const;

/** The features of the sharp blocks of a gray plane (1, H, W) in 0–255. */
export function sharpFeatures(gray: Planes<Float64Array>): (readonly number[])[] {
  const blocks = niqeBlocks(gray);
  const least = sharpness * blocks.reduce((most, block) => Math.max(most, block.sharpness), 0);
  return blocks.filter((block) => block.sharpness > least).map((block) => block.features);
}

/** The model of features of `sharpFeatures` of many pictures. Throws ConfigError when there are too few to tell the covariance. */
export function fitNiqeModel(features: readonly (readonly number[])[]): GaussianModel {
  const usable = features.filter((row) => row.every(Number.isFinite)).length;
  if (usable <= n) throw new ConfigError(expected(`more than ${n}`, 'the sharp blocks to fit a model to', usable));
  return fitGaussian(features);
}

/** NIQE of a picture's blocks. Throws ShapeError for fewer than two blocks with structure. */
export function niqeScore(blocks: readonly Block[], model: GaussianModel): number {
  const whole = blocks.filter(({ features }) => features.every(Number.isFinite));
  if (whole.length < 2) {
    const what = `at least two blocks of ${niqeBlock}×${niqeBlock} that are not flat`;
    throw new ShapeError(expected(what, 'a picture to be measured by NIQE', whole.length));
  }
  return distance(model, fitGaussian(blocks.map(({ features }) => features)));
}

/** The text of a model's file. */
export function niqeModelText({ mean, covariance }: GaussianModel): string {
  const rows = Array.from({ length: n }, (_, i) => [...covariance.subarray(i * n, (i + 1) * n)]);
  return `${JSON.stringify({ mean: [...mean], covariance: rows })}\n`;
}

/** The model in a file. Throws ConfigError for a file that holds none. */
export async function readNiqeModel(bytes: Uint8Array): Promise<GaussianModel> {
  if (bytes[0] !== '{'.charCodeAt(0)) return fromArrays(await readNamedArrays(bytes));
  const { mean, covariance } = parseConfig(fileSchema, parsed(bytes), 'The NIQE model');
  return { mean: Float64Array.from(mean), covariance: Float64Array.from(covariance.flat()) };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ConfigError(expected('JSON', 'the NIQE model', (cause as Error).message), { cause });
  }
}

function fromArrays(arrays: NamedArrays): GaussianModel {
  for (const [meanName, covarianceName] of names) {
    const [mean, covariance] = [arrays.get(meanName)?.data, arrays.get(covarianceName)?.data];
    if (mean?.length === n && covariance?.length === n * n) return { mean, covariance };
  }
  const wanted = names.map((pair) => pair.join(' and ')).join(', or ');
  throw new ConfigError(expected(`arrays of ${n} and ${n}×${n} numbers named ${wanted}`, 'the NIQE model', [...arrays.keys()].join(', ')));
}
