/** `subpixel degrade`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { presetNames } from '../../data/degrade/presets.ts';
import { defineCommand } from '../command.ts';
import { lrOptions, type Options, type OptionValues } from '../options.ts';

const degradeOptions = {
  degradation: {
    type: 'string',
    value: 'name|file',
    summary: `${presetNames.join(', ')}, or a YAML or JSON file with a list of steps, as data.degradation of a training configuration has it`,
  },
  scale: {
    type: 'number',
    short: 's',
    min: 1,
    max: 16,
    summary: 'how many times smaller, a whole number for all but plain reductions; the picture is cut to a multiple first',
  },
  seed: {
    type: 'integer',
    min: 0,
    max: 2 ** 32 - 1,
    default: 1,
    summary: 'of the random numbers; those of a picture follow from it and from the name, so that order and company do not matter',
  },
  ...lrOptions,
  output: { ...lrOptions.output, summary: lrOptions.output.summary.replace('name_d2', 'name_d4_bsrgan') },
} as const satisfies Options;

export type DegradeOptions = OptionValues<typeof degradeOptions>;

export const degrade = defineCommand({
  name: 'degrade',
  summary: 'make LR pictures as training does: blurred, noisy and compressed',
  positionals: { name: 'files|folders|globs', min: 1, summary: 'what to make LR pictures of: PNG, JPEG, WebP, TIFF, AVIF and GIF' },
  options: degradeOptions,
  notes: [
    'The name that counts for the random numbers is the path below the folder or glob, without extension: a picture comes out the same by itself and in its folder. Transparency is left out.',
    'Results of earlier runs that lie beside their originals are left alone when a folder or glob is given.',
    'Exit code: 0 done, 1 when a picture failed (the others are still made), 2 for a wrong command line, 130 after Ctrl-C; finished results are whole and --resume goes on.',
  ],
  examples: [
    { command: 'subpixel degrade photo.png --degradation bsrgan -s 4', does: 'writes photo_d4_bsrgan.png' },
    {
      command: 'subpixel degrade DIV2K_valid_HR --degradation real-esrgan -s 4 --seed 7 -o DIV2K_valid_LR',
      does: 'a folder, the same again with the same seed',
    },
    { command: 'subpixel degrade holidays -r --degradation steps.yaml -s 2 -o lr --json', does: 'steps of your own, for a program' },
  ],
  async run({ options, positionals }, context) {
    const { runDegrade } = await import('../degrade-run.ts');
    return runDegrade(options, positionals, context);
  },
});
