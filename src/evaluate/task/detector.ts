/** A detector of the user: which of its outputs hold boxes, scores and classes, and what it finds in a picture. */
import { ConfigError, EngineError, expected } from '../../errors.ts';
import type { Image } from '../../image/image.ts';
import type { Port } from '../../runtime/engine.ts';
import { type Box, clipBox } from './boxes.ts';
import type { Detection } from './detection-scores.ts';
import { type Placement, type Preparation, preparePicture } from './prepare.ts';
import { numbersOf, outputNamed, type Recogniser } from './recogniser.ts';

/** What the four numbers of a box are; c is its centre. */
export const boxForms = ['xyxy', 'yxyx', 'xywh', 'cxcywh'] as const;
export type BoxForm = (typeof boxForms)[number];

/** Pixels, or parts of the width and height, of the network's input. */
export const boxUnits = ['pixels', 'parts'] as const;
export type BoxUnit = (typeof boxUnits)[number];

export const outputKinds = ['boxes', 'scores', 'classes'] as const;
export type OutputKind = (typeof outputKinds)[number];

export interface DetectorOptions {
  /** With a fit that shows the whole picture. */
  readonly preparation: Preparation;
  readonly form: BoxForm;
  readonly unit: BoxUnit;
  /** Names of outputs; those left out are found by names, shapes and types. */
  readonly outputs: Readonly<Partial<Record<OutputKind, string>>>;
  /** The category of a class of the network; undefined for one that no label can have. */
  category(index: number): number | undefined;
}

export interface Found {
  /** In pixels of the picture, and within it. */
  readonly detections: readonly Detection[];
  /** Detections of no category of the labels, which are left out. */
  readonly others: number;
}

export interface Detector {
  /** Throws EngineError for outputs of another form. */
  find(image: Image): Promise<Found>;
}

/** More than any detector gives for one picture. */
const mostBoxes = 100_000;

/** Throws ConfigError for outputs that are not there or cannot be told apart. */
export function detectorOf(recogniser: Recogniser, { preparation, form, unit, outputs, category }: DetectorOptions): Detector {
  const names = chooseOutputs(recogniser, outputs);
  return {
    async find(image) {
      const { planes, placement } = preparePicture(image, preparation);
      const made = await recogniser.run(planes, Object.values(names));
      const [boxes, scores, classes] = outputKinds.map((kind) => numbersOf(made[names[kind]]!));
      const count = scores!.length;
      if (boxes!.length !== 4 * count || classes!.length !== count || count > mostBoxes || made[names.boxes]!.shape.at(-1) !== 4) {
        const shapes = outputKinds.map((kind) => `(${made[names[kind]]!.shape.join(', ')})`).join(', ');
        throw new EngineError(expected('(N, 4), (N) and (N)', `boxes, scores and classes of ${recogniser.name}`, shapes));
      }
      const size = unit === 'parts' ? planes : { width: 1, height: 1 };
      const detections: Detection[] = [];
      let others = 0;
      for (let i = 0; i < count; i++) {
        const numbers = boxes!.subarray(4 * i, 4 * i + 4);
        const score = scores![i]!;
        if (![...numbers, score].every(Number.isFinite))
          throw new EngineError(expected('finite numbers', `a box of ${recogniser.name}`, [...numbers, score]));
        // Outputs of a fixed length are filled up with these.
        if (score <= 0 || classes![i]! < 0) continue;
        const own = category(classes![i]!);
        if (own === undefined) others++;
        else detections.push({ box: clipBox(inPicture(edges(numbers, form), size, placement), image), score, category: own });
      }
      return { detections, others };
    },
  };
}

function edges([a, b, c, d]: Iterable<number>, form: BoxForm): Box {
  if (form === 'xyxy') return { left: a!, top: b!, right: c!, bottom: d! };
  if (form === 'yxyx') return { left: b!, top: a!, right: d!, bottom: c! };
  if (form === 'xywh') return { left: a!, top: b!, right: a! + c!, bottom: b! + d! };
  return { left: a! - c! / 2, top: b! - d! / 2, right: a! + c! / 2, bottom: b! + d! / 2 };
}

/** From the network's input back to the picture that was placed there. */
function inPicture(box: Box, { width, height }: { width: number; height: number }, { scaleX, scaleY, left, top }: Placement): Box {
  const x = (value: number) => (value * width - left) / scaleX;
  const y = (value: number) => (value * height - top) / scaleY;
  return { left: x(box.left), top: y(box.top), right: x(box.right), bottom: y(box.bottom) };
}

const named: Readonly<Record<OutputKind, RegExp>> = { boxes: /box/i, scores: /score|conf/i, classes: /class|label/i };

/** By the names that were asked for, then by what they are called and hold, by one of the two where that is not enough. */
function chooseOutputs(recogniser: Recogniser, asked: DetectorOptions['outputs']): Record<OutputKind, string> {
  const chosen: Partial<Record<OutputKind, string>> = {};
  for (const kind of outputKinds) if (asked[kind] !== undefined) chosen[kind] = outputNamed(recogniser, asked[kind]).name;
  const choose = (kind: OutputKind, holds: (port: Port) => boolean): string => {
    const left = recogniser.outputs.filter(({ name }) => !Object.values(chosen).includes(name));
    const called = ({ name }: Port) => named[kind].test(name);
    const [only] =
      [left.filter((port) => called(port) && holds(port)), left.filter(called), left.filter(holds)].find((ports) => ports.length === 1) ??
      [];
    if (only) return only.name;
    const all = recogniser.outputs.map(({ name, dtype, shape }) => `${name} ${dtype} (${shape.join(', ')})`).join('; ');
    throw new ConfigError(`Expected --output ${kind}=name, as the outputs of ${recogniser.name} are ${all}, but received none`);
  };
  chosen.boxes ??= choose('boxes', ({ shape }) => shape.length >= 2 && shape.at(-1) === 4);
  chosen.classes ??= choose('classes', ({ dtype }) => dtype === 'int64' || dtype === 'int32');
  chosen.scores ??= choose('scores', ({ dtype }) => dtype === 'float32' || dtype === 'float16');
  return { boxes: chosen.boxes, scores: chosen.scores, classes: chosen.classes };
}
