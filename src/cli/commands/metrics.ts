/** `subpixel metrics`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { measureOptions } from '../../common/measure-options.ts';
import { ConfigError, expected } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { metricFileOptions } from '../metric-files.ts';
import type { Options, OptionValues } from '../options.ts';

const metricsOptions = {
  ...measureOptions,
  ...metricFileOptions,
  out: {
    type: 'string',
    short: 'o',
    value: 'file',
    summary: 'with fit-niqe and fit-il-niqe: where the model is written, such as niqe.json',
  },
  csv: { type: 'string', value: 'file', summary: 'also write the scores there, one row per picture' },
  threads: { type: 'integer', min: 1, max: 1024, summary: 'pictures that are measured at once; default all cores' },
  json: { type: 'boolean', summary: 'one JSON object per picture and line' },
  quiet: { type: 'boolean', summary: 'no progress, only the scores' },
} as const satisfies Options;

export type MetricsOptions = OptionValues<typeof metricsOptions>;

export const metrics = defineCommand({
  name: 'metrics',
  summary: 'measure finished pictures, against HR pictures or alone',
  positionals: {
    name: 'pictures',
    usage: '<sr> [<hr>] | fit-niqe <folder> | fit-il-niqe <folder>',
    min: 1,
    max: 2,
    summary:
      'two pictures, or two folders or globs whose pictures are matched by name; <sr> alone for metrics that need no HR; fit-niqe or fit-il-niqe with a folder of good photographs: a model of them for niqe, or a template for il-niqe',
  },
  options: metricsOptions,
  notes: [
    'Pictures of two folders belong together when their names are the same up to the extension, or when that of SR goes on with the scale, as in baby_x2_espcn.png beside baby.png. Subfolders are left out. Pictures without a partner are told.',
    'Transparency is not measured. 16-bit pictures are measured as they are, on the scale of 0 to 255, and not rounded.',
    'PSNR of identical pictures is infinite: ∞ in the table, null in JSON, Infinity in CSV.',
    'Exit code: 0 done, 1 when a picture could not be measured or has no partner (the others still are), 2 for a wrong command line, 130 after Ctrl-C.',
  ],
  examples: [
    { command: 'subpixel metrics result.png original.png', does: 'PSNR and SSIM of the whole picture' },
    { command: 'subpixel metrics results Set14 -s 4 --csv scores.csv', does: 'a folder, measured as papers measure ×4; also as CSV' },
    { command: 'subpixel metrics photo.jpg --metric niqe', does: 'a picture alone' },
    { command: 'subpixel metrics fit-niqe photographs -o niqe.json', does: 'for --file niqe.model=niqe.json' },
    { command: 'subpixel metrics fit-il-niqe photographs -o il-niqe.json', does: 'for --file il-niqe.template=il-niqe.json' },
    { command: 'subpixel metrics results Set14 -s 4 --protocol ntire-rgb --metric psnr --json', does: 'PSNR on RGB, for a program' },
  ],
  async run({ options, positionals: [sr, hr] }, context) {
    if (sr === 'fit-niqe' || sr === 'fit-il-niqe') {
      if (hr === undefined) throw new ConfigError(expected('a folder of photographs', sr, undefined));
      if (options.out === undefined) throw new ConfigError('Expected --out with the file for the model but received none');
      const { fitModel } = await import('../fit-model.ts');
      return fitModel(sr, hr, options.out, context);
    }
    if (options.out !== undefined) throw new ConfigError('Expected --out with fit-niqe and fit-il-niqe only: scores are written by --csv');
    const { runMetrics } = await import('../metrics-run.ts');
    return runMetrics(options, { sr: sr!, hr }, context);
  },
});
