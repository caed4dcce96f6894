/** `subpixel compare`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { type ProtocolName, protocols } from '../../metrics/protocols.ts';
import { defineCommand } from '../command.ts';
import { metricFileOptions } from '../metric-files.ts';
import { engineOptions, type Options, type OptionValues } from '../options.ts';

const compareOptions = {
  model: {
    type: 'string',
    short: 'n',
    value: 'name',
    repeatable: true,
    summary:
      'an installed network (see subpixel models), bicubic or another classical method, or a path to any .onnx file; default the default network and bicubic',
  },
  scale: {
    type: 'number',
    short: 's',
    min: 1,
    max: 16,
    summary: 'enlargement; default that of --hr, else 4 or the own scale of an .onnx file',
  },
  hr: {
    type: 'string',
    value: 'file',
    summary: 'the original of which the picture is the LR picture: shown beside the results, which are measured',
  },
  fromHr: { type: 'boolean', summary: 'the picture is the original itself: LR is made of it as the protocol says' },
  metric: {
    type: 'string',
    value: 'names',
    summary: 'what is measured, separated by commas; default psnr,ssim where there is an original',
  },
  ...metricFileOptions,
  protocol: {
    type: 'choice',
    choices: Object.keys(protocols) as ProtocolName[],
    default: 'paper-y',
    summary: 'how LR is made of the original, and what is measured',
  },
  crop: {
    type: 'string',
    value: 'x,y,w,h',
    summary: 'the part that is enlarged, in pixels of the result; default the most detailed part',
  },
  output: {
    type: 'string',
    short: 'o',
    value: 'folder',
    summary: 'where the page and the sheet are written; default: next to the picture',
  },
  overwrite: { type: 'boolean', summary: 'replace a page and a sheet that are there' },
  ...engineOptions,
  json: { type: 'boolean', summary: 'print what was made as one JSON object' },
  quiet: { type: 'boolean', summary: 'errors only' },
} as const satisfies Options;

export type CompareOptions = OptionValues<typeof compareOptions>;

export const compare = defineCommand({
  name: 'compare',
  summary: 'one picture enlarged in several ways, on a page and a contact sheet',
  positionals: { name: 'image', min: 1, max: 1, summary: 'the picture to enlarge, or with --from-hr the original' },
  options: compareOptions,
  notes: [
    'Writes name_x2_compare.png, the contact sheet, and name_x2_compare.html, a page that needs no other file and no network: any two results with a line between them, side by side, or their difference; all results around the same point; scores below them where there is an original. Page and keys work without a mouse.',
    'An original given by --hr may be larger than the result by less than the scale at its right and bottom, which are cut. With --from-hr networks are run at their own scales only, as by subpixel eval.',
    'Exit code: 0 done, 1 when a picture or a network failed, 2 for a wrong command line, 130 after Ctrl-C.',
  ],
  examples: [
    { command: 'subpixel compare photo.jpg -s 2', does: 'the default network and bicubic' },
    { command: 'subpixel compare small.png --hr original.png -n espcn -n ./own_x2.onnx -n bicubic', does: 'three methods, measured' },
    {
      command: 'subpixel compare original.png --from-hr -s 3 --metric psnr,ssim,niqe --crop 96,40,64,48 -o pages',
      does: 'of LR that is made of the original, another part, into a folder',
    },
  ],
  async run({ options, positionals: [path] }, context) {
    const { runCompare } = await import('../compare-run.ts');
    return runCompare(options, path!, context);
  },
});
