/** `subpixel mos`: opinions of people on pictures, asked for by a page and put together. */
import { ConfigError, expected } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { flagOf, type Options, type OptionValues } from '../options.ts';

const mosOptions = {
  out: { type: 'string', short: 'o', value: 'file', summary: 'make: the page to write, such as page.html' },
  paired: { type: 'boolean', summary: 'make: which of two is better, in place of a scale of five' },
  title: { type: 'string', value: 'text', summary: 'make: the heading of the page' },
  trials: { type: 'integer', value: 'number', min: 1, summary: 'make: at most so many for one rater, drawn at random; default all' },
  metrics: {
    type: 'string',
    value: 'file',
    repeatable: true,
    summary: 'score: a CSV of metric scores, as subpixel eval and subpixel metrics write them, to correlate with',
  },
  csv: { type: 'boolean', summary: 'score: print the scores of every picture and method as CSV' },
  json: { type: 'boolean', summary: 'score: print everything as JSON' },
  quiet: { type: 'boolean', summary: 'make: no progress' },
} as const satisfies Options;

type MosOptions = OptionValues<typeof mosOptions>;

const actions = {
  make: ['out', 'paired', 'title', 'trials', 'quiet'],
  score: ['metrics', 'csv', 'json'],
} as const satisfies Readonly<Record<string, readonly (keyof MosOptions)[]>>;

export const mos = defineCommand({
  name: 'mos',
  summary: 'ask people how good pictures look, with a page, and put their answers together',
  positionals: { name: 'action', summary: 'make, followed by a folder for each method, or score, followed by files of answers', min: 1 },
  options: mosOptions,
  notes: [
    'make writes one HTML file that needs nothing else. It shows the pictures in a random order of its own for every rater, without saying which method made them (the names are in the source of the page, so it is blind for raters who do not look there), and saves the answers as a JSON file. A folder is a method of its name; all folders hold the same pictures, under their names or those that eval and upscale give their results.',
    'score gives each method its mean opinion score of 1 to 5 with a 95 % confidence interval by the t distribution, over the means of the raters, or over the ratings of a single rater. Of pairs it gives the strength in the Bradley–Terry model: a difference d means that the one is preferred to the other in 1 / (1 + exp(−d)) of all cases.',
    'The CSV of --metrics has a column method or model, may have one picture or image, and one for each metric; or a column sr, as that of subpixel metrics, of paths whose folder is the method. Correlations are over the means of the pictures of each method, or, of pairs or without pictures, over the methods.',
  ],
  examples: [
    { command: 'subpixel mos make results/bicubic results/espcn results/edsr --out page.html', does: 'a page with a scale of five' },
    { command: 'subpixel mos make results/* --paired --trials 60 --out page.html', does: 'pairs, sixty for each rater' },
    { command: 'subpixel mos score answers-*.json --metrics scores.csv', does: 'the scores, and how well metrics agree with them' },
  ],
  async run({ options, positionals: [action, ...rest] }, context) {
    if (action !== 'make' && action !== 'score') throw new ConfigError(expected('make or score', 'the action', action));
    const taken: readonly string[] = actions[action];
    const given = (value: unknown) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
    const stray = Object.entries(options).find(([key, value]) => given(value) && !taken.includes(key));
    if (stray) throw new ConfigError(`Expected no --${flagOf(stray[0])} for mos ${action} but received one`);
    if (action === 'make') return (await import('../mos/make.ts')).makePage(rest, options, context);
    return (await import('../mos/score.ts')).scoreAnswers(rest, options, context);
  },
});
