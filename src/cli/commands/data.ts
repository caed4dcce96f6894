/** `subpixel data`: public sets of pictures by name, and patches of a training configuration in an HDF5 file. */
import { ConfigError, expected } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { flagOf, type Options, type OptionValues, orList } from '../options.ts';

const dataOptions = {
  folder: { type: 'string', value: 'folder', summary: 'get, list, verify: where the sets are; default data' },
  from: { type: 'string', value: 'path', summary: 'get: take the pictures out of this folder or archive, which is there already' },
  yes: { type: 'boolean', short: 'y', summary: 'get: download without asking' },
  keep: { type: 'boolean', summary: 'get: keep the archive beside the sets' },
  config: { type: 'string', short: 'c', value: 'file', summary: 'pack: a training configuration, in YAML' },
  set: { type: 'string', value: 'key=value', repeatable: true, summary: 'pack: replace one key of the configuration' },
  out: { type: 'string', short: 'o', value: 'file', summary: 'pack: the file to write, such as patches.h5' },
  count: {
    type: 'integer',
    value: 'patches',
    min: 1,
    summary: 'pack: how many patches; default all of the grid, or as many as a gapless grid has when the mode is random',
  },
  quiet: { type: 'boolean', summary: 'no progress, only the result' },
  json: { type: 'boolean', summary: 'print the result as JSON' },
} as const satisfies Options;

type DataOptions = OptionValues<typeof dataOptions>;

/** The options that mean something to each action. */
const actions = {
  get: ['folder', 'from', 'yes', 'keep', 'quiet', 'json'],
  list: ['folder', 'json'],
  verify: ['folder', 'quiet', 'json'],
  pack: ['config', 'set', 'out', 'count', 'quiet', 'json'],
} as const satisfies Readonly<Record<string, readonly (keyof DataOptions)[]>>;
type Action = keyof typeof actions;

/** Throws ConfigError for an action that is not known, and for an option or name that it does not take. */
function actionOf(action: string, names: readonly string[], options: DataOptions): Action {
  if (!Object.hasOwn(actions, action)) throw new ConfigError(expected(orList(Object.keys(actions)), 'the action', action));
  const taken: readonly string[] = actions[action as Action];
  const stray = Object.entries(options).find(([key, value]) => {
    const given = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return given && !taken.includes(key);
  });
  if (stray) throw new ConfigError(`Expected no --${flagOf(stray[0])} for data ${action} but received one`);
  if ((action === 'pack' || action === 'list') && names.length > 0)
    throw new ConfigError(`Expected options only for data ${action} but received ${JSON.stringify(names[0])}`);
  return action as Action;
}

export const data = defineCommand({
  name: 'data',
  summary: 'get and check public sets of pictures, or pack training patches into an HDF5 file',
  positionals: { name: 'action', summary: 'get, list, verify or pack; names of sets come after get and verify', min: 1 },
  options: dataOptions,
  notes: [
    'get shows address, size, checksum and licence before it downloads, and asks. A download that broke off goes on where it was. The pictures are checked before they are put into data/<set>, where the recipes look for them: Set5, Set14, B100, T91, General100 and BSD200 by the pixels of every picture, which are the same in PNG, BMP and lossless WebP; the others by names and number, and by the checksum of the archive where it was downloaded or has its own name. Bitmaps become PNG.',
    'Exit code of verify: 1 when a set is not as it should be.',
    'pack writes a file with the datasets data (LR) and label (HR) of shape (N, C, H, W), in random order, and the settings that made it as its attribute settings. Patches of luma are floats of 0 to 1, those of RGB whole numbers of the depth of the pictures. Flips, rotations and the other augmentations are left to the training. Files of other programs that have these two datasets can be trained on as well.',
  ],
  examples: [
    { command: 'subpixel data list', does: 'the sets that are known, and which of them are there' },
    { command: 'subpixel data get Set5 Set14 B100', does: 'three benchmarks of one archive' },
    { command: 'subpixel data get T91 --from ~/Downloads/SR_training_datasets.zip', does: 'out of an archive that was downloaded by hand' },
    { command: 'subpixel data verify', does: 'whether all sets that are there are whole' },
    { command: 'subpixel data pack --config configs/espcn_x3.yaml --out t91.h5', does: 'the patches of the pictures that it trains on' },
    {
      command: 'subpixel data pack --config configs/espcn_x3.yaml --set data.patch.lrPatchSize=17 --count 1000 --out few.h5',
      does: 'a thousand smaller ones',
    },
  ],
  async run({ options, positionals: [first, ...names] }, context) {
    const action = actionOf(first!, names, options);
    if (action === 'pack') {
      const { packFromOptions } = await import('../data-pack.ts');
      return packFromOptions(options, context);
    }
    const { publicWorld } = await import('../sets/world.ts');
    const world = await publicWorld();
    const placed = { ...options, folder: options.folder ?? 'data' };
    if (action === 'get') return (await import('../sets/get.ts')).getSets(names, placed, context, world);
    const { listSets, verifySets } = await import('../sets/list.ts');
    return action === 'list' ? listSets(placed, context, world) : verifySets(names, placed, context, world);
  },
});
