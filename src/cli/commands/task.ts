/** `subpixel task`: what it takes. The work itself is loaded when it begins, so that --help is instant. */

import { ConfigError } from '../../errors.ts';
import { boxForms, boxUnits } from '../../evaluate/task/detector.ts';
import { fits } from '../../evaluate/task/prepare.ts';
import { kernels } from '../../image/taps.ts';
import { type ProtocolName, protocols } from '../../metrics/protocols.ts';
import { defineCommand } from '../command.ts';
import { engineOptions, flagOf, type Options, type OptionValues } from '../options.ts';

/** Those whose LR pictures have the colours of HR, as a classifier sees them. */
const colorProtocols = Object.values(protocols).flatMap(({ name, lr }) => (lr.of === 'rgb' ? [name] : [])) as Exclude<
  ProtocolName,
  'srcnn-y'
>[];

const taskOptions = {
  network: { type: 'string', value: 'file', summary: 'the classifier or detector: an .onnx file that takes one picture' },
  task: { type: 'choice', choices: ['classify', 'detect'], default: 'classify', summary: 'what it does' },
  labels: {
    type: 'string',
    value: 'file',
    summary:
      'the right answers: a CSV of file,label, without which the folder of a picture is its class, or the objects as a JSON file of the form of COCO',
  },
  classes: {
    type: 'string',
    value: 'file',
    summary:
      "names of the network's classes, one a line, for labels that are names; of a detector those of the categories, else its classes are their ids",
  },
  model: {
    type: 'string',
    short: 'n',
    value: 'name',
    repeatable: true,
    summary:
      'what enlarges LR besides bicubic: an installed network (see subpixel models), a classical method, or a path to any .onnx file',
  },
  scale: { type: 'number', short: 's', min: 1, max: 16, summary: 'enlargement; may be left out for a network of one scale' },
  protocol: { type: 'choice', choices: colorProtocols, default: 'paper-y', summary: 'how LR is made' },
  fit: {
    type: 'choice',
    choices: fits,
    summary:
      'to the size of the network: crop, the shorter side to --resize and the centre cut out; stretch; pad; none; default crop, and of a detector stretch, or none where any size will do',
  },
  size: {
    type: 'string',
    value: 'pixels',
    summary: 'what the network gets, 224 or 320x240; default what it asks for, else 224 of a classifier',
  },
  resize: {
    type: 'integer',
    value: 'pixels',
    min: 1,
    max: 16384,
    summary: 'the shorter side before --fit crop; default the longer side of --size',
  },
  kernel: { type: 'choice', choices: kernels, default: 'bilinear', summary: 'how pictures are resized for the network' },
  aliased: { type: 'boolean', summary: 'resize without antialiasing, as OpenCV does and Pillow does not' },
  order: { type: 'choice', choices: ['rgb', 'bgr'], default: 'rgb', summary: 'the channels of the network' },
  range: {
    type: 'choice',
    choices: ['1', '255'],
    summary: 'white, before --mean and --std; default 1, or 255 of a network that takes bytes',
  },
  mean: { type: 'string', value: 'numbers', default: '0', summary: 'taken from each channel, such as 0.485,0.456,0.406' },
  std: { type: 'string', value: 'numbers', default: '1', summary: 'what each channel is divided by then, such as 0.229,0.224,0.225' },
  padding: { type: 'number', min: 0, max: 255, default: 0, summary: 'the gray around pictures of --fit pad, in 0–255' },
  layout: { type: 'choice', choices: ['nchw', 'nhwc'], summary: "default what the shape of the network's input says" },
  output: {
    type: 'string',
    value: 'kind=name',
    repeatable: true,
    summary:
      "the network's output of that kind, scores (default the first) or, of a detector, boxes, scores and classes (default by names, shapes and types)",
  },
  scores: {
    type: 'choice',
    choices: ['logits', 'probabilities'],
    summary: 'classify: what that output is; logits get a softmax; default probabilities where it is made by a softmax',
  },
  boxForm: { type: 'choice', choices: boxForms, summary: 'detect: the four numbers of a box, c being its centre; default xyxy' },
  boxUnit: {
    type: 'choice',
    choices: boxUnits,
    summary: "detect: pixels of the network's input, or parts of its width and height; default pixels",
  },
  csv: { type: 'string', value: 'file', summary: 'also write what was seen there, one row per picture and method' },
  ...engineOptions,
  json: { type: 'boolean', summary: 'everything as one JSON object' },
  quiet: { type: 'boolean', summary: 'no progress, only the scores' },
} as const satisfies Options;

export type TaskOptions = OptionValues<typeof taskOptions>;

export const task = defineCommand({
  name: 'task',
  summary: 'measure how well a classifier or detector sees enlarged pictures',
  positionals: { name: 'folder', summary: 'the HR pictures, with their subfolders', min: 1, max: 1 },
  options: taskOptions,
  notes: [
    'Every picture is an HR picture. The network sees it, cut to a multiple of the scale, and what bicubic and every model make of its LR picture. Pictures are resized for the network with the rounding of Pillow, after each pass. A picture that fails is left out for all methods.',
    'classify: top-1 and top-5 are the parts of the pictures whose class is first, or among the first five; as HR is the part that gets the class of its HR picture, right or wrong; p(true) is the mean probability of the right class. Intervals are of 95 % (Wilson). Below, for each two methods, the pictures that only one of them got right, and the p of the exact test of McNemar of them, not corrected for the number of comparisons.',
    'Labels are the numbers of the classes from 0, or names: a line of --classes, or its first word. Files of the CSV are paths below the folder; a first line that is no label is its head. Pictures without a label are left out and told. Without --labels the folders in the order of their names are the classes 0, 1, 2 …, or, with --classes, names.',
    'detect: AP is the mean over the categories and the intersections over union 0.5, 0.55 … 0.95 of the average precision at 101 recalls, AP50 and AP75 that of 0.5 and 0.75, as COCO defines them: of each picture and category the 100 best detections count, those in crowds do not. found is the number of objects that a detection of any score has with 0.5. Rows of the outputs with a score of 0 or a negative class are none.',
    'Exit code: 0 done, 1 when a picture could not be measured (the others still are), 2 for a wrong command line, 130 after Ctrl-C.',
  ],
  examples: [
    {
      command: 'subpixel task imagenet/val --network resnet50.onnx --resize 256 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 -s 4',
      does: 'folders of classes, prepared as torchvision does',
    },
    {
      command:
        'subpixel task photographs --network classifier.onnx --labels labels.csv --classes names.txt -n espcn -n ./own_x4.onnx -s 4 --csv seen.csv',
      does: 'two models, labels by name; what was seen also as CSV',
    },
    {
      command: 'subpixel task val2017 --task detect --network fasterrcnn.onnx --labels instances_val2017.json -s 4 --json',
      does: 'a detector exported from torchvision, for a program',
    },
  ],
  async run({ options, positionals: [folder] }, context) {
    const stray =
      options.task === 'classify' ? ([options.boxForm && 'boxForm', options.boxUnit && 'boxUnit'] as const) : [options.scores && 'scores'];
    for (const key of stray) if (key) throw new ConfigError(`Expected no --${flagOf(key)} for --task ${options.task} but received one`);
    const { runTask } = await import('../task/run.ts');
    return runTask(options, folder!, context);
  },
});
