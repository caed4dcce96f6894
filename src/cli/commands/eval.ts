/** `subpixel eval`: what it takes. The work itself is loaded when it begins, so that --help is instant. */
import { type ProtocolName, protocols } from '../../metrics/protocols.ts';
import { defineCommand } from '../command.ts';
import { metricFileOptions } from '../metric-files.ts';
import { engineOptions, type Options, type OptionValues } from '../options.ts';

const evalOptions = {
  model: {
    type: 'string',
    short: 'n',
    value: 'name',
    repeatable: true,
    summary: 'an installed network (see subpixel models), bicubic or another classical method, or a path to any .onnx file',
  },
  data: {
    type: 'string',
    value: 'folder',
    summary: 'the HR pictures; its subfolders are left out. With --suite: where the folders of its sets lie',
  },
  suite: {
    type: 'string',
    value: 'file',
    summary: 'many models, sets, scales, protocols and metrics, from a YAML file',
  },
  scale: { type: 'number', short: 's', min: 1, max: 16, summary: 'enlargement; may be left out for a network of one scale' },
  protocol: {
    type: 'choice',
    choices: Object.keys(protocols) as ProtocolName[],
    summary: 'how LR is made and what is measured, printed in full with the scores; default paper-y',
  },
  explain: { type: 'boolean', summary: 'how far each choice of the protocol moves the scores; --data may be one picture' },
  noise: { type: 'number', value: 'sigma', min: 1, max: 255, summary: 'for denoisers: Gaussian noise that is added to LR, σ of 255' },
  metric: { type: 'string', value: 'names', summary: 'what is measured, separated by commas; default psnr,ssim' },
  ...metricFileOptions,
  cropBorder: { type: 'integer', value: 'pixels', min: 0, max: 1024, summary: "left out at each edge, in place of the protocol's border" },
  csv: {
    type: 'string',
    value: 'file',
    summary: 'also write the scores there, one row per picture. With --suite: add them to those that are there',
  },
  saveImages: { type: 'string', value: 'folder', summary: 'also write the results there, as name_x2_model.png' },
  ...engineOptions,
  json: { type: 'boolean', summary: 'one JSON object per network and line' },
  quiet: { type: 'boolean', summary: 'no progress, only the scores' },
} as const satisfies Options;

export type EvalOptions = OptionValues<typeof evalOptions>;

export const evaluate = defineCommand({
  name: 'eval',
  summary: 'measure networks on folders of pictures',
  options: evalOptions,
  notes: [
    'Every picture of the folder is an HR picture: its LR picture is made from it as the protocol says, enlarged by the network, and compared with it. Networks are measured at their own scales only, those of any scale at fractions with a denominator of at most 20.',
    'A suite adds one row for each picture to its CSV as soon as it is measured, with the SHA-256 of the network and of the set. Started again, it does what is not there yet: new pictures, other weights and new metrics too. Scales that a network does not have are told and left out.',
    'PSNR of a result that equals its HR picture is infinite: ∞ in the table, null in JSON, Infinity in CSV.',
    'Exit code: 0 done, 1 when a picture could not be measured (the others still are), 2 for a wrong command line, 130 after Ctrl-C.',
  ],
  examples: [
    { command: 'subpixel eval --data Set5 -s 2', does: 'the default network on a benchmark set, beside bicubic' },
    { command: 'subpixel eval -n ./espcn_x3.onnx -n lanczos3 --data Set14 -s 3 --csv scores.csv', does: 'two methods, also as CSV' },
    { command: 'subpixel eval --explain --data baby.png -s 2', does: 'what PSNR and SSIM would be by other rules' },
    {
      command: 'subpixel eval --suite configs/eval/benchmark.yaml --data sets --csv scores.csv',
      does: 'the methods and sets of a file; again: what is left',
    },
    { command: 'subpixel eval --data DIV2K_valid_HR -s 2 --protocol ntire-rgb --metric psnr --json', does: 'PSNR on RGB, for a program' },
  ],
  async run({ options }, context) {
    if (options.suite !== undefined) {
      const { runSuite } = await import('../suite-run.ts');
      return runSuite(options.suite, options, context);
    }
    if (options.explain) {
      const { runExplain } = await import('../explain-run.ts');
      return runExplain(options, context);
    }
    const { runEval } = await import('../eval-run.ts');
    return runEval(options, context);
  },
});
