/** A network of ours from the layers of a benchmark's case. */
import * as v from 'valibot';
import { Value } from '../src/graph/graph.ts';
import { add } from '../src/graph/ops.ts';
import type { Layers } from '../src/models/layers.ts';
import { defineModel, type ModelDef, type Outputs } from '../src/models/model.ts';
import { parseTrainConfig, type TrainConfig } from '../src/train/config.ts';
import type { BenchLayer, Level, TrainCase } from './train-cases.ts';

export function modelOf({ network, channels, scale, layers }: TrainCase): ModelDef {
  return defineModel({
    name: network,
    title: network,
    paper: { title: 'see bench/train-cases.ts', year: 2026 },
    family: 'post-upsampling',
    input: 'lr',
    channels,
    scales: [scale],
    config: v.strictObject({}),
    params: {},
    build: (nn, x) => sequence(nn, 'net', layers, x),
  });
}

/** The configuration of a case's step, with Adam. */
export function configOf(
  { network, layers, scale, batchSize, lrPatchSize, loss }: TrainCase,
  settings: Pick<TrainConfig, 'learningRate'> & Partial<Pick<TrainConfig, 'threads' | 'device'>>,
): TrainConfig {
  const config = {
    ...{ ...settings, batchSize, steps: 1 },
    losses: [{ name: loss }],
    optimizer: { name: 'adam' },
    ...(layers.at(-1)![0] === 'pyramid' ? { supervision: { name: 'pyramid' } } : {}),
    logGradientNorm: false,
    // Required, and not read by a step: the network is the case's own and the batch always the same.
    ...{ model: 'espcn', scale: 2 },
    data: { folders: ['none'], patch: { mode: 'random', lrPatchSize } },
    validation: { holdOutEvery: 2 },
  };
  return { ...parseTrainConfig(config, 'the case'), model: network, options: {}, scale };
}

/** Only the last layer of a network may have side outputs. */
function sequence(nn: Layers, name: string, layers: readonly BenchLayer[], x: Value): Outputs {
  return layers.reduce<Outputs>((made, layer, i) => {
    if (!(made instanceof Value)) throw new Error(`${name}: a pyramid is the last layer`);
    return apply(nn, `${name}.${i}`, layer, made);
  }, x);
}

function plain(nn: Layers, name: string, layers: readonly BenchLayer[], x: Value): Value {
  const made = sequence(nn, name, layers, x);
  return made instanceof Value ? made : made.sr;
}

function apply(nn: Layers, name: string, layer: BenchLayer, x: Value): Outputs {
  switch (layer[0]) {
    case 'conv':
      return nn.conv(name, layer[1], layer[2], layer[3])(x);
    case 'deconv':
      return nn.deconv(name, layer[1], layer[2], layer[3], { stride: layer[4] })(x);
    case 'tanh':
      return nn.tanh(x);
    case 'relu':
      return nn.relu(x);
    case 'prelu':
      return nn.prelu(name, layer[1])(x);
    case 'batchnorm':
      return nn.batchNorm(name, layer[1])(x);
    case 'lrelu':
      return nn.leakyRelu(x, layer[1]);
    case 'shuffle':
      return nn.pixelShuffle(x, layer[1]);
    case 'residual':
      return add(nn.graph, x, plain(nn, name, layer[1], x));
    case 'pyramid':
      return pyramid(nn, name, layer[1], x);
  }
}

function pyramid(nn: Layers, name: string, levels: readonly Level[], x: Value): Outputs {
  let [features, image] = [x, x];
  const outputs = levels.map((level, i) => {
    features = plain(nn, `${name}.${i}.features`, level.features, features);
    const residual = plain(nn, `${name}.${i}.residual`, level.residual, features);
    image = add(nn.graph, plain(nn, `${name}.${i}.image`, level.image, image), residual);
    return image;
  });
  return { sr: outputs.at(-1)!, side: outputs.slice(0, -1) };
}
