/** `subpixel models`: what `-n` can name. */
import { defineCommand } from '../command.ts';

export const models = defineCommand({
  name: 'models',
  summary: 'list the installed networks and the classical methods',
  options: { json: { type: 'boolean', summary: 'print the list as one JSON object' } },
  notes: [
    'Multiply-adds are those of the convolutions for one picture of 1280×720 after enlarging. Scores are the mean PSNR in dB and SSIM of the named test set.',
    'Exit code: 0 done, 1 when a listed file is missing or damaged.',
  ],
  examples: [
    { command: 'subpixel models', does: 'what is installed, with size, licence and scores' },
    { command: 'subpixel models --json', does: 'the same for a program' },
  ],
  async run({ options }, { stdout, stderr }) {
    const { listModels, modelsText } = await import('../model-list.ts');
    const list = await listModels();
    stdout.write(options.json ? `${JSON.stringify(list)}\n` : modelsText(list));
    const problems = list.networks.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
    for (const problem of problems) stderr.write(`subpixel: ${problem}\n`);
    return problems.length > 0 ? 1 : 0;
  },
});
