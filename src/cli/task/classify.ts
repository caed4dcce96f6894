/** `subpixel task` with a classifier. */
import { writeFileAtomic } from '../../codecs/node.ts';
import { ConfigError, expected } from '../../errors.ts';
import { accuracyOf, compareAccuracy } from '../../evaluate/task/accuracy.ts';
import { type Prediction, predictionOf } from '../../evaluate/task/class-scores.ts';
import { classifierOf } from '../../evaluate/task/classifier.ts';
import { describePreparation } from '../../evaluate/task/prepare.ts';
import type { Context } from '../command.ts';
import { type ClassifiedPicture, classifyCsv, classifyJson, classifyTable } from './classify-text.ts';
import { readText } from './files.ts';
import { type LabelledPicture, type Labels, labelsFromCsv, labelsFromFolders, parseClasses } from './labels.ts';
import { eachPicture, original } from './pictures.ts';
import { preparationOf } from './preparation.ts';
import type { TaskJob } from './run.ts';

const usualSize = { width: 224, height: 224 };

/** The exit code. */
export async function classify(job: TaskJob, context: Context): Promise<number> {
  const { options, recogniser, progress } = job;
  const preparation = preparationOf(options, recogniser.input, { fit: 'crop', size: usualSize });
  const classifier = classifierOf(recogniser, { preparation, output: outputOf(options.output), kind: options.scores });
  const labels = await labelsOf(job);
  const labelOf = new Map(labels.pictures.map((picture: LabelledPicture) => [picture.name, picture.label]));
  let classes = 0;
  const names = labels.pictures.map(({ name }) => name);
  const { seen, failed, notes } = await eachPicture(
    { ...job, names },
    context,
    async (name, { width, height, views }): Promise<ClassifiedPicture> => {
      const label = labelOf.get(name)!;
      const predictions: [string, Prediction][] = [];
      for (const { method, image } of views) {
        const scores = await classifier.scores(image);
        if (classes === 0) checkClasses(labels, scores.length, job.recogniser.name);
        classes = scores.length;
        predictions.push([method, predictionOf(scores, label, classifier.kind)]);
      }
      return { name, width, height, label, predictions: Object.fromEntries(predictions) };
    },
  );
  const soft = classifier.kind === 'logits' && classifier.looksLikeProbabilities && seen.length > 0;
  const hint = 'All scores are like probabilities; if they are, say --scores probabilities, or they get a softmax once more';
  const predictions = new Map(
    [original, ...job.methods.map(({ name }) => name)].map((method) => [method, seen.map((picture) => picture.predictions[method]!)]),
  );
  const report = {
    ...{ task: 'classify', network: recogniser.name, device: recogniser.device, scale: job.scale, dataset: job.dataset, classes },
    ...{ protocol: job.protocol, protocolText: job.protocolText, preparation, preparationText: describePreparation(preparation) },
    scores: classifier.kind,
    methods: seen.length > 0 ? accuracyOf(predictions, original, classes) : [],
    comparisons: seen.length > 0 ? compareAccuracy(predictions) : [],
    images: seen,
    failed,
    notes: [...labels.notes, ...notes, ...(soft ? [hint] : [])],
  };
  if (!options.json && !options.quiet) for (const note of report.notes) progress.print(context.stderr, note);
  progress.print(context.stdout, options.json ? classifyJson(report) : classifyTable(report));
  if (options.csv !== undefined) await writeFileAtomic(options.csv, classifyCsv(report, labels.classes));
  return failed.length > 0 ? 1 : 0;
}

/** The name of `scores=name`. */
function outputOf(texts: readonly string[]): string | undefined {
  const names = texts.map((text) => /^scores=(.+)$/.exec(text)?.[1]);
  if (names.length > 1 || names.includes(undefined)) throw new ConfigError(expected('one scores=name', '--output', texts.join(' ')));
  return names[0];
}

async function labelsOf({ options, names }: TaskJob): Promise<Labels> {
  const classes = options.classes === undefined ? undefined : parseClasses(await readText(options.classes, '--classes'), options.classes);
  if (options.labels === undefined) return labelsFromFolders(names, classes);
  return labelsFromCsv(await readText(options.labels, '--labels'), options.labels, names, classes);
}

function checkClasses({ classes, pictures }: Labels, count: number, network: string): void {
  if (classes && classes.length !== count)
    throw new ConfigError(expected(`${count} classes, as ${network} has,`, 'the names of the classes', classes.length));
  const strange = pictures.find(({ label }) => label >= count);
  if (strange)
    throw new ConfigError(expected(`a class from 0 to ${count - 1}, as ${network} has,`, `the label of ${strange.name}`, strange.label));
}
