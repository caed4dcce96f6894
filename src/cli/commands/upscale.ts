/** `subpixel upscale`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { formatOption, qualityOption, selfEnsembleOption, sizeOptions, tileOption } from '../../common/upscale-options.ts';
import { defineCommand } from '../command.ts';
import { engineOptions, type Options, type OptionValues } from '../options.ts';

const upscaleOptions = {
  output: {
    type: 'string',
    short: 'o',
    value: 'path',
    summary:
      'folder for the results (the tree is mirrored), a file for one picture, or - for standard output; default: next to each picture as name_x4',
  },
  ...sizeOptions,
  model: {
    type: 'string',
    short: 'n',
    value: 'name',
    summary: 'an installed network (see subpixel models), bicubic, lanczos3 or another classical method, or a path to any .onnx file',
  },
  tile: tileOption,
  format: formatOption,
  quality: qualityOption,
  recursive: { type: 'boolean', short: 'r', summary: 'also the subfolders of a folder' },
  resume: { type: 'boolean', summary: 'skip pictures whose result is there' },
  overwrite: { type: 'boolean', summary: 'replace results that are there; originals are never replaced' },
  selfEnsemble: selfEnsembleOption,
  ...engineOptions,
  maxPixels: { type: 'integer', value: 'pixels', min: 1, default: 100_000_000, summary: 'refuse larger pictures' },
  compare: { type: 'boolean', summary: 'also write name_compare.png: bicubic beside the result, with a zoomed part' },
  json: { type: 'boolean', summary: 'one JSON object per picture and line' },
  quiet: { type: 'boolean', summary: 'errors only' },
} as const satisfies Options;

export type UpscaleOptions = OptionValues<typeof upscaleOptions>;

export const upscale = defineCommand({
  name: 'upscale',
  summary: 'enlarge pictures with a super-resolution network',
  positionals: {
    name: 'files|folders|globs|-',
    min: 1,
    summary: 'what to enlarge: PNG, JPEG, WebP, TIFF, AVIF and GIF; - reads standard input',
  },
  options: upscaleOptions,
  notes: [
    'Scales that the network does not have are made by running it twice, or by the next larger scale and a reduction; the line of each picture says which passes were made. A network of any scale, such as LIIF, makes the scale itself where that is a fraction with a denominator of at most 20, up to its largest.',
    'Results of earlier runs that lie beside their originals (name_x4.png beside name.png) are left alone when a folder or glob is given.',
    'Exit code: 0 done, 1 when a picture failed (the others are still made), 2 for a wrong command line, 130 after Ctrl-C; finished results are whole and --resume goes on.',
  ],
  examples: [
    { command: 'subpixel upscale photo.jpg', does: 'writes photo_x4.jpg' },
    { command: 'subpixel upscale photo.jpg -s 2 -o big.png', does: 'twice the size, as PNG' },
    {
      command: 'subpixel upscale holidays -r -o large --max-side 3840 --resume',
      does: 'a tree of pictures; a second run goes on where the first stopped',
    },
    { command: "subpixel upscale 'scans/*.tif' -n ./4x_foreign.onnx --compare", does: 'another network, with comparison pictures' },
    { command: 'curl -s https://example.org/a.png | subpixel upscale - > a_x4.png', does: 'as a filter' },
  ],
  async run({ options, positionals }, context) {
    const { runUpscale } = await import('../upscale-run.ts');
    return runUpscale(options, positionals, context);
  },
});
