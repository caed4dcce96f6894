/** `subpixel runs`: training runs beside each other. */
import { defineCommand } from '../command.ts';

export const runs = defineCommand({
  name: 'runs',
  summary: 'list and compare training runs',
  positionals: { name: 'folders', min: 0, max: 1, summary: 'the folder that holds the runs, also within its subfolders (default: runs)' },
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'file',
      summary: 'the page with the curves of all runs (default: compare.html in the folder)',
    },
    json: { type: 'boolean', summary: 'print the list as JSON, and write no page unless --output is given' },
  },
  notes: [
    'Best runs first. Gain is over bicubic on the same pictures; runs that were validated on other pictures cannot be compared by PSNR.',
  ],
  examples: [
    { command: 'subpixel runs', does: 'a table of all runs below runs, and runs/compare.html with their curves' },
    { command: 'subpixel runs runs/espcn_x3 --json', does: 'the runs of a series, for a program' },
  ],
  async run({ options, positionals: [folder = 'runs'] }, { stdout }) {
    const { listRuns, runsText, writeComparison } = await import('../run-list.ts');
    const list = await listRuns(folder);
    if (options.json) stdout.write(`${JSON.stringify(list.map(({ rows: _rows, ...run }) => run))}\n`);
    else stdout.write(runsText(list));
    if (options.json && options.output === undefined) return 0;
    const page = await writeComparison(folder, list, options.output);
    if (!options.json) stdout.write(`${page}\n`);
    return 0;
  },
});
