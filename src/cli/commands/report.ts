/** `subpixel report`: the page of a training run, made again. */
import { defineCommand } from '../command.ts';

export const report = defineCommand({
  name: 'report',
  summary: "write a training run's report again, with histograms of its weights if asked for",
  positionals: { name: 'a run', min: 1, max: 1, summary: 'the folder of a training run, which may still be going on' },
  options: {
    histograms: { type: 'boolean', summary: 'with a histogram of every weight of the last checkpoint' },
    output: {
      type: 'string',
      short: 'o',
      value: 'file',
      summary: 'the page (default: report.html in the folder, which a run that goes on writes anew)',
    },
  },
  examples: [
    { command: 'subpixel report runs/espcn_x3 --histograms -o weights.html', does: 'how the weights are spread' },
    { command: 'subpixel report runs/espcn_x3', does: 'report.html as it is after the last row of the log' },
  ],
  async run({ options, positionals: [path] }, { stdout }) {
    const { writeRunReport } = await import('../run-report.ts');
    stdout.write(`${await writeRunReport(path!, options)}\n`);
    return 0;
  },
});
