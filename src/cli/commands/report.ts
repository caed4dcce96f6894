/** `subpixel report`: the page of a training run, made again, or of an evaluation. */
import { ConfigError } from '../../errors.ts';
import { defineCommand } from '../command.ts';

export const report = defineCommand({
  name: 'report',
  summary: 'write the page of a training run again, or that of files of scores',
  positionals: {
    name: 'a run or files of scores',
    min: 1,
    summary: 'the folder of a training run, which may still be going on, or CSV files that eval --suite wrote',
  },
  options: {
    histograms: { type: 'boolean', summary: 'of a run: with a histogram of every weight of the last checkpoint' },
    images: {
      type: 'string',
      value: 'folder',
      summary: 'of scores: with parts of the pictures that eval --suite --save-images wrote there',
    },
    data: { type: 'string', value: 'folder', summary: 'of scores: where the folders of the sets lie, for parts of the HR pictures' },
    output: {
      type: 'string',
      short: 'o',
      value: 'file',
      summary: 'the page (default: report.html in the run, which a run that goes on writes anew; for scores beside the first CSV)',
    },
  },
  notes: [
    'The page of scores holds the table of the field with published values beside ours, quality against multiply-adds and against time, the plane of perception and distortion where a metric without reference was measured, and two methods picture by picture.',
  ],
  examples: [
    { command: 'subpixel report runs/espcn_x3 --histograms -o weights.html', does: 'how the weights are spread' },
    { command: 'subpixel report runs/espcn_x3', does: 'report.html as it is after the last row of the log' },
    { command: 'subpixel report scores.csv --images made --data sets', does: 'scores.html: the methods of a suite beside each other' },
  ],
  async run({ options: { histograms, images, data, output }, positionals }, { stdout }) {
    const { areScores, writeFieldReport } = await import('../field-run.ts');
    if (areScores(positionals)) {
      if (histograms) throw new ConfigError('Expected no --histograms for files of scores: it is for training runs');
      stdout.write(`${await writeFieldReport(positionals, { output, images, data })}\n`);
      return 0;
    }
    const [run, ...others] = positionals;
    if (others.length > 0) throw new ConfigError('Expected one training run, or CSV files only');
    const given = images !== undefined ? '--images' : data !== undefined ? '--data' : undefined;
    if (given) throw new ConfigError(`Expected no ${given} for a training run: it is for files of scores`);
    const { writeRunReport } = await import('../run-report.ts');
    stdout.write(`${await writeRunReport(run!, { histograms, output })}\n`);
    return 0;
  },
});
