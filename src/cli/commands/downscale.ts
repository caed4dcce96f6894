/** `subpixel downscale`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { defineCommand } from '../command.ts';
import { lrOptions, type Options, type OptionValues } from '../options.ts';

const downscaleOptions = {
  scale: {
    type: 'number',
    short: 's',
    above: 1,
    max: 16,
    summary: 'how many times smaller; the picture is cut at its right and bottom to a multiple first, as for LR pictures',
  },
  width: { type: 'integer', value: 'pixels', min: 1, summary: 'width of the result; alone it keeps the aspect ratio' },
  height: { type: 'integer', value: 'pixels', min: 1, summary: 'height of the result; alone it keeps the aspect ratio' },
  maxSide: { type: 'integer', value: 'pixels', min: 1, summary: 'length of the longer side of the result' },
  kernel: {
    type: 'choice',
    choices: ['nearest', 'bilinear', 'bicubic', 'area', 'lanczos2', 'lanczos3'],
    default: 'bicubic',
    summary: 'how pixels are mixed',
  },
  ...lrOptions,
} as const satisfies Options;

export type DownscaleOptions = OptionValues<typeof downscaleOptions>;

export const downscale = defineCommand({
  name: 'downscale',
  summary: "make pictures smaller as MATLAB's imresize does, such as LR pictures of HR",
  positionals: { name: 'files|folders|globs', min: 1, summary: 'what to make smaller: PNG, JPEG, WebP, TIFF, AVIF and GIF' },
  options: downscaleOptions,
  notes: [
    'With --scale and bicubic the results are, bit for bit, the LR pictures that papers measure on: imresize of the integer picture with antialiasing, rounded after each pass.',
    'Colour under transparent pixels is replaced by that of their neighbours before, so that it does not bleed.',
    'Results of earlier runs that lie beside their originals (name_d2.png beside name.png) are left alone when a folder or glob is given.',
    'Exit code: 0 done, 1 when a picture failed (the others are still made), 2 for a wrong command line, 130 after Ctrl-C; finished results are whole and --resume goes on.',
  ],
  examples: [
    { command: 'subpixel downscale photo.png -s 2', does: 'writes photo_d2.png' },
    { command: 'subpixel downscale Set14 -s 4 -o Set14_LR', does: 'LR pictures for ×4, each cut to a multiple of 4 first' },
    { command: 'subpixel downscale holidays -r -o small --max-side 1000 -f jpg', does: 'a tree of pictures that fit a screen' },
  ],
  async run({ options, positionals }, context) {
    const { runDownscale } = await import('../downscale-run.ts');
    return runDownscale(options, positionals, context);
  },
});
