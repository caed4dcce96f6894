/** `subpixel task` with a detector. */
import { writeFileAtomic } from '../../codecs/node.ts';
import { ConfigError, expected, ShapeError } from '../../errors.ts';
import { areaOf, clipBox } from '../../evaluate/task/boxes.ts';
import { type DetectedPicture, detectionScores, foundObjects } from '../../evaluate/task/detection-scores.ts';
import { detectorOf, type OutputKind, outputKinds } from '../../evaluate/task/detector.ts';
import { describePreparation } from '../../evaluate/task/prepare.ts';
import type { Context } from '../command.ts';
import { orList } from '../options.ts';
import { type DetectedScene, detectCsv, detectTable } from './detect-text.ts';
import { readText } from './files.ts';
import { parseClasses } from './labels.ts';
import { type Objects, parseObjects } from './objects.ts';
import { eachPicture, original } from './pictures.ts';
import { preparationOf } from './preparation.ts';
import type { TaskJob } from './run.ts';

/** The exit code. */
export async function detect(job: TaskJob, context: Context): Promise<number> {
  const { options, recogniser, progress } = job;
  if (options.labels === undefined)
    throw new ConfigError('Expected --labels with the objects, a JSON file as that of COCO, but received none');
  if (options.fit === 'crop')
    throw new ConfigError('Expected stretch, pad or none for --fit of a detector, which sees whole pictures, but received crop');
  const objects = parseObjects(await readText(options.labels, '--labels'), options.labels, job.names);
  const fit = recogniser.input.size ? 'stretch' : 'none';
  const preparation = preparationOf(options, recogniser.input, { fit, size: undefined });
  const boxes = { form: options.boxForm ?? 'xyxy', unit: options.boxUnit ?? 'pixels' } as const;
  const detector = detectorOf(recogniser, {
    preparation,
    ...boxes,
    outputs: outputsOf(options.output),
    category: await categoryOf(job, objects),
  });
  const scenes = new Map(objects.scenes.map((scene) => [scene.name, scene]));
  const found = new Map([original, ...job.methods.map(({ name }) => name)].map((method) => [method, [] as DetectedPicture[]]));
  let others = 0;
  const names = objects.scenes.map(({ name }) => name);
  const { seen, failed, notes } = await eachPicture(
    { ...job, names },
    context,
    async (name, { width, height, views }): Promise<DetectedScene> => {
      const scene = scenes.get(name)!;
      if ((scene.width ?? width) !== width || (scene.height ?? height) !== height)
        throw new ShapeError(expected(`${scene.width}×${scene.height}, as ${options.labels} says,`, name, `${width}×${height}`));
      const inside = scene.objects
        .map((object) => ({ ...object, box: clipBox(object.box, views[0]!.image) }))
        .filter(({ box }) => areaOf(box) > 0);
      const made: [string, DetectedPicture][] = [];
      for (const { method, image } of views) {
        const { detections, others: strange } = await detector.find(image);
        others += strange;
        made.push([method, { objects: inside, detections }]);
      }
      for (const [method, picture] of made) found.get(method)!.push(picture);
      const counts = made.map(
        ([method, picture]) => [method, { detections: picture.detections.length, found: foundObjects(picture) }] as const,
      );
      return { name, width, height, objects: inside.filter(({ crowd }) => !crowd).length, methods: Object.fromEntries(counts) };
    },
  );
  const strange = `${others} detections are of no category of ${options.labels} and are left out`;
  const scored = [...found].flatMap(([method, pictures]) => {
    const scores = detectionScores(pictures);
    if (!scores) return [];
    const { categories, ...means } = scores;
    const named = categories.map((one) => ({ ...one, name: objects.categories.get(one.category)! }));
    return [{ method, ...means, detections: pictures.reduce((sum, { detections }) => sum + detections.length, 0), categories: named }];
  });
  const report = {
    ...{ task: 'detect', network: recogniser.name, device: recogniser.device, scale: job.scale, dataset: job.dataset },
    ...{ protocol: job.protocol, protocolText: job.protocolText, preparation, preparationText: describePreparation(preparation) },
    ...{ boxes, methods: scored, images: seen, failed },
    notes: [...objects.notes, ...notes, ...(others > 0 ? [strange] : [])],
  };
  if (!options.json && !options.quiet) for (const note of report.notes) progress.print(context.stderr, note);
  progress.print(context.stdout, options.json ? JSON.stringify(report) : detectTable(report));
  if (options.csv !== undefined) await writeFileAtomic(options.csv, detectCsv(report));
  return failed.length > 0 ? 1 : 0;
}

/** The names of `kind=name` texts. */
function outputsOf(texts: readonly string[]): Partial<Record<OutputKind, string>> {
  const names: Partial<Record<OutputKind, string>> = {};
  for (const text of texts) {
    const [, kind, name] = /^(\w+)=(.+)$/.exec(text) ?? [];
    const known = outputKinds.find((one) => one === kind);
    if (!known || names[known] !== undefined)
      throw new ConfigError(expected(`each of ${orList(outputKinds.map((one) => `${one}=name`))} once`, '--output', text));
    names[known] = name!;
  }
  return names;
}

/** Classes are the ids of categories, or the lines of --classes, which are their names. */
async function categoryOf({ options }: TaskJob, { categories }: Objects): Promise<(index: number) => number | undefined> {
  if (options.classes === undefined) return (index) => (categories.has(index) ? index : undefined);
  const { names } = parseClasses(await readText(options.classes, '--classes'), options.classes);
  const ids = new Map([...categories].map(([id, name]) => [name, id]));
  const absent = [...ids.keys()].find((name) => !names.includes(name));
  if (absent !== undefined)
    throw new ConfigError(expected(`a line for each category of ${options.labels}`, '--classes', `none for ${absent}`));
  return (index) => ids.get(names[index] ?? '');
}
