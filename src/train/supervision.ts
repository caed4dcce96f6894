/** What a network is trained to: the weighted losses of its output and, where the configuration says so, of its side outputs. */
import * as v from 'valibot';
import { ConfigError, expected } from '../errors.ts';
import { formatShape } from '../graph/dim.ts';
import type { Graph, Value } from '../graph/graph.ts';
import { add, mul, slice, sub } from '../graph/ops.ts';
import { losses } from '../losses/index.ts';
import type { BuiltNetwork } from '../models/network.ts';
import { namedModels } from '../models/presets.ts';
import { scheduleConfig } from '../optim/schedule.ts';
import { shrink } from './shrink.ts';

/**
 * L(x) is the weighted sum of the configured losses between x and HR. `recursive` (DRCN: Kim et al., 2016): α·mean L(side) + (1 − α)·L(sr),
 * where `schedule` multiplies α as it does a learning rate. `pyramid` (LapSRN: Lai et al., 2017): L(sr) + Σ weights·L(side), where HR is
 * shrunk to the size of each side output by MATLAB's bicubic.
 */
export const supervisionConfig = v.variant('name', [
  v.strictObject({
    name: v.literal('recursive'),
    alpha: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
    schedule: v.optional(scheduleConfig, { name: 'linear' }),
  }),
  v.strictObject({ name: v.literal('pyramid'), weights: v.optional(v.array(v.pipe(v.number(), v.minValue(0)))) }),
]);

export type SupervisionConfig = v.InferOutput<typeof supervisionConfig>;

/** The part of a training configuration that this file reads. */
export interface SupervisedConfig {
  readonly model: string;
  readonly losses: readonly { readonly name: string; readonly weight: number; readonly options: Readonly<Record<string, unknown>> }[];
  readonly unpadded: boolean;
  readonly supervision?: SupervisionConfig | undefined;
}

/**
 * The loss of a network's outputs, a scalar; hr is (N, C, H, W) at full size. For `recursive` the graph gets the input `alpha`.
 * Throws ConfigError for supervision that does not fit the network.
 */
export function supervisedLoss(g: Graph, config: SupervisedConfig, { sr, side }: Pick<BuiltNetwork, 'sr' | 'side'>, hr: Value): Value {
  const { model, supervision } = config;
  const main = weightedLoss(g, config, sr, centre(g, hr, sr.sizes));
  if (!supervision) return main;
  // At its smallest scale a pyramid has one level only, as in a run of several scales.
  if (side.length === 0 && supervision.name === 'pyramid' && !supervision.weights && isProgressive(model)) return main;
  if (side.length === 0) throw new ConfigError(`supervision: expected a network with side outputs but ${model} has none`);
  if (supervision.name === 'pyramid') {
    const { weights = side.map(() => 1) } = supervision;
    if (config.unpadded) throw new ConfigError('supervision: expected padding with pyramid but unpadded is true');
    if (weights.length !== side.length)
      throw new ConfigError(expected(`${side.length} numbers, one for each side output`, 'supervision.weights', weights.length));
    return side.reduce((sum, output, i) => {
      const [, , height, width] = output.sizes as [number, number, number, number];
      const target = output.sizes.join() === hr.sizes.join() ? hr : shrink(g, hr, height, width);
      return add(g, sum, scaled(g, weightedLoss(g, config, output, target), weights[i]!));
    }, main);
  }
  for (const output of side)
    if (output.sizes.join() !== sr.sizes.join())
      throw new ConfigError(expected(`side outputs of shape ${formatShape(sr.shape)}`, 'supervision recursive', formatShape(output.shape)));
  const alpha = g.input('alpha', []);
  const sum = side.map((output) => weightedLoss(g, config, output, centre(g, hr, output.sizes))).reduce((a, b) => add(g, a, b));
  const mean = scaled(g, sum, 1 / side.length);
  return add(g, mul(g, alpha, mean), mul(g, sub(g, g.constant(1), alpha), main));
}

const isProgressive = (model: string) => namedModels.some(({ name, family }) => name === model && family === 'progressive');

function weightedLoss(g: Graph, config: SupervisedConfig, sr: Value, hr: Value): Value {
  return config.losses
    .map(({ name, weight, options }) => scaled(g, losses[name]!.build(g, { sr, hr }, options), weight))
    .reduce((sum, term) => add(g, sum, term));
}

function scaled(g: Graph, x: Value, factor: number): Value {
  return factor === 1 ? x : mul(g, x, g.constant(factor));
}

/** The middle of x with the given height and width: what an unpadded network leaves of a patch. */
function centre(g: Graph, x: Value, sizes: readonly number[]): Value {
  const cuts = [2, 3].flatMap((axis) => {
    const start = (x.sizes[axis]! - sizes[axis]!) / 2;
    return start === 0 ? [] : [{ axis, start, end: start + sizes[axis]! }];
  });
  return cuts.length === 0 ? x : slice(g, x, cuts);
}
