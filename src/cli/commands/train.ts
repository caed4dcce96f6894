/** `subpixel train`: trains a network from a configuration file, in a run folder of its own. */
import { defineCommand } from '../command.ts';
import { networkFlags, networkSets } from '../network-flags.ts';

export const train = defineCommand({
  name: 'train',
  summary: 'train a network from a configuration file',
  options: {
    config: { type: 'string', short: 'c', value: 'file', summary: 'the configuration, in YAML' },
    model: { type: 'string', short: 'm', value: 'name', summary: 'the network, in place of what the configuration says' },
    scale: { type: 'string', short: 's', value: 'number', summary: 'the enlargement, in place of what the configuration says' },
    set: {
      type: 'string',
      value: 'key=value',
      repeatable: true,
      summary: 'replace one key of the configuration, such as data.patch.lrPatchSize=24',
    },
    device: {
      type: 'choice',
      choices: ['cpu', 'webgpu', 'cuda'],
      summary: 'where the step runs, in place of what the configuration says',
    },
    out: { type: 'string', short: 'o', value: 'folder', summary: "the run's folder (default: runs/ and the name of the configuration)" },
    resume: { type: 'boolean', summary: "go on with the folder's run where it stopped" },
    allowChange: {
      type: 'string',
      value: 'key',
      repeatable: true,
      summary: 'with --resume: a key of the configuration that may differ from what the run was started with',
    },
    seeds: {
      type: 'string',
      value: 'numbers',
      summary: 'one run for each seed, such as 1,2,3, with mean and standard deviation of their scores',
    },
    folds: {
      type: 'integer',
      value: 'k',
      min: 2,
      max: 100,
      summary: 'k runs, each validated on another k-th of the pictures that the others are trained on',
    },
    quiet: { type: 'boolean', summary: 'no progress, only the result' },
    json: { type: 'boolean', summary: 'print the result as JSON' },
    ...networkFlags,
  },
  examples: [
    { command: 'subpixel train --config configs/espcn_x3.yaml', does: 'train ESPCN ×3 into runs/espcn_x3' },
    { command: 'subpixel train --config configs/espcn_x3.yaml --resume', does: 'go on after Ctrl-C' },
    { command: 'subpixel train --config configs/espcn_x3.yaml --device webgpu', does: 'train on a GPU' },
    {
      command: "subpixel train --config configs/espcn_x3.yaml --set steps=2000 --set 'data.folders=[photos]'",
      does: 'a short run on your own pictures',
    },
    {
      command: 'subpixel train --config configs/edsr-baseline_x2.yaml --features 32 --blocks 8 --out runs/small',
      does: 'a smaller network',
    },
    {
      command: 'subpixel train --config configs/espcn_x3.yaml --resume --set learningRate=0.0001 --allow-change learningRate',
      does: 'go on at another learning rate',
    },
    {
      command: 'subpixel train --config configs/espcn_x3.yaml --folds 5',
      does: 'five-fold cross-validation, into runs/espcn_x3/fold-1 and so on',
    },
  ],
  notes: [
    'Options of the network are flags as well: --features 32 is --set options.features=32. `subpixel networks <name>` lists those of a network.',
    'Folders in the configuration are relative to the working directory. Ctrl-C saves a checkpoint and ends the run; --resume goes on from it, with exactly the result of a run that was never stopped.',
  ],
  async run({ options }, context) {
    const { trainFromOptions } = await import('../train-run.ts');
    const { model, scale } = options;
    const named = [...(model === undefined ? [] : [`model=${model}`]), ...(scale === undefined ? [] : [`scale=${scale}`])];
    return trainFromOptions({ ...options, set: [...named, ...networkSets(options), ...options.set] }, context);
  },
});
