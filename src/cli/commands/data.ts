/** `subpixel data pack`: cuts the patches of a training configuration into an HDF5 file. */
import { ConfigError, expected } from '../../errors.ts';
import { defineCommand } from '../command.ts';

export const data = defineCommand({
  name: 'data',
  summary: 'pack training patches into an HDF5 file',
  positionals: { name: 'action', summary: 'pack', min: 1, max: 1 },
  options: {
    config: { type: 'string', short: 'c', value: 'file', summary: 'a training configuration, in YAML' },
    set: { type: 'string', value: 'key=value', repeatable: true, summary: 'replace one key of the configuration' },
    out: { type: 'string', short: 'o', value: 'file', summary: 'the file to write, such as patches.h5' },
    count: {
      type: 'integer',
      value: 'patches',
      min: 1,
      summary: 'how many patches; default all of the grid, or as many as a gapless grid has when the mode is random',
    },
    quiet: { type: 'boolean', summary: 'no progress, only the result' },
    json: { type: 'boolean', summary: 'print the result as JSON' },
  },
  examples: [
    { command: 'subpixel data pack --config configs/espcn_x3.yaml --out t91.h5', does: 'the patches of the pictures that it trains on' },
    {
      command: 'subpixel data pack --config configs/espcn_x3.yaml --set data.patch.lrPatchSize=17 --count 1000 --out few.h5',
      does: 'a thousand smaller ones',
    },
  ],
  notes: [
    'The file has the datasets data (LR) and label (HR) of shape (N, C, H, W), in random order, and the settings that made it as its attribute settings. Patches of luma are floats of 0 to 1, those of RGB whole numbers of the depth of the pictures. Flips, rotations and the other augmentations are left to the training. Files of other programs that have these two datasets can be trained on as well.',
  ],
  async run({ options, positionals: [action] }, context) {
    if (action !== 'pack') throw new ConfigError(expected('pack', 'the action', action));
    const { packFromOptions } = await import('../data-pack.ts');
    return packFromOptions(options, context);
  },
});
