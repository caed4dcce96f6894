/** `subpixel interpolate`: a network between two. */
import { ConfigError } from '../../errors.ts';
import { defineCommand } from '../command.ts';

export const interpolate = defineCommand({
  name: 'interpolate',
  summary: 'make a network between two of the same model and scale',
  positionals: { name: 'two networks', min: 2, max: 2, summary: 'two .onnx files that subpixel trained, of one model, scale and options' },
  options: {
    alpha: { type: 'number', min: 0, max: 1, default: 0.5, summary: 'share of the second network, 0 to 1; the first has the rest' },
    output: { type: 'string', short: 'o', value: 'file', summary: 'the new network' },
  },
  notes: [
    'Every weight is (1 − alpha) times that of the first network plus alpha times that of the second. The file says which two it is made of.',
  ],
  examples: [
    { command: 'subpixel interpolate plain.onnx sharp.onnx --alpha 0.8 -o between.onnx', does: 'four fifths sharp, one fifth plain' },
  ],
  async run({ options: { alpha, output }, positionals: [first, second] }, { stdout }) {
    if (output === undefined) throw new ConfigError('Expected --output for the new network but received none');
    const { interpolate: make } = await import('../interpolate.ts');
    await make(first!, second!, alpha, output);
    stdout.write(`${output}\n`);
    return 0;
  },
});
