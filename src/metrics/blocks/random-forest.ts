/** Regression by random forests (Breiman, 2001), as the program randomforest-matlab saves and applies them. */
import { ConfigError, expected } from '../../errors.ts';
import type { NamedArrays } from './named-arrays.ts';

/** Nodes of all trees: node k of tree t is at place k·trees + t. Nodes are counted from 1 and begin with the root; 0 is none. */
export interface RandomForest {
  readonly trees: number;
  readonly nodes: number;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Which feature is compared, from 1; a sample goes left where it is at most the threshold. */
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  /** The value of a node without nodes below. */
  readonly value: Float64Array;
  /** The mean of the trees becomes offset + slope·mean. */
  readonly correction: readonly [offset: number, slope: number];
}

/**
 * The forest in the structure at `place`, as regRF_train returns it, for `features` features. A node with a node on the left also has one on
 * the right and a feature. Throws ConfigError where an array lacks or does not fit. */
export function readForest(arrays: NamedArrays, place: string, features: number): RandomForest {
  const arrayOf = (name: string) => {
    const array = arrays.get(`${place}.${name}`);
    if (!array) throw new ConfigError(expected(`an array ${place}.${name}`, 'a file of random forests', [...arrays.keys()].join(', ')));
    return array;
  };
  const [nodes = 0, trees = 0] = arrayOf('lDau').shape;
  const sized = (name: string) => {
    const { data } = arrayOf(name);
    if (data.length === nodes * trees && data.length > 0) return data;
    throw new ConfigError(expected(`${nodes}×${trees} numbers`, `${place}.${name}`, data.length));
  };
  const [left, right, feature] = [
    within(sized('lDau'), nodes, place),
    within(sized('rDau'), nodes, place),
    within(sized('mbest'), features, place),
  ];
  if (left.some((node, i) => node > 0 && (right[i] === 0 || feature[i] === 0)))
    throw new ConfigError(expected('two nodes and a feature', `each fork of ${place}`, 'a fork without'));
  return {
    trees,
    nodes,
    left,
    right,
    feature,
    threshold: sized('upper'),
    value: sized('avnode'),
    correction: correctionOf(arrays.get(`${place}.coef`)?.data),
  };
}

/** A file may not point outside itself. */
function within(values: Float64Array, most: number, place: string): Float64Array {
  const wrong = values.find((value) => !(Number.isInteger(value) && value >= 0 && value <= most));
  if (wrong !== undefined) throw new ConfigError(expected(`whole numbers up to ${most}`, `the trees of ${place}`, wrong));
  return values;
}

function correctionOf(coefficients: Float64Array | undefined): readonly [number, number] {
  const [offset = 0, slope = 0] = coefficients ?? [];
  return offset === 0 && slope === 0 ? [0, 1] : [offset, slope];
}

/** The mean over the trees. Throws ConfigError for a tree that leads back to itself. */
export function forestValue(
  { trees, nodes, left, right, feature, threshold, value, correction }: RandomForest,
  x: ArrayLike<number>,
): number {
  let sum = 0;
  for (let tree = 0; tree < trees; tree++) {
    let at = tree;
    for (let steps = 0; left[at] !== 0; steps++) {
      if (steps === nodes) throw new ConfigError('Expected trees for a random forest but received one that leads back to itself');
      const next = x[feature[at]! - 1]! <= threshold[at]! ? left[at]! : right[at]!;
      at = (next - 1) * trees + tree;
    }
    sum += value[at]!;
  }
  return correction[0] + (correction[1] * sum) / trees;
}
